"""The size of a text, for scripts of either width: letters counted as a measure of how much it says, and its width."""

import re

_LETTERS = re.compile(r"[^\W_]+")
_NO_ASCII_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_WIDE_LETTERS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]+")


def count_letters(text: str) -> int:
    """Return the number of letters and figures; a Chinese character, kana or hangul syllable counts for two."""
    if text.isascii():
        return len(text.encode().translate(None, _NO_ASCII_LETTERS))
    return sum(map(len, _LETTERS.findall(text))) + sum(map(len, _WIDE_LETTERS.findall(text)))


_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")


def text_width(text: str) -> int:
    """Return the length of the text, a Chinese character counted as two."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))
