"""English stems (Porter2, the Snowball project): "policies" and "policy" are one term."""

import re
from functools import lru_cache

import snowballstemmer

from observatory.text.normal import HAN, fold

_WORD = re.compile(rf"[^\W_{HAN}]+(?:'[^\W\d_{HAN}]+)?")
_DIGIT = re.compile(r"\d")
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one word in lower case. A word with a digit in it is a name and stays as it is.

    >>> stem("policies")
    'polici'
    """
    return word if _DIGIT.search(word) else _STEMMER.stemWord(word)


def stems(text: str) -> list[str]:
    """The stems of the words and numbers of the text, lower case, in order; Chinese is left to `bigrams`.

    >>> stems("Policies on AI, 2025")
    ['polici', 'on', 'ai', '2025']
    """
    return [stem(word) for word in _WORD.findall(fold(text).lower())]
