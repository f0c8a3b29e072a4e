"""Gaps of what is reviewed: findings of the checks, each put at the row of its statement, and listed by check."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from observatory.desk.review.review_rows import Gap, Keys, ReviewRow
from observatory.publishing.checks.check_registry import Finding
from observatory.publishing.differences.differences_in_words import marked_segments
from observatory.records import registry


@dataclass(frozen=True)
class GapGroup:
    """The gaps of one check, in the list at the head of the page."""

    check: Any
    blocks: bool
    gaps: list[Gap]

    @property
    def at_statements(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.anchor]


def _short_name_of_row(row: ReviewRow) -> str:
    """Return what a statement is called in a list: a relation or milestone by what it says."""
    return row.label if row.key.startswith("field:") else Truncator(row.one_line_text).chars(60)


def attach_gaps(
    rows: Sequence[ReviewRow], findings: Iterable[Finding], places: Mapping[str, Keys], blocking
) -> list[Gap]:
    """Put each finding at its row, and return all of them, those that block first, then the heaviest. `places` are the
    primary keys of the rows of each list, by the name of one (`relation`, `location`), in their order."""
    by_key = {row.key: row for row in rows if row.key}
    gaps = []
    for finding in findings:
        part, _colon, rest = finding.place.statement.partition(":")
        key = f"{part}:{places[part][int(rest)]}" if part in places else f"field:{part}"
        row = by_key.get(key)
        before, after = finding.place.before, finding.place.after
        shown = marked_segments(before, after) if before or after else ((), ())
        where = (row.anchor, _name_of_statement(row, part, rest)) if row else ("", "")
        gap = Gap(finding.check, finding.check.severity in blocking, *where, *shown)
        gaps.append(gap)
        if row:
            row.gaps.append(gap)
    return sorted(gaps, key=lambda gap: not gap.blocks)


def _name_of_statement(row: ReviewRow, part: str, rest: str) -> str:
    """Return the name of a statement; of an entry of a list, such as another name, with what it says."""
    if part in registry.LISTED and rest:
        return _("%(label)s: %(value)s") % {"label": _short_name_of_row(row), "value": rest}
    return _short_name_of_row(row)


def group_gaps(gaps: Iterable[Gap]) -> list[GapGroup]:
    """Return the gaps of a review by their check, in their order."""
    groups: dict[str, GapGroup] = {}
    for gap in gaps:
        groups.setdefault(gap.check.code, GapGroup(gap.check, gap.blocks, [])).gaps.append(gap)
    return list(groups.values())
