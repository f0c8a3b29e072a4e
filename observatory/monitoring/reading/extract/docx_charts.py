"""The text of charts and SmartArt in Word files (DrawingML, ECMA-376 part 1, 21.2 and 21.4; extended charts of
Office).

A chart is read as its titles and the table of its data: the figures that a program stored to draw it. Its picture is
made of them, and a figure that changes is a change of the document.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from lxml import etree

from observatory.monitoring.reading.extract.docx_package import DGM, A, C
from observatory.monitoring.reading.extract.struck import without_marks
from observatory.monitoring.reading.extract.table_rows import Cell, row_texts

CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_MOST_CELLS = 50_000  # of the table of a chart; beyond that its series are read one after the other
_PARAGRAPH, _TEXTS = f"{A}p", frozenset((f"{A}t", f"{C}v"))
_NO_TEXT_NODES = frozenset(("parTrans", "sibTrans", "pres"))  # lines between nodes, and how they are laid out
_LITERAL = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.')
_DATE_CODE = re.compile(r"[yd]", re.IGNORECASE)
_FIRST_DAY, _DAYS = date(1899, 12, 30), range(1, 2_958_466)  # serial numbers of days (18.17.4.1), until the year 9999
_Points = dict[int, str]


def read_drawing(root: etree._Element) -> list[str]:
    """Return the blocks of a part with the data of a chart or of SmartArt; none for any other part."""
    if root.tag == f"{C}chartSpace":
        return list(filter(None, _read_chart(root)))
    if root.tag == f"{CX}chartSpace":
        return list(filter(None, _read_extended_chart(root)))
    return list(_read_smart_art(root)) if root.tag == f"{DGM}dataModel" else []


# Charts


def _read_chart(root: etree._Element) -> Iterator[str]:
    """Yield the titles, the data and the labels of a chart."""
    for title in root.iter(f"{C}title"):
        yield _title_of_chart(title)
    series = list(root.iter(f"{C}ser"))
    plain = [one for one in series if one.find(f"{C}xVal") is None]
    yield from _read_series(plain)
    for one in series:
        if one.find(f"{C}xVal") is not None:  # a scatter chart: each series has places of its own
            yield _title_of_chart(one.find(f"{C}tx"))
            columns = [_points_of_series(one.find(C + name)) for name in ("xVal", "yVal", "bubbleSize")]
            yield from _table_of_chart([], columns[0], [column for column in columns[1:] if column])
    for label in root.iter(f"{C}dLbl"):
        yield _title_of_chart(label.find(f"{C}tx"))


def _read_series(series: Sequence[etree._Element]) -> Iterator[str]:
    names = [_title_of_chart(one.find(f"{C}tx")) for one in series]
    categories = next((found for one in series if (found := _points_of_series(one.find(f"{C}cat")))), {})
    yield from _table_of_chart(names, categories, [_points_of_series(one.find(f"{C}val")) for one in series])


def _read_extended_chart(root: etree._Element) -> Iterator[str]:
    """Yield the titles and the data of a chart of newer kinds (waterfall, treemap, map)."""
    for title in root.iter(f"{CX}title"):
        yield _title_of_chart(title)
    names = [" ".join(without_marks(v.text or "") for v in one.iter(f"{CX}v")) for one in root.iter(f"{CX}series")]
    for data in root.iter(f"{CX}data"):
        texts = [
            _levels_of_categories(dimension.iterchildren(f"{CX}lvl")) for dimension in data.iterchildren(f"{CX}strDim")
        ]
        numbers = [
            _levels_of_categories(dimension.iterchildren(f"{CX}lvl")) for dimension in data.iterchildren(f"{CX}numDim")
        ]
        yield from _table_of_chart(names, texts[0] if texts else {}, [*texts[1:], *numbers])
        names = []


def _table_of_chart(names: Sequence[str], first: _Points, columns: Sequence[_Points]) -> Iterator[str]:
    """Yield the rows of a table of points, by their numbers, under the names of its columns."""
    numbers = sorted({number for column in (first, *columns) for number in column})
    if (len(numbers) + 1) * (len(columns) + 1) > _MOST_CELLS:
        for name, column in zip([*names, *[""] * len(columns)], columns, strict=False):
            yield " ".join([name, *column.values()])
        return
    lines = [["", *names]] if any(names) else []
    lines += [[first.get(number, ""), *(column.get(number, "") for column in columns)] for number in numbers]
    yield from row_texts([[Cell(text) for text in line] for line in lines])


def _points_of_series(element: etree._Element | None) -> _Points:
    """Return the values of a series, or its categories, by their numbers (21.2.2.150), as text."""
    if element is None:
        return {}
    levels = list(element.iter(f"{C}lvl"))
    if levels:
        return _levels_of_categories(levels)
    code = without_marks(element.findtext(f".//{C}formatCode") or "")
    return {number: _formatted_chart_number(text, code) for number, text in _numbered_points(element.iter(f"{C}pt"))}


def _levels_of_categories(levels: Iterator[etree._Element] | Sequence[etree._Element]) -> _Points:
    """Return the points of categories in levels: those of the outer levels, which come last, stand first."""
    found: _Points = {}
    for level in levels:
        code = level.get("formatCode") or ""
        for number, text in _numbered_points(level):
            found[number] = f"{_formatted_chart_number(text, code)} {found.get(number, '')}".strip()
    return found


def _numbered_points(points: Iterator[etree._Element] | etree._Element) -> Iterator[tuple[int, str]]:
    """Yield number and text of the points in the data of a chart."""
    for point in points:
        number = point.get("idx") or ""
        if point.tag in (f"{C}pt", f"{CX}pt") and number.isascii() and number.isdigit() and len(number) < 9:
            text = point.findtext(f"{C}v") if point.tag == f"{C}pt" else point.text
            yield int(number), " ".join(without_marks(text or "").split())


def _formatted_chart_number(text: str, code: str) -> str:
    """Return a stored number as its format shows it, as far as that matters: shares in per cent, days as dates, and
    no more figures than a program computes with. Anything else is returned as it is."""
    try:
        number = float(text)
    except ValueError:
        return text
    shown = _LITERAL.sub("", code)
    if "%" in shown:
        return f"{number * 100:.12g}%"
    if shown.lower() != "general" and _DATE_CODE.search(shown) and number in _DAYS:
        return (_FIRST_DAY + timedelta(days=int(number))).isoformat()
    return f"{number:.15g}"


# SmartArt


def _read_smart_art(root: etree._Element) -> Iterator[str]:
    """Yield the text of the nodes of a diagram, each before those below it (21.4.3, 21.4.4)."""
    nodes = {node.get("modelId") or "": node for node in root.iterfind(f"{DGM}ptLst/{DGM}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iterfind(f"{DGM}cxnLst/{DGM}cxn"):
        if link.get("type") in (None, "parOf"):
            order = link.get("srcOrd") or ""
            place = int(order) if order.isascii() and order.isdigit() and len(order) < 9 else 0
            below.setdefault(link.get("srcId") or "", []).append((place, link.get("destId") or ""))
    roots = [name for name, node in nodes.items() if node.get("type") == "doc"]
    waiting = [*reversed([*roots, *(name for name in nodes if name not in roots)])]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in nodes:
            continue
        seen.add(name)
        if nodes[name].get("type") not in _NO_TEXT_NODES:
            yield from _paragraphs_of_drawing(nodes[name].find(f"{DGM}t"))
        waiting += [child for _, child in sorted(below.get(name, ()), reverse=True)]


def _paragraphs_of_drawing(element: etree._Element | None) -> Iterator[str]:
    for paragraph in element.iter(_PARAGRAPH) if element is not None else ():
        if text := _text_of(paragraph):
            yield text


def _title_of_chart(element: etree._Element | None) -> str:
    """Return the text of a title or a label of a chart in one line; "" without one."""
    if element is None:
        return ""
    paragraphs = list(_paragraphs_of_drawing(element))
    return " ".join(paragraphs) if paragraphs else _text_of(element)


def _text_of(element: etree._Element) -> str:
    pieces = (" " if part.tag == f"{A}br" else part.text or "" for part in element.iter(f"{A}br", *_TEXTS))
    return " ".join(without_marks("".join(pieces)).split())
