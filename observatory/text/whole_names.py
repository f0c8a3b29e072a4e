"""Whole names as search terms: one lexeme for all words of a name in their order. Pure functions."""

from hashlib import blake2b

from observatory.text.letters_without_marks import plain_letters
from observatory.text.search_terms import fold_for_search, index_tokens

TITLE, NAME = "title", "name"
_BYTES = 8  # two names in a million would share a lexeme with a chance of 1 in 40 million; it only changes an order


def name_lexeme(kind: str, name: str) -> str:
    """Return the lexeme of a title or another name, the same however it is typed; "" for a name without a word.

    Letter case, width, spaces, punctuation and accents make no difference; unlike `terms`, endings of words do. No text
    has such a lexeme, for it begins with "=".

    >>> name_lexeme(NAME, "DeePMD-kit") == name_lexeme(NAME, "deepmd kit")
    True
    """
    words = " ".join(plain_letters(token.text) for token in index_tokens(fold_for_search(name)))
    return f"={kind}:{blake2b(words.encode(), digest_size=_BYTES).hexdigest()}" if words else ""
