"""English stems (Porter2, the Snowball project): "policies" and "policy" are one term."""

import re
from functools import lru_cache

import snowballstemmer

_DIGIT = re.compile(r"\d")
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem_word(word: str) -> str:
    """Return the stem of one word in lower case. A word with a digit is a name and is returned unchanged.

    >>> stem("policies")
    'polici'
    """
    return word if _DIGIT.search(word) else _STEMMER.stemWord(word)
