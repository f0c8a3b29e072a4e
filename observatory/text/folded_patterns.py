"""Regular expressions that find in a text as it was written what equals a word in the fold of search. Pure functions.

The expressions are read alike by Python and by PostgreSQL. Letter case is spelt out, so they need no flag.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from observatory.text.letters_without_marks import plain_letters
from observatory.text.search_terms import Token, fold_for_search, index_tokens
from observatory.text.simplified_chinese import SIMPLIFIED
from observatory.text.typography import HAN_VARIANTS, RADICALS

# Letters with accents of Latin, Greek, Cyrillic, Hebrew and Arabic, and their wide and presentation forms.
_ALPHABETS = ((0xAA, 0x250), (0x370, 0x700), (0x1E00, 0x2000), (0xFB00, 0xFF00), (0xFF10, 0xFF5B))
_IDEOGRAPHS = ((0x2E80, 0x2FE0), (0xF900, 0xFB00))
_CHINESE_FIGURES = dict(zip("0123456789", ["[〇零○]", *"一二三四五六七八九"], strict=True))
_YEAR = re.compile("[12][0-9]{3}")
# Vowel signs, which are written after their letters or left out.
_MARKS = "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]*"
_LETTERS = re.compile("ss|ae|oe|ue|aa|th|fi|fl|.", re.DOTALL)
_TYPED_OUT = {"ae": "äÄ", "oe": "öÖøØ", "ue": "üÜ", "aa": "åÅ"}
_SIGNS = {"-": "-‐‑‒–—−－", "'": "'’‘ʼ´`＇", '"': '"“”„«»「」『』《》＂'}
_ELIDED = re.compile(r"[^\W\d_]+'$")
_ARTICLE = r"(?:\w+['’‘ʼ´`＇])?"  # elided, before a word of a phrase
# Between the letters and the figures of a word, or two words that a hyphen joins.
_JOINT = r"[-‐‑–—\s]?"


@cache
def _characters_by_fold() -> Mapping[str, str]:
    """Return for each letter or pair of letters the characters that the fold of search makes to it."""
    found: dict[str, list[str]] = defaultdict(list)
    for first, last in _ALPHABETS:
        for character in map(chr, range(first, last)):
            if (folded := plain_letters(fold_for_search(character))) != character and folded:
                found[folded].append(character)
    for first, last in _IDEOGRAPHS:
        for character in map(chr, range(first, last)):
            if (folded := fold_for_search(character)) != character and len(folded) == 1:
                found[folded].append(character)
    for character in {*SIMPLIFIED, *HAN_VARIANTS, *RADICALS}:
        found[fold_for_search(character)].append(character)
    return {folded: "".join(dict.fromkeys(characters)) for folded, characters in found.items()}


@lru_cache(10_000)  # each looks through all letters there are
def first_characters(letter: str) -> str:
    """Return the characters with which a word can begin whose term begins with this letter."""
    longer = "".join(
        sources for folded, sources in _characters_by_fold().items() if len(folded) > 1 and folded[0] == letter
    )
    return letter + letter.upper() + _characters_by_fold().get(letter, "") + longer


def pattern_of(text: str) -> str:
    """Return the regular expression for the places where a text stands in any writing that search takes for the same.

    >>> bool(re.search(pattern_of("l'evaluation"), "D’ÉVALUATION"))
    True
    """
    folded = fold_for_search(text)
    pieces: list[str] = []
    last = 0
    for token in index_tokens(folded):
        between = _ELIDED.sub("", folded[last : token.start])
        pieces.append(_pattern_between(between) if pieces else _literal_pattern(between))
        pieces.append(_pattern_of_token(token))
        last = token.end
    return "".join([*pieces, _literal_pattern(folded[last:])])


def _pattern_between(text: str) -> str:
    if text == " ":
        return _JOINT + _ARTICLE
    return _JOINT if text in ("", "-") else _literal_pattern(text)


def _literal_pattern(text: str) -> str:
    return "".join(map(_pattern_of_sign, text))


def _pattern_of_sign(sign: str) -> str:
    wide = chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else ""
    forms = _SIGNS.get(sign, sign + wide)
    return f"[{re.escape(forms)}]" if len(forms) > 1 else re.escape(forms)


def _pattern_of_token(token: Token) -> str:
    """Return the regular expression for a word or run of a folded text; a year also in Chinese figures."""
    if token.is_run:
        return "".join(map(_class_of_folded, token.text))
    word = plain_letters(token.text)
    written = "".join(map(_pattern_of_letters, _LETTERS.findall(word)))
    if _YEAR.fullmatch(word):
        return f"(?:{written}|{''.join(_CHINESE_FIGURES[figure] for figure in word)})"
    return written


def _pattern_of_letters(letters: str) -> str:
    apart = "".join(_class_of_folded(letter) + (_MARKS if letter > "\u02ff" else "") for letter in letters)
    joined = _characters_by_fold().get(letters, "") + _TYPED_OUT.get(letters, "")
    return f"(?:{apart}|[{joined}])" if len(letters) > 1 and joined else apart


def _class_of_folded(character: str) -> str:
    """Return the class, in a regular expression, of the characters that are folded to this one, its capital
    included."""
    if character == "'":
        return _pattern_of_sign(character)
    forms = "".join(dict.fromkeys([character, *character.upper(), *_characters_by_fold().get(character, "")]))
    return f"[{re.escape(forms)}]" if len(forms) > 1 else re.escape(forms)
