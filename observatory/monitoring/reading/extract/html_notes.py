"""Raised text of a web page: the marker of a note is written as "[2]", an exponent as "¹⁸".

Without this both would run into what is before them: "by 20302", "1018 operations". Raised letters that belong to a
word ("1st", "Mme") stay as they are.
"""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

NOTE_TAGS = frozenset(("sup", "msup"))
_NUMBER = re.compile(r"[\[(（〔【［]?\s*(?:注|note|n\.)?\s*(\d{1,3})\s*[\])）〕】］]?", re.I)
_NUMBERS = re.compile(r"[\[(（〔［]?\s*\d{1,3}(?:\]?\s*[,，、;；–—-]\s*\[?\d{1,3}){1,30}\s*[\])）〕］]?")
_LETTER = re.compile(r"[\[(]?\s*([a-z]|[ivx]{1,4})\s*[\])]?", re.I)
_CIRCLED = {chr(start + at): at + 1 for start in (0x2460, 0x2474, 0x2776, 0x2780) for at in range(10)}
_CIRCLED |= {chr(0x246A + at): at + 11 for at in range(10)}
_EXPONENT = re.compile(r"[-−–+]?(?:\d{1,4}|[ni])[-−–+]?")
_BRACKETED = re.compile(r"[\[(（〔【［]|[)）]$")
_FIGURES = re.compile(r"(?<![\d.,])(\d[\d.,]*)$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(r"(?<![A-Za-z])(?:[kcdmµμn]?m|ft|in|mi|yd|s|ha|h)$|[米里]$")
# A variable ("x", "mc") or a short expression in parentheses, of which powers are taken.
_VARIABLE = re.compile(r"(?<![^\W_])(?:[B-HJ-Zb-zα-ωΑ-Ω]|mc)$|\([^()]{0,12}[-+−*/=×][^()]{0,12}\)$")
_RAISED = str.maketrans("0123456789-−–+ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺ⁿⁱ")
_SELECTOR = (
    "[style*='vertical-align'], [role='doc-noteref'], [class*='noteref'], [class*='ootnote'], [class*='fnref'],"
    " [class*='fn-ref'], [class*='ndnote'], a[href*='_ftn'], a[href^='#fn'], a[id^='fnref'], a[name^='_ftnref']"
)
_LIKE_SUP = ("footnote", "noteref", "_ftn", "fnref", "vertical-align:super", "vertical-align: super")
_SUPER_STYLE = re.compile(r"vertical-align\s*:\s*super")
_MAX, _LONGEST, _DEEPEST_LINK = 2_000, 120, 3


def mark_notes(elements: Sequence[tuple[LexborNode, str]]) -> None:
    """Rewrite the raised text of a page: `elements` are those with one of the NOTE_TAGS."""
    for node, tag in elements[:_MAX]:
        if tag == "sup":
            _rewrite_raised(node)
        else:
            _raise_power(node)


def mark_notes_by_name(source: str, tree: LexborHTMLParser) -> bool:
    """Rewrite the text that is raised by a style or called a reference to a note; return whether there may be any.
    `source` is the markup of what is left of the page, in which a few words are found quickly."""
    if not any(sign in source for sign in _LIKE_SUP):
        return False
    for node in tree.css(_SELECTOR)[:_MAX]:
        if node.parent is not None:
            _rewrite_like_raised(node)
    return True


def _rewrite_raised(node: LexborNode) -> None:
    """Rewrite the raised text in an element as plain text: "[2]" or "¹⁸"."""
    text = " ".join(node.text().split())
    if 0 < len(text) <= 120 and (
        written := _raised_as_written(
            text, _text_before_raised(node), _text_after_raised(node), _is_raised_link(node, text)
        )
    ):
        node.replace_with(written)


def _rewrite_like_raised(node: LexborNode) -> None:
    """Rewrite an element that is raised by a style, or called a reference to a note. The notes themselves are called so
    too, and have a number before their text."""
    text = node.text().strip()
    if not text or len(text) > 12 or node.css_first("p, div, li") is not None:
        return
    before = _text_before_raised(node)
    if _SUPER_STYLE.search(node.attributes.get("style") or ""):
        _rewrite_raised(node)
    elif before.strip() and "vertical-align" not in (node.attributes.get("style") or "") and _note_marker(text):
        node.replace_with(_note_marker(text))


def _raised_as_written(text: str, before: str, after: str, linked: bool) -> str:
    """Return how raised text is written, "" if it stays as it is."""
    if linked:
        return _note_marker(text)
    if text in _CIRCLED or (_BRACKETED.search(text) and _NUMBER.fullmatch(text)) or _NUMBERS.fullmatch(text):
        return _note_marker(text) if before.strip() else ""
    if not _EXPONENT.fullmatch(text):
        # What cannot be raised one by one must not run into a figure: 10^2.5.
        return f"^{text}" if text[0].isdigit() and before[-1:].isdigit() else ""
    return f"[{text}]" if text.isdigit() and _is_note_number(text, before, after) else text.translate(_RAISED)


def _note_marker(text: str) -> str:
    """Return the marker of a note in brackets, "" for raised text that is none."""
    if text in _CIRCLED:
        return f"[{_CIRCLED[text]}]"
    if match := _NUMBER.fullmatch(text):
        return f"[{match[1]}]"
    if _NUMBERS.fullmatch(text):
        return re.sub(r"\d+", lambda number: f"[{number[0]}]", re.sub(r"[^\d,，、;；–—-]", "", text))
    return f"[{match[1]}]" if (match := _LETTER.fullmatch(text)) else ""


def _is_note_number(text: str, before: str, after: str) -> bool:
    """Return whether a small raised number is the marker of a note: after a word, a full stop, a year or an amount;
    not after a unit, a variable or a number of which a power is taken, and not before the sign of an element (¹⁴C)."""
    if not before.strip() or (before[-1].isspace() and after[:1].isalpha()):
        return False
    if _UNIT.search(before) or _VARIABLE.search(before):
        return False
    figures = _FIGURES.search(before)
    if not figures:
        return len(text) <= 3
    number = figures[1].rstrip(".,")
    if number != figures[1]:  # the end of a sentence or clause
        return True
    amount = "." in number or "," in number
    return len(text) <= 2 and bool(_YEAR.fullmatch(number) or amount or (text == "1" and number not in ("2", "10")))


def _is_raised_link(node: LexborNode, text: str) -> bool:
    """Return whether the raised text, and nothing beside it, is a link."""
    inside = node.css_first("a")
    if inside is not None:
        return True
    parent = node.parent
    for _ in range(_DEEPEST_LINK):
        if parent is None:
            return False
        if parent.tag == "a":
            return " ".join(parent.text().split()) == text
        parent = parent.parent
    return False


def _raise_power(node: LexborNode) -> None:
    """Raise the exponent in a formula (MathML): the second child of `msup`."""
    children = list(node.iter(include_text=False))
    if len(children) == 2 and _EXPONENT.fullmatch(text := children[1].text().strip()):
        children[1].replace_with(text.translate(_RAISED))


def _text_before_raised(node: LexborNode) -> str:
    """Return the end of the text before a raised element, in its paragraph."""
    start = node
    for _ in range(_DEEPEST_LINK):
        other = start.prev
        while other is not None and other.is_comment_node:
            other = other.prev
        if other is not None:
            return (other.text() or "")[-40:].rstrip("\n")
        if start.parent is None or start.parent.tag not in ("a", "span", "b", "i", "em", "strong", "font", "u"):
            return ""
        start = start.parent
    return ""


def _text_after_raised(node: LexborNode) -> str:
    other = node.next
    return (other.text() or "")[:2] if other is not None else ""
