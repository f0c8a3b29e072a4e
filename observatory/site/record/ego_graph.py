"""Layout of a record's relation diagram: subjects on the left, objects on the right. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from observatory.public.localise import word
from observatory.records.predicates import Predicate
from observatory.site.record.graph_layout import ROW, TOP, curve, half_widths_of_dots, shorten_graph_title, style
from observatory.site.record.relations import Neighbour, Tie

SIGN = 7  # of a half width in small type, generously: what a text may take at most
BOLD_SIGN = 8  # of a half width in the record's own title, which is bold
REACH = 120  # from the record's dot to those of its neighbours
HEAD = 24  # above the dots, for the record's own title where both sides are taken
LONGEST = 42  # of a title, in half widths, so that the verb has room beside it


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
    label = shorten_graph_title(own.title.text, LONGEST)
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
        arms=[*_arms(left, (x, y), -REACH, top, rows), *_arms(right, (x, y), REACH, top, rows)],
        width=before + after,
        height=top + rows * ROW + TOP // 2,
    )


def _side(ties: Sequence[Tie]) -> int:
    """Return the width in pixels of the titles on one side, each with its verb."""
    return max(_breadth(f"{word(Predicate, tie.predicate)} {_label(tie)}") for tie in ties)


def _label(tie: Tie) -> str:
    return shorten_graph_title(tie.neighbour.title.text, LONGEST)


def _breadth(text: str, sign: int = SIGN) -> int:
    return (half_widths_of_dots(text) + 4) * sign


def _arms(ties: Sequence[Tie], dot: tuple[int, int], reach: int, top: int, rows: int) -> list[Arm]:
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
