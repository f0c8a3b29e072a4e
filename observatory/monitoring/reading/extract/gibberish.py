"""Whether the text layer of a PDF is gibberish. Fonts without a usable map to Unicode give other characters than they
show: "哾㦓", "3HQČåQt".

Three things tell: code points that mean nothing; letters of unrelated scripts in one word and Chinese characters that
texts hardly have; Latin words without vowels. Each needs a large share of the letters: formulas, icons, foreign names
and tables of codes have some of all of them.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_ASCII_LETTERS = re.compile(r"[A-Za-z]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z]{4,}")
_WORD = re.compile(r"(?<![^\s(\"'])[A-Za-z]{4,}(?![^\s.,;:!?)\"'])")
_VOWELS = "aeiouyAEIOUY"
# Scripts that are written next to each other without a space, and marks that go with any of them.
_TOGETHER = (
    frozenset(("LATIN", "GREEK", "CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "KANGXI")),
    frozenset(("LATIN", "GREEK", "CJK", "HANGUL")),
)
_NEUTRAL = frozenset(("MODIFIER", "MASCULINE", "FEMININE", "IDEOGRAPHIC", "KATAKANA-HIRAGANA", ""))
_PLAIN = ((0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x2000, 0x206F), (0x2190, 0x25FF), (0x3000, 0x30FF),
          (0xAC00, 0xD7A3), (0xFB00, 0xFB06), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF))  # fmt: skip
_MANY_WORDS = 40
_SELDOM = 60  # letters for each character that needs a closer look
# Shares of the letters.
_CONTROLS, _MEANINGLESS, _STRANGE, _STRANGE_OF_ALL, _RARE_HAN, _FEW_VOWELS = 0.08, 0.5, 0.8, 0.05, 0.4, 0.2


def is_gibberish(text: str) -> bool:
    """Return whether the letters of a text are not those that readers see."""
    if not text.isascii() or _CONTROL.search(text) is not None:
        odd = set(text) - _plain_characters()
        count = sum(map(text.count, odd))
        if count > 1 and count * _SELDOM * 3 > len(text) and count * _SELDOM > sum(map(str.isalpha, text)):
            return _has_strange_letters(text, odd)
    return _lacks_vowels(text)


def _has_strange_letters(text: str, odd: set[str]) -> bool:
    """Return whether a text has too many letters that its script does not have, as gibberish does."""
    controls = len(_CONTROL.findall(text))
    unassigned = [character for character in odd if unicodedata.category(character) in ("Co", "Cn", "Cs")]
    meaningless = controls + sum(map(text.count, unassigned))
    words = _LETTERS.findall(text)
    letters = sum(map(len, words)) + meaningless
    if controls >= max(3, letters * _CONTROLS) or meaningless > max(3, letters * _MEANINGLESS):
        return True
    others = letters - sum(map(len, _ASCII_LETTERS.findall(text)))
    strange = others if _has_rare_han(text) else sum(_unrelated(word) for word in words if not word.isascii())
    return strange >= max(2, others * _STRANGE, letters * _STRANGE_OF_ALL)


@cache
def _plain_characters() -> frozenset[str]:
    """Return the characters that no gibberish consists of alone."""
    plain = {chr(code) for first, last in _PLAIN for code in range(first, last + 1)}
    return frozenset(plain | _common_han() | set("\t\n"))


@cache
def _common_han() -> frozenset[str]:
    """Return the common Chinese characters, of which gibberish has few: the first levels of the national standards,
    which were chosen for what texts use."""
    upper = range(0xA1, 0xFF)
    ranges = (
        ("gb2312", range(0xB0, 0xD8), upper),
        ("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *upper)),
        ("shift_jis", range(0x88, 0x99), (*range(0x40, 0x7F), *range(0x80, 0xFD))),
    )
    rows = (
        bytes(byte for trail in trails for byte in (lead, trail)).decode(encoding, "ignore")
        for encoding, leads, trails in ranges
        for lead in leads
    )
    return frozenset(character for character in "".join(rows) if character > "\u2fff")


def _has_rare_han(text: str) -> bool:
    characters = _HAN.findall(text)
    common = sum(map(_common_han().__contains__, characters))
    return len(characters) - common > len(characters) * _RARE_HAN


def _unrelated(word: str) -> int:
    """Return the number of letters of a word that are next to one of another script."""
    pairs = [not _go_together(before, after) for before, after in pairwise(map(_script, word))]
    return sum(left or right for left, right in pairwise([False, *pairs, False]))


@cache
def _script(letter: str) -> str:
    """Return the first word of the letter's name, that of a mathematical or wide letter without its form."""
    return unicodedata.name(unicodedata.normalize("NFKC", letter)[:1], "").partition(" ")[0]


def _go_together(one: str, other: str) -> bool:
    if one == other or one in _NEUTRAL or other in _NEUTRAL:
        return True
    return any(one in scripts and other in scripts for scripts in _TOGETHER)


def _lacks_vowels(text: str) -> bool:
    """Return whether a text of many Latin words has few vowels: its letters were exchanged for others."""
    if sum(map(text.count, _VOWELS)) > len(text) * _FEW_VOWELS:
        return False
    if len(_LATIN.findall(text)) < _MANY_WORDS:
        return False
    words = _WORD.findall(text)
    joined = "".join(words)
    return len(words) >= _MANY_WORDS and sum(map(joined.count, _VOWELS)) < len(joined) * _FEW_VOWELS
