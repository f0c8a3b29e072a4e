"""The lines of the pages of a text: which of them are running heads, page numbers and notes, and how the rest joins.

A running head stands at the same edge of several pages; a page number goes up by one from page to page.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_EDGE = 2  # lines from the top or the bottom of a page
_OFTEN = 0.25  # share of the pages
# A number that says itself that it is one of a page.
PAGE_NUMBER = re.compile(
    r"[-–—―·•*|\s]{1,6}(\d{1,4})[-–—―·•*|\s]{1,6}"
    r"|[-–—\s]*(?:page|p\.|seite|página|strona)\s*(\d{1,4})(?:\s*(?:of|/|de|von|sur|z)\s*\d{1,4})?[-–—\s]*"
    r"|[-–—\s]*第\s*(\d{1,4})\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?[-–—\s]*",
    re.IGNORECASE,
)
_SURELY_PAGE_NUMBER = re.compile(r"[–—]\s*\d{1,4}\s*[–—]|.*[^\W\d].*")
_LONGEST_PAGE_NUMBER, _LONGEST_HEAD = 40, 100
_NUMBERS = re.compile(r"\d+")
_NOTE = re.compile(r"(\[\d{1,3}\]|[①-⑳]|\(\d{1,2}\)|\*{1,3}|†|‡|\d{1,2}(?=\s+\S))")
_NOTE_LINES = 15
_SENTENCE_END = re.compile(r"[。！？.!?:：;；][”’」』）)\]\"']*$")


def without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Return the pages without running heads and page numbers."""
    verbatim: Counter[str] = Counter()
    numbered: defaultdict[tuple[str, tuple[int, ...]], set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for line in {page[at] for at in _edges(page)}:
            if not line.isdigit():
                verbatim[line] += 1
            numbered[_counted(line, number)].add(number)
    often = max(2, len(pages) * _OFTEN)

    def is_running(line: str, number: int) -> bool:
        if PAGE_NUMBER.fullmatch(line) or verbatim[line] >= often:
            return True
        return any(map(str.isdigit, line)) and len(numbered[_counted(line, number)]) >= max(2, often)

    found = []
    for number, page in enumerate(pages):
        dropped = {at for at in _edges(page) if is_running(page[at], number)}
        found.append([line for at, line in enumerate(page) if at not in dropped])
    return found


def _edges(page: list[str]) -> list[int]:
    return sorted({at for at in (*range(_EDGE), *range(len(page) - _EDGE, len(page))) if 0 <= at < len(page)})


def _counted(line: str, page: int) -> tuple[str, tuple[int, ...]]:
    """Return the line without its numbers, and its numbers counted from the page: equal for "Report 3" on page 2 and
    "Report 4" on page 3."""
    return _NUMBERS.sub("#", line), tuple(int(found) - page for found in _NUMBERS.findall(line)[:4])


def split_notes(page: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a page and, apart, the notes at its foot, which would cut in two a sentence that goes on
    overleaf."""
    for at in range(max(1, len(page) - _NOTE_LINES), len(page)):
        marker = _NOTE.match(page[at])
        if marker is None:
            continue
        # A note is announced above it; what is not may be an item of a list.
        if any(_has_marker(line, marker[1]) for line in page[:at]):
            return page[:at], page[at:]
    return page, []


def _has_marker(line: str, marker: str) -> bool:
    if marker.isdigit():
        return False  # "12 members" at the beginning of a line is more often text
    found = line.find(marker, 1)
    return found > 0 and not line[found - 1].isspace()


def ends_sentence(line: str) -> bool:
    """Return whether the line ends as a sentence does."""
    return _SENTENCE_END.search(line) is not None


def page_breaks(lines: Sequence[str]) -> set[int]:
    """Return the numbers of the lines of a text without pages that once were its page numbers, and the running heads
    next to them: lines that stand next to more than one page number."""
    found = {}
    for at, line in enumerate(lines):
        if len(line) <= _LONGEST_PAGE_NUMBER and (match := PAGE_NUMBER.fullmatch(line)):
            found[at] = int(next(group for group in match.groups() if group))
    places = sorted(found)
    numbers = {
        at
        for i, at in enumerate(places)
        if _SURELY_PAGE_NUMBER.fullmatch(lines[at])
        or (i and found[places[i - 1]] + 1 == found[at])
        or (i + 1 < len(places) and found[places[i + 1]] - 1 == found[at])
    }
    beside = [at + step for at in numbers for step in (-1, 1) if 0 <= at + step < len(lines)]
    often = Counter(lines[at] for at in beside)
    return numbers | {at for at in beside if often[lines[at]] > 1 and len(lines[at]) <= _LONGEST_HEAD}
