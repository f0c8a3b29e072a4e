"""Locators for places in a stored text that have no heading of their own: the number of the paragraph."""

import re

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_NUMBERED = re.compile(r"(?:block|paragraph) ([0-9]{1,7})|第([0-9]{1,7})段")


def paragraph_locator(number: int, text: str) -> str:
    """Return the locator of the paragraph with this number (from 1) in the language of its text, as an article of it
    would be cited: "paragraph 12", "第12段"."""
    chinese = len(_CHINESE.findall(text)) * 2 > len(_LATIN.findall(text))
    return f"第{number}段" if chinese else f"paragraph {number}"


def paragraph_number(locator: str) -> int | None:
    """Return the number in a locator that `paragraph_locator` made (before 2026-11-29 "block 12"); None for others."""
    found = _NUMBERED.fullmatch(locator)
    return int(found[1] or found[2]) if found else None
