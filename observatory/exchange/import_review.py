"""Review a table before it is imported: match its headers to columns and find out what an import would do with each
row. Nothing is written here.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from observatory.exchange.errors import CannotRead, CellError
from observatory.exchange.files.table_sheet import Line, Sheet
from observatory.exchange.kinds.table_kind import CHANGED, NEW, REFUSED, UNCHANGED, Kind, Plan, Result, Row
from observatory.exchange.single_value_columns import Raw

STATES = (NEW, CHANGED, UNCHANGED, REFUSED)
Corrections = Mapping[str, Mapping[str, str]]  # number of a row -> column -> what to read instead


@dataclass(frozen=True)
class Review:
    """What an import would do with each row, and how often each of `STATES` comes."""

    plan: Plan
    remarks: Sequence[str] = ()

    @property
    def results(self) -> list[Result]:
        return self.plan.results

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(result.state for result in self.results)
        return {state: found[state] for state in STATES}

    @property
    def digest(self) -> str:
        """SHA-256 of what was found: another one means that the database has changed since."""
        rows = [asdict(result) for result in self.results]
        return hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def review_sheet(
    kind: Kind, sheet: Sheet, *, corrections: Corrections | None = None, tell: Callable[[int], None] = lambda done: None
) -> Review:
    """Return the review of a table. `corrections` replace cells of the file; `tell` takes how many rows were looked at.
    Raises `CannotRead` where the columns are not those of the kind."""
    names = column_names(kind, sheet.headers)
    changed = corrections or {}
    rows = [
        _row_by_column_names(line, names, changed.get(str(line.number), {}), sheet.only_new) for line in sheet.lines
    ]
    return Review(kind.plan(rows, tell), sheet.remarks)


def column_names(kind: Kind, headers: Sequence[str]) -> dict[str, str]:
    """Return the column that each header of an imported table means, for its review. Raises `CannotRead` for headers
    that mean none or the same."""
    titles: dict[str, set[str]] = {}
    for column in kind.columns:
        for title in column.titles[1:]:
            titles.setdefault(_folded(title), set()).add(column.name)
    # Two columns may have one title; then only the name will do. A name wins over a title.
    known = {title: min(names) for title, names in titles.items() if len(names) == 1}
    known |= {_folded(column.name): column.name for column in kind.columns}
    found: dict[str, str] = {}
    problems = []
    for header in headers:
        name = known.get(_folded(header))
        if name is None:
            near = get_close_matches(_folded(header), known, n=1)
            hint = _(" Did you mean “%s”?") % known[near[0]] if near else ""
            problems.append(_("There is no column “%s” in this type of table.") % header[:80] + hint)
        elif name in found.values():
            problems.append(_("The column “%s” appears twice.") % name)
        else:
            found[header] = name
    if problems:
        known_names = ", ".join(column.name for column in kind.columns)
        if not found:
            problems.insert(0, _("The first row must have the names of the columns: remove what is above them."))
        raise CannotRead(" ".join([*problems[:5], _("Columns: %s.") % known_names]))
    return found


def _folded(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def _row_by_column_names(line: Line, names: Mapping[str, str], corrections: Mapping[str, str], only_new: bool) -> Row:
    """Return a row of a sheet for its review: its cells by the names of their columns, with corrections in place."""
    cells: dict[str, Raw] = {}
    problems: list[tuple[str, CellError]] = [("", line.problem)] if line.problem else []
    for header, value in line.cells.items():
        name = names[header]
        if name in corrections:
            continue
        if isinstance(value, CellError):
            problems.append((name, value))
        else:
            cells[name] = value
    return Row(line.number, cells | corrections, problems, only_new, line.reference)
