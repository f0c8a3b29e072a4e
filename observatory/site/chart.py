"""Geometry of the charts that the server draws: numbers in, coordinates out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

CAREFUL = frozenset({"disputed", "contradicted"})  # evidence states that a chart draws to be noticed
MOST_YEARS = 40
MOST_DOTS = 16  # in one column; beyond that a dot stands for several records
STEP_X, STEP_Y, RADIUS = 26, 11, 4


@dataclass(frozen=True, slots=True)
class Dot:
    """One dot, standing for `YearChart.each` records; `careful` where a reader must be."""

    x: float
    y: float
    careful: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One year: its place, how many records are dated in it, and its dots."""

    year: int
    x: int
    count: int
    dots: list[Dot]
    labelled: bool


@dataclass(frozen=True, slots=True)
class YearChart:
    """Records by year, one dot each while they fit. `earlier` are those before the first year shown."""

    columns: list[Column]
    each: int
    earlier: int
    width: int
    height: int

    @property
    def base(self) -> int:
        return self.height - 22


def year_chart(years: Mapping[int, Mapping[str, int]], *, careful: frozenset[str]) -> YearChart | None:
    """Lay out counts by year and evidence state (states in `careful` are drawn to be noticed); None for no years."""
    if not years:
        return None
    last = max(years)
    first = max(min(years), last - MOST_YEARS + 1)
    shown = range(first, last + 1)
    counts = {year: sum(years.get(year, {}).values()) for year in shown}
    each = ceil(max(counts.values()) / MOST_DOTS)
    height = ceil(max(counts.values()) / each) * STEP_Y + 32
    labels = 1 if len(shown) <= 16 else 5
    columns = [
        _column(year, place, years.get(year, {}), careful, each, height - 22, labels=labels)
        for place, year in enumerate(shown)
    ]
    earlier = sum(sum(counted.values()) for year, counted in years.items() if year < first)
    return YearChart(columns, each, earlier, len(shown) * STEP_X * (2 if labels == 1 else 1), height)


def _column(
    year: int, place: int, counted: Mapping[str, int], careful: frozenset[str], each: int, base: int, *, labels: int
) -> Column:
    count = sum(counted.values())
    noticed = sum(number for state, number in counted.items() if state in careful)
    step = STEP_X * (2 if labels == 1 else 1)
    x = place * step + step // 2
    dots = ceil(count / each)
    marked = min(dots, ceil(noticed / each))
    found = [Dot(x, base - STEP_Y * (row + 0.7), row >= dots - marked) for row in range(dots)]
    return Column(year, x, count, found, year % labels == 0)
