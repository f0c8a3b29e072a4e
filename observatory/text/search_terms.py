"""Index terms of a text with their positions, for search: words folded, English stems (Porter2, the Snowball
project), pairs of characters of scripts without word spaces.

A run of n characters of Chinese, Japanese, Korean, Thai … takes n positions: its n-1 overlapping pairs, and its last
character alone. So every character begins some term (a search for one character is a search for a prefix), and the
distance of two terms equals the distance of their words. Words of other scripts and figures take one position each:
"GLM4" is a word and a figure, as "GLM-4" is; a code such as "027m9bs27" is one word.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer

from observatory.text.letters_without_marks import MARKS, german_spelling, plain_letters
from observatory.text.simplified_chinese import SIMPLIFIED
from observatory.text.typography import HAN, NUMERALS, fold_variants

_DIGIT = re.compile(r"\d")
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem_word(word: str) -> str:
    """Return the stem of one word in lower case. A word with a digit is a name and is returned unchanged.

    >>> stem_word("policies")
    'polici'
    """
    return word if _DIGIT.search(word) else _STEMMER.stemWord(word)


# Kana with what repeats or lengthens, Hangul (its words carry their particles), Thai, Lao, Burmese, Khmer.
UNSPACED = (
    rf"{HAN}\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u1100-\u11ff\uac00-\ud7a3"
    r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
)
LETTERS = rf"[^\W\d_{UNSPACED}]+(?:[{MARKS}]+[^\W\d_{UNSPACED}]*)*"
_LETTER = rf"[^\W\d_{UNSPACED}]"
# Articles and pronouns that French, Italian and Catalan join to a word: l'IA, d'évaluation, dell'arte, qu'il. A single
# letter after the apostrophe is an English ending ("all's").
_ELIDED = re.compile(
    r"(?:[cdjlmnstv]|qu|jusqu|lorsqu|puisqu|quoiqu|un|gl|agl|all|dall|degl|dell|nell|negl|sull|coll|quell|quest)"
    rf"['’ʼ](?={_LETTER}{{2}})",
    re.IGNORECASE,
)
# A run without spaces, or letters and figures with the marks and one apostrophe in them.
_WORD = rf"[^\W_{UNSPACED}]+(?:[{MARKS}]+[^\W_{UNSPACED}]*)*"
TOKEN = re.compile(rf"(?P<run>[{UNSPACED}]+)|{_WORD}(?:['’ʼ]{LETTERS})?")
# Letters and figures that change more than twice are a code, as permanent ids are, and no name with a number.
_CODE = re.compile(rf"(?:\d++{_LETTER}++){{2,}}\d*|(?:{_LETTER}++\d++){{2,}}{_LETTER}*")
_PIECE = re.compile(rf"\d+|{LETTERS}(?:['’ʼ]{LETTERS})?")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_FIRST_UNSPACED = "\u0e01"
_SPELT_OTHERWISE = re.compile("[äöüåøÄÖÜÅØ]|[aou]\u0308")
_TRADITIONAL = re.compile(f"[{''.join(SIMPLIFIED)}]")
# A year in Chinese figures: 二零二六, not a part of a longer number.
_YEAR = re.compile(f"(?<![{NUMERALS}十百千万亿第])[一二][{NUMERALS}]{{3}}(?![{NUMERALS}十百千万亿])")
_FIGURES = str.maketrans("零一二三四五六七八九", "0123456789")
LONGEST = 100  # characters; a longer term is not a word, and is cut


class Token(NamedTuple):
    """A word, a number or a run of characters without spaces, where it stands in its text; without an elided article
    before it."""

    text: str
    start: int
    end: int
    is_run: bool


def index_tokens(text: str) -> Iterator[Token]:
    """Yield the words, numbers and runs of a text in order."""
    for found in TOKEN.finditer(text):
        word, start = found[0], found.start()
        if found.lastgroup == "run" or word.isalpha() or word.isdecimal():
            yield Token(word, start, found.end(), found.lastgroup == "run")
        else:
            yield from _tokens_of_word(word, start)


def _tokens_of_word(word: str, start: int) -> Iterator[Token]:
    """Yield the letters and the figures of a word that begins at `start`."""
    if _CODE.fullmatch(word):
        yield Token(word, start, start + len(word), False)
        return
    article = _ELIDED.match(word)
    for found in _PIECE.finditer(word, article.end() if article else 0):
        yield Token(found[0], start + found.start(), start + found.end(), False)


def fold_for_search(text: str) -> str:
    """Return the text in the form in which its words are found: typography and letter case folded, traditional
    characters simplified, years in figures.

    >>> fold_for_search("二〇二六年 科學技術部")
    '2026年 科学技术部'
    """
    folded = fold_variants(text).casefold()
    if folded.isascii():
        return folded
    simplified = _TRADITIONAL.sub(lambda match: SIMPLIFIED[match[0]], folded)
    return _YEAR.sub(lambda match: match[0].translate(_FIGURES), simplified)


def index_terms(text: str) -> list[tuple[str, int]]:
    """Return the terms of a text in order, each with its position counted from 0.

    >>> index_terms("AI 伦理法 policies")
    [('ai', 0), ('伦理', 1), ('理法', 2), ('法', 3), ('polici', 4)]
    """
    found: list[tuple[str, int]] = []
    place = 0
    for token in TOKEN.finditer(fold_for_search(text)):
        word = token[0]
        if token.lastgroup == "run":
            found += [(word[i : i + 2], place + i) for i in range(len(word))]
            place += len(word)
        elif word.isalpha():
            found.append((term_of_word(word), place))
            place += 1
        else:
            for piece in _tokens_of_word(word, 0):
                if term := term_of_word(piece.text):
                    found.append((term, place))
                    place += 1
    return found


def other_spellings(text: str) -> list[tuple[str, int]]:
    """Return terms by which a text is found as well, with the positions of those that they stand for: ä as ae.

    >>> other_spellings("die Größe")
    [('groesse', 1)]
    """
    if not _SPELT_OTHERWISE.search(text):
        return []
    found, place = [], 0
    for token in index_tokens(fold_for_search(text)):
        if token.is_run:
            place += len(token.text)
            continue
        if other := german_spelling(token.text):
            found.append((term_of_word(other), place))
        place += bool(term_of_word(token.text))
    return found


def is_run(term: str) -> bool:
    """Return whether a term is of a script without spaces between words."""
    return term >= _FIRST_UNSPACED and _UNSPACED.match(term) is not None


def word_pairs(found: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return each two neighbouring words of `index_terms` as one term, with the position of the first; none in Chinese.

    With them the index alone answers a phrase of two words, however frequent the words are.

    >>> word_pairs(index_terms("Artificial intelligence, 伦理"))
    [('artifici intellig', 0)]
    """
    return [
        (f"{one} {other}", place)
        for (one, place), (other, following) in pairwise(found)
        if following == place + 1 and not is_run(one) and not is_run(other)
    ]


@lru_cache(maxsize=50_000)
def term_of_word(word: str) -> str:
    """Return the term of one word without an elided article: lower case, plain letters, its English stem.

    >>> term_of_word("Naïveté") == term_of_word("naivete")
    True
    """
    return stem_word(plain_letters(word.casefold().replace("’", "'"))[:LONGEST])
