"""Index terms of a text with their positions: English stems, Chinese character bigrams.

A Chinese run of n characters takes n positions: its n-1 overlapping pairs, and its last character alone. So every
character begins some term (a search for one character is a search for a prefix), and the distance of two terms equals
the distance of their words. Words of other scripts take one position each.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from observatory.text.normal_forms import HAN, fold_typography
from observatory.text.stems import stem

TOKEN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+(?:['’][^\W\d_{HAN}]+)?")
_HAN = re.compile(f"[{HAN}]")
LONGEST = 100  # characters; a longer term is not a word, and is cut


def terms(text: str) -> list[tuple[str, int]]:
    """Return the terms of a text in order, each with its position counted from 0.

    >>> terms("AI 伦理法 policies")
    [('ai', 0), ('伦理', 1), ('理法', 2), ('法', 3), ('polici', 4)]
    """
    found: list[tuple[str, int]] = []
    place = 0
    for token in TOKEN.finditer(fold_typography(text)):
        word = token[0]
        if token["han"]:
            found += [(word[i : i + 2], place + i) for i in range(len(word))]
            place += len(word)
        else:
            found.append((term_of_word(word), place))
            place += 1
    return found


def word_pairs(found: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return each two neighbouring words of `terms` as one term, with the position of the first. Chinese has none.

    With them the index alone answers a phrase of two words, however frequent the words are.

    >>> word_pairs(terms("Artificial intelligence, 伦理"))
    [('artifici intellig', 0)]
    """
    return [
        (f"{one} {other}", place)
        for (one, place), (other, following) in pairwise(found)
        if following == place + 1 and not _HAN.match(one) and not _HAN.match(other)
    ]


@lru_cache(maxsize=50_000)
def term_of_word(word: str) -> str:
    """Return the term of one word that is not Chinese: lower case, without accents, its English stem.

    >>> term_of_word("Naïveté") == term_of_word("naivete")
    True
    """
    word = word.lower().replace("’", "'")
    if not word.isascii():
        marked = unicodedata.normalize("NFKD", word)
        word = "".join(letter for letter in marked if not unicodedata.combining(letter))
    word = word[:LONGEST]
    # AI4S is not the plural of AI4.
    return word if any(map(str.isdigit, word)) else stem(word)
