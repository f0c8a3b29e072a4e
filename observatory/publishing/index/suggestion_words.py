"""Distinct words of names, stored apart from the entries, for spelling suggestions.

Looking for them in the names of all entries took as long as there are entries; there are far fewer words.
"""

from collections.abc import Iterable

from observatory.publishing.models import Entry, Word
from observatory.text.search_terms import index_tokens

SHORTEST = 3
LONGEST = 40


def name_words(names: str) -> set[str]:
    """Return the words in names as `search_vector.searchable_names` writes them, in lower case: letters alone, not
    Chinese."""
    found = {token.text for token in index_tokens(names.lower()) if not token.is_run}
    return {word for word in found if word.isalpha() and SHORTEST <= len(word) <= LONGEST}


def add_words(entries: Iterable[Entry]) -> None:
    """Add the words of the names of these entries to those that may be suggested: one query where all are known."""
    found = {word for entry in entries for word in name_words(entry.names)}
    known = set(Word.objects.filter(text__in=found).values_list("text", flat=True))
    Word.objects.bulk_create([Word(text=word) for word in sorted(found - known)])
