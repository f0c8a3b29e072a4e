"""Running heads, page numbers and footnotes at the edges of the pages of a text (PDF, plain text), and how the rest
joins.

A running head stands at the edge of several pages and is read once; a page number goes up by one from page to page.
What does neither is text: the last figure of a table, the year on a cover.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

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
_NEIGHBOURS = 4  # pages from the first to the third
_NUMBERS = re.compile(r"\d{1,5}(?!\d)")
_WORDS = re.compile(r"[^\W\d_]{2}")
_ROMAN = re.compile("[ivxlc]{1,8}|[IVXLC]{1,8}")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# Parts of a text that may begin a page and count up with the pages.
_COUNTED_PART = re.compile(
    r"(?:article|art\.|section|sec\.|chapter|part|clause|paragraph|rule|table|tab\.|figure|fig\.|box|annex|appendix|"
    r"schedule|step|question|exhibit|form|lot|item|principle|recommendation|objective|goal|measure|action|option|"
    r"project|programme|program|module|grant|case|example|scenario|pillar|priority|target|task|phase|stage|round|"
    r"work package|wp|deliverable|milestone|session|day|week|topic|theme|region|group|volume|decision|resolution|"
    r"artikel|abschnitt|kapitel|teil|tabelle|abbildung|anlage|anhang|titre|chapitre|partie|tableau|annexe|projet|"
    r"artículo|capítulo|sección|tabla|anexo|artigo|tabela|статья|глава|раздел|таблица|приложение)\s*(?:no\.?\s*)?\d"
    r"|§\s*\d|第\s*\d+\s*[条條章节節款項项編编部分则則课課题題批期轮輪届屆次天周类類组組阶階]"
    r"|(?:附件|附录|附錄|附表|表|图|圖|专栏|專欄|步骤|任务|目标|项目|課題|课题|专题|案例|阶段|措施)\s*\d|제\s*\d+\s*[조장절]",
    re.IGNORECASE,
)
_Form = tuple[str, int]
_NOTE = re.compile(r"(\[\d{1,3}\]|[①-⑳]|\(\d{1,2}\)|\*{1,3}|†|‡|\d{1,2}(?=\s+\S))")
_NOTE_LINES = 15
_SENTENCE_END = re.compile(r"[。！？.!?:：;；][”’」』）)\]\"']*$")


def separate_running_lines(pages: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Return the pages without page numbers and running heads, and for each page the running heads that it is the
    first to have: each is read once. Heads at the top of the first page stay in their place."""
    places: defaultdict[_Form, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for form in {form for at in _lines_at_edges(page) for form in _forms_of_running_line(page[at], number)}:
            places[form].append(number)
    running = {form for form, numbers in places.items() if _is_running_line(form, numbers, len(pages))}
    seen: set[str] = set()
    kept, heads = [], []
    for number, page in enumerate(pages):
        dropped, first = set(), []
        for at in _lines_at_edges(page):
            line = page[at]
            if _says_page_number(line, number, len(pages)) or not running.isdisjoint(
                _forms_of_running_line(line, number, False)
            ):
                dropped.add(at)
            elif (line, 0) in running:
                if line in seen:
                    dropped.add(at)
                elif number or at >= _EDGE:
                    dropped.add(at)
                    first.append(line)
                seen.add(line)
        kept.append([line for at, line in enumerate(page) if at not in dropped])
        heads.append(first)
    return kept, heads


def _is_running_line(form: _Form, numbers: list[int], pages: int) -> bool:
    """Return whether a line is on many of the pages, or on three neighbours at least: the left or right ones of a
    chapter. Two pages are too few for words with a number: they may be headings."""
    is_heading = "\0" in form[0] and _WORDS.search(form[0]) is not None
    if len(numbers) >= max(3 if is_heading else 2, pages * _OFTEN):
        return True
    return any(numbers[at + 2] - numbers[at] <= _NEIGHBOURS for at in range(len(numbers) - 2))


def _says_page_number(line: str, page: int, pages: int) -> bool:
    """Return whether a line says itself that it is a page number: "Page 3", "- 3 -" on the third of several pages."""
    match = PAGE_NUMBER.fullmatch(line) if len(line) <= _LONGEST_PAGE_NUMBER else None
    if match is None:
        return False
    return match[1] is None or (pages > 1 and int(match[1]) == page + 1)


def _lines_at_edges(page: list[str]) -> list[int]:
    return sorted({at for at in (*range(_EDGE), *range(len(page) - _EDGE, len(page))) if 0 <= at < len(page)})


def _forms_of_running_line(line: str, page: int, verbatim: bool = True) -> Iterator[_Form]:
    """Yield forms of a line that are equal on pages with the same running line: the line itself, and the line without
    one of its numbers, with that number counted from the page: "Report 3 of 12" on page 2 and "Report 4 of 12" on page
    3."""
    if verbatim and any(map(str.isalpha, line)):
        yield line, 0
    if len(line) > _LONGEST_HEAD or _COUNTED_PART.match(line):
        return
    for match in islice(_NUMBERS.finditer(line), 4):
        yield f"{line[: match.start()]}\0{line[match.end() :]}", int(match[0]) - page
    if _ROMAN.fullmatch(line):
        yield "\0i" if line.islower() else "\0I", _read_roman(line) - page


def _read_roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[sign] for sign in numeral.lower()]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def split_footnotes(page: list[str]) -> tuple[list[str], list[str]]:
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


def line_ends_sentence(line: str) -> bool:
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
