"""Help before and after a search: titles while a reader types, and other searches where nothing is found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import accumulate

import rjieba
from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from observatory.publishing.models import Entry, Word
from observatory.search.database_functions import Contains, Matches
from observatory.search.planner_hints import through_indexes
from observatory.search.query_parser import Part, Query, parse_query, query_text, quote_lexeme
from observatory.search.scope import Scope
from observatory.search.sources_and_terms import texts_of_sources_and_terms
from observatory.text.letters_without_marks import plain_letters
from observatory.text.search_terms import fold_for_search, index_terms, index_tokens, is_run, term_of_word
from observatory.text.typography import has_han

MOST_SUGGESTIONS = 5
COMPLETIONS = 8
_SHORTEST_PREFIX = 2  # letters; one Chinese character is enough
_NEAR_NAMES = 60
_LONG_RUN = 16  # Chinese characters: half of it still tells names apart
# pg_trgm's similarity; two letters swapped in "ethics" leave 0.27. Of words with one slip 98 % are found so.
_LEAST_ALIKE = "SELECT set_config('pg_trgm.similarity_threshold', '0.25', true)"
_MOST_COUNTED = 1_000
_READ = 200  # entries out of which completions are chosen
_SHOWN = ("title_en", "title_zh_hans", "original_title", "names")


class Way(StrEnum):
    """What a suggestion changes."""

    SPELLING = "spelling"  # did you mean
    WORDS = "words"  # the words of a long run, apart
    FEWER = "fewer"  # without one of the words
    EVERYWHERE = "everywhere"  # without what was chosen


@dataclass(frozen=True)
class Suggestion:
    """Another search that finds something: what it changes, its text, how many it finds, counted up to a limit."""

    way: Way
    text: str
    total: int
    dropped: str = ""

    @property
    def more(self) -> bool:
        """Whether it finds more than were counted."""
        return self.total >= _MOST_COUNTED


def other_searches(scope: Scope) -> list[Suggestion]:
    """Return other searches for a scope that finds nothing, each of which finds something."""
    found: dict[tuple[str, bool], Suggestion] = {}
    for suggestion in _candidate_searches(scope):
        query = parse_query(suggestion.text)
        wider = Scope(query) if suggestion.way is Way.EVERYWHERE else replace(scope, query=query)
        key = (query.exact, suggestion.way is Way.EVERYWHERE)
        if key in found or not (query or wider.filters) or (query.exact == scope.query.exact and wider is scope):
            continue
        if total := _count_found(wider):
            found[key] = replace(suggestion, total=total)
        if len(found) == MOST_SUGGESTIONS:
            break
    return list(found.values())


def _count_found(scope: Scope) -> int:
    """Return how many entries a scope finds, at most `_MOST_COUNTED`."""
    return scope.rows(exact=True)[:_MOST_COUNTED].count()


def _candidate_searches(scope: Scope) -> Iterator[Suggestion]:
    """Yield other searches that may find something where this one does not: everywhere, corrected, cut, with fewer
    words."""
    query = scope.query
    if query and scope.filters:
        yield Suggestion(Way.EVERYWHERE, query.text, 0)
    yield from _corrected_searches(query)
    if apart := _query_cut_into_words(query):
        yield Suggestion(Way.WORDS, apart, 0)
    if len(query.positive) > 1:
        for part in query.positive:
            yield Suggestion(Way.FEWER, query.without(part), 0, dropped=part.text)
    elif query and query.positive[0].strict:
        yield Suggestion(Way.WORDS, " ".join(token.text for token in index_tokens(query.positive[0].text)), 0)


def _query_cut_into_words(query: Query) -> str:
    """Return another search: the query with its long Chinese runs cut into dictionary words; "" if that changes
    nothing."""
    cut = [
        " ".join(rjieba.cut(fold_for_search(part.text)))
        if has_han(part.text) and len(part.text) > 3
        else query_text(part)
        for part in query.parts
    ]
    text = " ".join(cut)
    return text if parse_query(text).exact != query.exact else ""


def _corrected_searches(query: Query) -> Iterator[Suggestion]:
    """Yield the query with each word that nothing has replaced by the nearest one of a name, then, where none is near
    to some, without those."""
    words = [(part, _corrected_word(part)) for part in query.parts]
    if any(word for _part, word in words):
        yield Suggestion(Way.SPELLING, " ".join(word or query_text(part) for part, word in words), 0)
    if lost := [part.text for part, word in words if word == ""]:
        kept = " ".join(word or query_text(part) for part, word in words if word != "")
        yield Suggestion(Way.FEWER, kept, 0, dropped=" ".join(lost))


def _corrected_word(part: Part) -> str | None:
    """Return the word that is meant by one that nothing has: "" if none is near, None for a word that is known."""
    # An identifier one digit off is another thing's.
    if part.negated or part.strict or not part.text.isalpha() or len(part.text) < 3:
        return None
    if Scope(Query("", (part,))).rows()[:1].exists():
        return None
    if is_run(part.text):
        run = fold_for_search(part.text)
        return nearest_word(run, _names_like(run)) if has_han(run) else None
    word = next(index_tokens(part.text)).text.lower()
    return nearest_word(word, _words_like(word))


def _names_like(run: str) -> list[str]:
    """Return names (titles, aliases, identifiers) of entries in which something like a Chinese run stands."""
    query = _one_character_off(run)
    names = Entry.objects.live().filter(Matches(F("title_search"), query)).order_by() if query else Entry.objects.none()
    return list(names.values_list("names", flat=True)[:_NEAR_NAMES])


def _words_like(word: str) -> list[str]:
    """Return words of names that look like a misspelt word and are about as long, the likest first."""
    most = _most_edits(word)
    lengths = (len(word) - most, len(word) + most)
    near = Word.objects.annotate(length=Length("text")).filter(text__trigram_similar=word, length__range=lengths)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LEAST_ALIKE)
        return list(near.order_by(TrigramSimilarity("text", word).desc()).values_list("text", flat=True)[:_NEAR_NAMES])


def _one_character_off(run: str) -> str:
    """Return the tsquery for a Chinese run of which any one character may be wrong; "" for a run of two.

    A wrong character spoils the two pairs that it is in, so all the others must be there. Of a long run it is enough
    that one half is there: each character in turn would make a query that grows with the square of the run.
    """
    pairs = [quote_lexeme(run[at : at + 2]) for at in range(len(run) - 1)]
    half = len(pairs) // 2
    if len(run) > _LONG_RUN:
        kept = [pairs[:half], pairs[half + 1 :]]
    else:
        kept = [[pair for at, pair in enumerate(pairs) if at not in (wrong - 1, wrong)] for wrong in range(len(run))]
    return " | ".join(f"({' & '.join(dict.fromkeys(rest))})" for rest in kept if rest)


def nearest_word(word: str, names: Iterable[str]) -> str:
    """Return what a misspelt word most probably means, out of the words of names; "" if nothing is near.

    Near is one edit for every four characters (Damerau: a swap of neighbours is one edit), at least one.
    """
    most = _most_edits(word)
    best, distance = "", most + 1
    for name in names:
        for candidate in _words_to_suggest(word, name):
            far = OSA.distance(word, candidate, score_cutoff=most)
            if 0 < far < distance:
                best, distance = candidate, far
    return best


def _most_edits(word: str) -> int:
    return max(1, len(word) // 4)


def _words_to_suggest(word: str, name: str) -> Iterator[str]:
    """Yield the words of a name that may be suggested for a misspelt one; of a Chinese run every piece as long as the
    word that begins and ends with words of the dictionary: a suggestion is something that people write."""
    for token in index_tokens(name):
        if token.is_run:
            ends = {0, *accumulate(map(len, rjieba.cut(fold_for_search(token.text))))}
            yield from (token.text[at : at + len(word)] for at in sorted(ends) if at + len(word) in ends)
        else:
            yield token.text


def complete_title(text: str) -> list[str]:
    """Return titles and names of entries that hold what a reader has begun to type: those of which it is a title or
    another name as a whole, then those that begin with it; then, as far as there is room, official terms and sources
    that do."""
    begun = fold_for_search(text[:100].encode("utf-8", "replace").decode("utf-8").replace("\0", ""))
    query = _begun_tsquery(begun)
    if not query:
        return []
    rows = Entry.objects.order_by().values_list(*_SHOWN)
    with through_indexes():
        named = [_shown_completion(begun, *texts) for texts in _titles_by_whole_name(parse_query(begun), rows)]
        others = {_shown_completion(begun, *texts) for texts in rows.filter(Matches(F("title_search"), query))[:_READ]}
        found = [*named, *sorted(others.difference(named), key=partial(_rank_of_completion, begun))][:COMPLETIONS]
        if len(found) < COMPLETIONS:
            further = {text for text in texts_of_sources_and_terms(query, _READ) if begun in fold_for_search(text)}
            found += sorted(further.difference(found), key=partial(_rank_of_completion, begun))
    return found[:COMPLETIONS]


def _titles_by_whole_name(query: Query, rows: QuerySet) -> list[tuple]:
    """Return the titles to complete what is typed: those of the rows of which the query is a title, then those of which
    it is another name."""
    either = f"{query.title} | {query.name}"
    titled = Contains(F("title_search"), query.title)
    named = rows.filter(Matches(F("title_search"), either)).annotate(titled=titled)
    return [row[:-1] for row in named.order_by("-titled", "record_id")[:COMPLETIONS].values_list(*_SHOWN, "titled")]


def _rank_of_completion(begun: str, title: str) -> tuple:
    folded = fold_for_search(title)
    return begun not in folded, not folded.startswith(begun), len(title), title


def _begun_tsquery(text: str) -> str:
    """Return the tsquery for what a reader has begun to type, whose last word is not finished; "" if too little was
    typed."""
    parts = parse_query(text).positive
    if not parts:
        return ""
    last = list(index_tokens(text))[-1]
    if last.is_run or last.end < len(text):
        return " & ".join(f"({part.loose})" for part in parts)
    if len(parts) == 1 and len(text.strip()) < _SHORTEST_PREFIX:
        return ""
    whole = [f"({part.loose})" for part in parts[:-1] if part.text != last.text]
    whole += [quote_lexeme(term) for term, _place in index_terms(parts[-1].text)[:-1]]  # "glm" of "glm4"
    # "policie" begins no stem, but its own stem is that of "policies".
    begun = f"({quote_lexeme(term_of_word(last.text))} | {quote_lexeme(plain_letters(last.text))}:*)"
    return " & ".join([*whole, begun])


def _shown_completion(begun: str, english: str, chinese: str, original: str, names: str) -> str:
    """Return the title or name of an entry with which what a reader has begun to type is completed."""
    titles = [chinese, english] if has_han(begun) or not english else [english, chinese]
    shown = [title for title in [*titles, original] if title]
    return next((title for title in shown if begun in fold_for_search(title)), None) or next(
        (f"{shown[0]} ({name})" for name in names.split("\n") if begun in fold_for_search(name)), shown[0]
    )
