"""Cut a text into words and sentences, for scripts with spaces and for Chinese, which has none; tell where a sentence
ends.
"""

import re

from observatory.text.typography import HAN

# A number keeps its separators, a word its inner apostrophe or hyphen; a Han run is cut by a dictionary;
# anything else is a token of one character.
_PIECE = re.compile(
    rf"[{HAN}]+"
    r"|\d+(?:[.,:/]\d+)*%?"
    rf"|[^\W\d_{HAN}]+(?:['’\-‑][^\W\d_{HAN}]+)*"
    r"|\s+|.",
    re.DOTALL,
)
_STARTS_HAN = re.compile(f"[{HAN}]")
# A sentence ends at a full stop of either script, with the closing quotes and brackets that follow it.
_SENTENCE_END = re.compile(r"(?<=[。！？；…])[”’」』）)\"']*|(?<=[.!?;])[”’)\"']*(?=\s)|\n")


def split_tokens(text: str) -> list[str]:
    """Return a text cut into words, also Chinese ones, with the signs and white space between them; joined, they are
    the text again."""
    tokens: list[str] = []
    for piece in _PIECE.findall(text):
        if len(piece) > 1 and _STARTS_HAN.match(piece):
            tokens.extend(_cut_chinese_words(piece))
        else:
            tokens.append(piece)
    return tokens


def _cut_chinese_words(run: str) -> list[str]:
    import rjieba  # imported late: its dictionary takes a quarter of a second and 30 MB

    return rjieba.cut(run)


def split_words(text: str) -> list[str]:
    """Return the words and numbers of the text in order, without white space and punctuation."""
    return [token for token in split_tokens(text) if token[0].isalnum()]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of the text in order, stripped, none empty; closing quotes stay with their sentence."""
    found, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        if part := text[start : end.end()].strip():
            found.append(part)
        start = end.end()
    if part := text[start:].strip():
        found.append(part)
    return found


# Latin and full-width marks, and those of Arabic, Urdu, Devanagari, Ethiopic, Armenian.
_ENDS = (".", "!", "?", "…", "‽", "。", "．", "｡", "！", "？", "؟", "۔", "।", "॥", "።", "։")
_CLOSING_QUOTES = "”’\"'»›」』》〉"


def ends_sentence(text: str) -> bool:
    """Return whether a text ends with the mark of a sentence, also if closing quotes follow it: then no full stop is
    added to it.

    >>> ends_sentence("谁来决定？”"), ends_sentence("J."), ends_sentence("Plan (2023)")
    (True, True, False)
    """
    return text.rstrip().rstrip(_CLOSING_QUOTES).endswith(_ENDS)


def with_full_stop(text: str) -> str:
    """Return a text with a full stop after it, unless it ends with the mark of a sentence already."""
    return text if ends_sentence(text) else text + "."
