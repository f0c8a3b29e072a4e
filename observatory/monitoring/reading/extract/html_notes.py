"""Superscripts of a web page: the marker of a note is written as "[2]", an exponent as "¹⁸".

Without this both would run into what is before them: "by 20302", "1018 operations".
"""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

_MARKER = re.compile(r"[\[(]?\s*(\d{1,3}|[a-z]|[ivx]{1,4})\s*[\])]?", re.I)
_EXPONENT = re.compile(r"[-−+]?\d{1,4}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d$")
_UNIT = re.compile(r"(?<![A-Za-z])(?:[kcdmµμn]?m|ft|in|mi|yd|s|ha|h)$|[米里]$")
_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_MAX = 2_000


def mark_notes(superscripts: Sequence[LexborNode]) -> None:
    """Rewrite the superscripts of a page."""
    for node in superscripts[:_MAX]:
        text = node.text().strip()
        before = _text_before(node)
        if _is_linked(node) and (match := _MARKER.fullmatch(text)):
            node.replace_with(f"[{match[1]}]")
        elif _EXPONENT.fullmatch(text):
            marker = len(text) <= 2 and text.isdigit() and not _UNIT.search(before) and _is_note_place(before)
            node.replace_with(f"[{text}]" if marker else text.translate(_RAISED))


def _is_note_place(before: str) -> bool:
    """Return whether a small raised number after this text is a note: after a word, a full stop or a year, not after
    another figure."""
    return bool(before.strip()) and (not before[-1].isdigit() or bool(_YEAR.search(before)))


def _is_linked(node: LexborNode) -> bool:
    parent = node.parent
    return node.css_first("a[href]") is not None or (parent is not None and parent.tag == "a")


def _text_before(node: LexborNode) -> str:
    """Return the end of the text before the superscript, in its paragraph."""
    other = node.prev if node.prev is not None or node.parent is None else node.parent.prev
    return (other.text() if other is not None else "")[-20:].rstrip("\n")
