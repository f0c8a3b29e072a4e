"""The difference between a quote and the passage that stands there now, shortened for reading. Pure functions."""

from collections.abc import Iterable, Sequence

Token = Sequence[str]  # (equal | delete | insert, text, mark)
AROUND = 60  # characters of unchanged text shown on each side of a difference


def shorten_quote_differences(tokens: Iterable[Token]) -> list[tuple[str, str]]:
    """Return the differences as pairs of "equal", "delete" or "insert" and a text; long unchanged text is cut to what
    stands around the changes."""
    merged: list[tuple[str, str]] = []
    for op, text, *_mark in tokens:
        if merged and merged[-1][0] == op:
            merged[-1] = (op, merged[-1][1] + text)
        else:
            merged.append((op, text))
    last = len(merged) - 1
    return [
        (op, _cut_unchanged(text, before=place > 0, after=place < last) if op == "equal" else text)
        for place, (op, text) in enumerate(merged)
    ]


def _cut_unchanged(text: str, *, before: bool, after: bool) -> str:
    """Return unchanged text without its middle, or its far end where no change stands `before` or `after` it."""
    if before and after and len(text) > 2 * AROUND:
        return f"{_head(text)} … {_tail(text)}"
    if before and not after and len(text) > AROUND:
        return f"{_head(text)} …"
    if after and not before and len(text) > AROUND:
        return f"… {_tail(text)}"
    return text


def _head(text: str) -> str:
    return text[: _space(text.rfind(" ", 0, AROUND), AROUND)].rstrip()


def _tail(text: str) -> str:
    found = text.find(" ", len(text) - AROUND)
    return text[found if found >= 0 else len(text) - AROUND :].lstrip()


def _space(found: int, otherwise: int) -> int:
    return found if found > 0 else otherwise
