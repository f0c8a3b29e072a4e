"""Geometry of the charts drawn by the server: numbers in, shapes out. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

CAREFUL = frozenset({"disputed", "contradicted"})  # evidence states that a chart draws to be noticed
MOST_YEARS = 40
MOST_DOTS = 16  # in one column; beyond that a dot stands for several records
STEP = 12  # from dot to dot


@dataclass(frozen=True, slots=True)
class YearColumn:
    """One year: how many records are dated in it, and its dots from the base line upwards, each standing for
    `YearChart.each` records. A dot is its distance from the top; `careful` are those of records with disagreements."""

    year: int
    count: int
    plain: Sequence[int]
    careful: Sequence[int]
    height: int
    labelled: bool

    @property
    def plain_path(self) -> str:
        return dot_path(self.plain)

    @property
    def careful_path(self) -> str:
        return dot_path(self.careful)


@dataclass(frozen=True, slots=True)
class YearChart:
    """Records by year, one dot each while they fit. `earlier` and `later` are those outside the years shown, with the
    nearest year of each."""

    columns: list[YearColumn]
    each: int
    earlier: int
    later: int = 0
    before: int | None = None
    after: int | None = None

    @property
    def dense(self) -> bool:
        """Whether there are so many years that only some can carry their label."""
        return len(self.columns) > MOST_YEARS // 2


def year_chart(
    years: Mapping[int, Mapping[str, int]],
    *,
    careful: frozenset[str] = CAREFUL,
    reaching: int | None = None,
) -> YearChart | None:
    """Lay out counts by year and evidence state, the last `MOST_YEARS` or those around the year `reaching`.

    None when there are no years.
    """
    if not years:
        return None
    last = max(years)
    if reaching is not None and reaching <= last - MOST_YEARS:
        last = max(reaching + MOST_YEARS // 2, min(years))
    shown = range(max(min(years), last - MOST_YEARS + 1), last + 1)
    each = ceil(max(sum(years.get(year, {}).values()) for year in shown) / MOST_DOTS) or 1
    every = 5 if len(shown) > MOST_YEARS // 2 else 1
    columns = [_year_column(year, years.get(year, {}), careful, each, labelled=year % every == 0) for year in shown]
    earlier = sum(sum(counted.values()) for year, counted in years.items() if year < shown[0])
    later = sum(sum(counted.values()) for year, counted in years.items() if year > last)
    before = max((year for year in years if year < shown[0]), default=None)
    after = min((year for year in years if year > last), default=None)
    return YearChart(columns, each, earlier, later, before, after)


def _year_column(
    year: int, counted: Mapping[str, int], careful: frozenset[str], each: int, *, labelled: bool
) -> YearColumn:
    """Return the column of one year of the chart."""
    count = sum(counted.values())
    stacked = ceil(count / each)
    marked = min(stacked, ceil(sum(counted.get(state, 0) for state in careful) / each))
    height = stacked * STEP
    places = [height - STEP * row - STEP // 2 for row in range(stacked)]
    return YearColumn(year, count, places[: stacked - marked], places[stacked - marked :], height, labelled)


def dot_path(places: Sequence[int]) -> str:
    """Return dots as one SVG path: lines of no length, which a round cap makes visible."""
    return "".join(f"M{STEP // 2} {y}h0" for y in places)
