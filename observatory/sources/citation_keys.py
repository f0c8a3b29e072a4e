"""Propose the citation key of a source: "Bi et al. 2023", "MOST 2023b". Pure but for `propose_key`, which reads the
keys.
"""

import re
from collections.abc import Collection, Sequence
from string import ascii_lowercase
from urllib.parse import urlsplit

from observatory.sources.models import Source
from observatory.sources.references.source_draft import DraftContributor, SourceDraft
from observatory.text.slugs import make_slug
from observatory.text.typography import has_han

LONGEST = Source._meta.get_field("key").max_length or 80


def base_key(draft: SourceDraft) -> str:
    """Return the citation key of a source: who and when, as in-text citations name a work: authors, else publisher,
    else host; the year, else n.d."""
    who = (
        _authors_in_key(draft.contributors)
        or draft.publisher
        or _host_in_key(draft)
        or draft.container_title
        or draft.title
    )
    year = re.search(r"\d{4}", draft.issued)
    end = f" {year[0]}" if year else " n.d."
    return who[: LONGEST - len(end) - 3].strip() + end


def free_key(base: str, taken: Collection[str]) -> str:
    """Return a citation key that is not taken: with a letter after the year, or a number where no letter is left.

    >>> free_key("MOST 2023", {"MOST 2023a", "MOST 2023b"}), free_key("MOST 2023", {"MOST 2023"})
    ('MOST 2023c', 'MOST 2023b')
    """
    used = {key.casefold() for key in taken}
    suffixes = [*ascii_lowercase, *(f"-{number}" for number in range(2, len(used) + 3))]
    if base.casefold() in used:
        suffixes.remove("a")
    elif f"{base}a".casefold() not in used:
        return base
    return next(base + suffix for suffix in suffixes if (base + suffix).casefold() not in used)


def propose_key(draft: SourceDraft, also_taken: Collection[str] = ()) -> str:
    """Return a free key for a draft. `also_taken` are keys of sources that are made with it. One query."""
    base = base_key(draft)
    taken = Source.objects.filter(key__istartswith=base).values_list("key", flat=True)[:2000]
    return free_key(base, {*taken, *also_taken})


def _authors_in_key(contributors: Sequence[DraftContributor]) -> str:
    """Return the authors as a citation key names them: "Bi", "Bi and Sun", "Bi et al."; else the other contributors."""
    authors = [each for each in contributors if each.role == "author"] or list(contributors)
    others = any(each.literal == "et al." for each in authors)
    names = [name for each in authors if each.literal != "et al." and (name := _name_in_key(each))]
    if len(names) > 2 or (names and others):
        return f"{names[0]} et al."
    return " and ".join(names)


def _name_in_key(contributor: DraftContributor) -> str:
    """Return a family name in Latin letters, or the name of a body."""
    family = contributor.family
    return make_slug(family).replace("-", "").title() if has_han(family) else family or contributor.literal


def _host_in_key(draft: SourceDraft) -> str:
    try:
        return (urlsplit(draft.locations[0].url).hostname or "").removeprefix("www.") if draft.locations else ""
    except ValueError:
        return ""
