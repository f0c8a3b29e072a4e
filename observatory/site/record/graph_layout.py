"""Layout of the relation graph and of the diagram around one record: positions of dots, titles and lines. Pure
functions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from observatory.public.localised_texts import word
from observatory.records.closed_lists import check_complete
from observatory.records.predicates import Predicate
from observatory.site.record.relations_and_neighbours import Neighbour, Tie

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
    left, right = _order_columns(left, right, edges)
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


def _order_columns(left: list[str], right: list[str], edges: Sequence[Edge]) -> tuple[list[str], list[str]]:
    """Order both columns of the relation graph so that related records are near each other; equal ranks keep their
    order."""
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
    """Return the SVG path of a line of the graph from dot to dot; within a column it bends into the space between the
    columns."""
    (x1, y1), (x2, y2) = start, end
    if x1 == x2:
        bow = min(160, 24 + abs(y2 - y1) // 3) * (1 if x1 == SIDE else -1)
        return f"M{x1} {y1}C{x1 + bow} {y1} {x2 + bow} {y2} {x2} {y2}"
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"


SIGN = 7  # of a half width in small type, generously: what a text may take at most
BOLD_SIGN = 8  # of a half width in the record's own title, which is bold
REACH = 120  # from the record's dot to those of its neighbours
HEAD = 24  # above the dots, for the record's own title where both sides are taken
LONGEST_NEIGHBOUR_TITLE = 42  # of a title, in half widths, so that the verb has room beside it


@dataclass(frozen=True, slots=True)
class Arm:
    """A neighbour with its position, the verb between it and the record, and the line (SVG path data) to it."""

    end: Neighbour
    label: str
    verb: str
    x: int
    y: int
    breadth: int
    left: bool
    path: str
    style: str

    @property
    def text_x(self) -> int:
        return self.x - 10 if self.left else self.x + 10


@dataclass(frozen=True, slots=True)
class EgoGraph:
    """The diagram: the record's own dot, its title with place and anchor, its neighbours, and the size in pixels."""

    dot: tuple[int, int]
    title: tuple[int, int]
    anchor: str
    label: str
    lang: str
    arms: list[Arm]
    width: int
    height: int


def draw_ego_graph(own: Neighbour, ties: Iterable[Tie]) -> EgoGraph:
    """Lay out the ties of a record; several to one neighbour with one verb are one line."""
    single = {(tie.neighbour.id, tie.predicate, tie.inverse): tie for tie in ties}.values()
    left = [tie for tie in single if tie.inverse]
    right = [tie for tie in single if not tie.inverse]
    top = TOP + HEAD if left and right else TOP
    rows = max(len(left), len(right))
    label = shorten_graph_title(own.title.text, LONGEST_NEIGHBOUR_TITLE)
    before, after = (_side(side) + REACH if side else _breadth(label, BOLD_SIGN) for side in (left, right))
    x, y = before, top + rows * ROW // 2
    title, anchor = (x, TOP), "middle"
    if not (left and right):
        title, anchor = ((x + 12, y + 4), "start") if left else ((x - 12, y + 4), "end")
    return EgoGraph(
        dot=(x, y),
        title=title,
        anchor=anchor,
        label=label,
        lang=own.title.lang,
        arms=[*_ego_graph_arms(left, (x, y), -REACH, top, rows), *_ego_graph_arms(right, (x, y), REACH, top, rows)],
        width=before + after,
        height=top + rows * ROW + TOP // 2,
    )


def _side(ties: Sequence[Tie]) -> int:
    """Return the width in pixels of the titles on one side, each with its verb."""
    return max(_breadth(f"{word(Predicate, tie.predicate)} {_label(tie)}") for tie in ties)


def _label(tie: Tie) -> str:
    return shorten_graph_title(tie.neighbour.title.text, LONGEST_NEIGHBOUR_TITLE)


def _breadth(text: str, sign: int = SIGN) -> int:
    return (half_widths_of_dots(text) + 4) * sign


def _ego_graph_arms(ties: Sequence[Tie], dot: tuple[int, int], reach: int, top: int, rows: int) -> list[Arm]:
    """Set the ties of one side under each other, in the middle of the height that the longer side takes."""
    if not ties:
        return []
    x, first, breadth = dot[0] + reach, top + (rows - len(ties)) * ROW // 2 + ROW // 2, _side(ties)
    return [
        Arm(
            end=tie.neighbour,
            label=_label(tie),
            verb=word(Predicate, tie.predicate),
            x=x,
            y=first + place * ROW,
            breadth=breadth,
            left=reach < 0,
            path=curve(dot, (x, first + place * ROW)),
            style=style(tie.predicate),
        )
        for place, tie in enumerate(ties)
    ]
