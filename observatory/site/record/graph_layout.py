"""Layout of the relation graph: subjects on the left, objects on the right. Pure functions.

Two columns keep the lines in the space between, so that no line crosses a title. The order within a column is found
by the barycentre heuristic (Sugiyama, Tagawa and Toda 1981), which brings neighbours to the same height.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from observatory.records.closed_lists import check_complete
from observatory.records.predicates import Predicate
from observatory.site.record.relations import Neighbour

ROW = 24
GUTTER = 400  # between the two columns of dots
SIDE = 380  # for the titles on either side, in the broadest of common fonts too
TOP = 16
SWEEPS = 12
_NARROW = "\u2e80"  # what comes after is Chinese, or as broad
LONGEST = 46  # of a title, counted in half widths: a Chinese character takes two

_STYLES: Mapping[str, str] = check_complete(
    Predicate,
    {
        **dict.fromkeys((Predicate.ISSUED, Predicate.LAUNCHED, Predicate.ESTABLISHED, Predicate.DEVELOPED), "made"),
        **dict.fromkeys((Predicate.RELEASED, Predicate.ORGANISED, Predicate.HOSTED), "made"),
        **dict.fromkeys((Predicate.SUPPORTS, Predicate.FUNDS, Predicate.PARTICIPATES_IN), "helped"),
        **dict.fromkeys((Predicate.ADVISES, Predicate.PARTNER_OF), "helped"),
        **dict.fromkeys((Predicate.PART_OF, Predicate.IMPLEMENTS, Predicate.BASED_ON), "belongs"),
        **dict.fromkeys((Predicate.APPLIES_TO, Predicate.AMENDS, Predicate.REPEALS, Predicate.SUCCEEDS), "belongs"),
    },
)
ACTOR_KINDS = {"organisation", "body"}


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation: ids of subject and object, and the predicate."""

    subject: str
    predicate: str
    object: str

    @property
    def style(self) -> str:
        return style(self.predicate)


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A record with its position; `left` says on which side of the dot its title is."""

    end: Neighbour
    label: str
    x: int
    y: int
    left: bool

    @property
    def text_x(self) -> int:
        return self.x - 10 if self.left else self.x + 10


@dataclass(frozen=True, slots=True)
class GraphLine:
    """A drawn relation: SVG path data and style."""

    path: str
    style: str


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: list[GraphNode]
    lines: list[GraphLine]
    height: int
    width: int = 2 * SIDE + GUTTER
    side: int = SIDE


def draw_graph(ends: dict[str, Neighbour], edges: Sequence[Edge]) -> Graph:
    """Lay out records and the relations among them; records without a relation are left out."""
    tied = {each for edge in edges for each in (edge.subject, edge.object)}
    left = [each for each in ends if each in tied and ends[each].kind in ACTOR_KINDS]
    right = [each for each in ends if each in tied and ends[each].kind not in ACTOR_KINDS]
    left, right = _ordered(left, right, edges)
    rows = max(len(left), len(right), 1)
    places = _places(left, SIDE, rows) | _places(right, SIDE + GUTTER, rows)
    nodes = [
        GraphNode(ends[each], shorten_graph_title(ends[each].title.text), x, y, left=ends[each].kind in ACTOR_KINDS)
        for each, (x, y) in places.items()
    ]
    lines = [GraphLine(curve(places[edge.subject], places[edge.object]), edge.style) for edge in edges]
    return Graph(nodes, lines, rows * ROW + 2 * TOP)


def style(predicate: str) -> str:
    """Return the style of the line of a relation: "made", "helped" or "belongs"; the last for a predicate that
    only an old version has."""
    return _STYLES.get(predicate, "belongs")


def half_widths_of_dots(text: str) -> int:
    """Return the width of a text in half widths: a Chinese character has two."""
    return len(text) + (0 if text.isascii() else sum(sign > _NARROW for sign in text))


def shorten_graph_title(text: str, longest: int = LONGEST) -> str:
    """Cut a title to `longest` half widths, which fit beside its dot; the table has the whole title."""
    if half_widths_of_dots(text) <= longest:
        return text
    fitting = sum(breadth <= longest for breadth in accumulate(1 + (sign > _NARROW) for sign in text[:longest]))
    return text[:fitting].rstrip() + "…"


def _ordered(left: list[str], right: list[str], edges: Sequence[Edge]) -> tuple[list[str], list[str]]:
    """Order both columns so that related records are near each other; equal ranks keep their order."""
    near: dict[str, list[str]] = {}
    for edge in edges:
        near.setdefault(edge.subject, []).append(edge.object)
        near.setdefault(edge.object, []).append(edge.subject)
    for sweep in range(SWEEPS):
        height = _heights(left) | _heights(right)
        if sweep % 2:
            left = sorted(left, key=lambda each: _mean(each, near, height))
        else:
            right = sorted(right, key=lambda each: _mean(each, near, height))
    return left, right


def _heights(column: list[str]) -> dict[str, float]:
    return {each: (place + 0.5) / len(column) for place, each in enumerate(column)}


def _mean(each: str, near: dict[str, list[str]], height: dict[str, float]) -> float:
    known = [height[other] for other in near.get(each, ()) if other in height]
    return sum(known) / len(known) if known else height[each]


def _places(column: list[str], x: int, rows: int) -> dict[str, tuple[int, int]]:
    step = rows / len(column) * ROW if column else 0
    return {each: (x, TOP + round((place + 0.5) * step)) for place, each in enumerate(column)}


def curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the path data of a curve from dot to dot; within a column it bends into the space between the columns."""
    (x1, y1), (x2, y2) = start, end
    if x1 == x2:
        bow = min(160, 24 + abs(y2 - y1) // 3) * (1 if x1 == SIDE else -1)
        return f"M{x1} {y1}C{x1 + bow} {y1} {x2 + bow} {y2} {x2} {y2}"
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
