"""Words and sentences, for scripts with spaces and for Chinese, which has none."""

import re

from observatory.text.normal_forms import HAN

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
    """Yield every token of the text in order, white space included; joined, they are the text again."""
    tokens: list[str] = []
    for piece in _PIECE.findall(text):
        if len(piece) > 1 and _STARTS_HAN.match(piece):
            tokens.extend(_cut(piece))
        else:
            tokens.append(piece)
    return tokens


def _cut(run: str) -> list[str]:
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
