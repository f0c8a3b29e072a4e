"""Search vectors: terms with positions and weights, in the syntax of PostgreSQL's `tsvector`. Pure functions."""

from collections.abc import Iterable

from observatory.text.search_terms import index_terms, other_spellings, word_pairs

# Limits of PostgreSQL (textsearch-limitations): positions up to 16,383, 256 of them a lexeme, 1 MB a vector.
_LAST_POSITION = 16_383
_MOST_POSITIONS = 255
_MOST_BYTES = 900_000


def build_vector(passages: Iterable[tuple[str, str]], marks: Iterable[str] = ()) -> str:
    """Return a PostgreSQL `tsvector` of texts, each with its weight (A to D): `'term':1A,7D …`.

    Each two neighbouring words are one more term ("artifici intellig"), a word with ä stands with ae too. A gap between
    two texts prevents phrases across them. Terms beyond the last position that PostgreSQL supports are found, but not
    as part of a phrase. `marks`, lexemes that no text contains, come last, with the weight of names (B).
    """
    places: dict[str, list[str]] = {}
    start, size = 1, 0
    for weight, text in passages:
        found = index_terms(text)
        for term, place in [*found, *word_pairs(found), *other_spellings(text)]:
            where = places.setdefault(term, [])
            if len(where) < _MOST_POSITIONS and size < _MOST_BYTES:
                where.append(f"{min(start + place, _LAST_POSITION)}{weight}")
                size += 2 if len(where) > 1 else len(term.encode()) + 8
        start += (found[-1][1] if found else 0) + 2
    written = [f"{_quoted(term)}:{','.join(where)}" for term, where in places.items() if where]
    return " ".join([*written, *(f"{_quoted(mark)}:{_LAST_POSITION}B" for mark in marks)])


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
