"""Lexemes of PostgreSQL's `tsvector`: the vector of weighted texts, and one lexeme for a whole title or name. Pure
functions.
"""

from collections.abc import Iterable
from hashlib import blake2b

from observatory.text.letters_without_marks import plain_letters
from observatory.text.search_terms import fold_for_search, index_terms, index_tokens, other_spellings, word_pairs

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


TITLE, NAME = "title", "name"
_BYTES = 8  # two names in a million would share a lexeme with a chance of 1 in 40 million; it only changes an order


def name_lexeme(kind: str, name: str) -> str:
    """Return the lexeme of a title or another name, the same however it is typed; "" for a name without a word.

    Letter case, width, spaces, punctuation and accents make no difference; unlike `index_terms`, endings of words do.
    No text has such a lexeme, for it begins with "=".

    >>> name_lexeme(NAME, "DeePMD-kit") == name_lexeme(NAME, "deepmd kit")
    True
    """
    words = " ".join(plain_letters(token.text) for token in index_tokens(fold_for_search(name)))
    return f"={kind}:{blake2b(words.encode(), digest_size=_BYTES).hexdigest()}" if words else ""
