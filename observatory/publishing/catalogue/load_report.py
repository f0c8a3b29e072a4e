"""The report of a load: problems in files with how to fix them, what is done with each record or source (created,
updated, unchanged, left to a curator), and how many of each. Pure functions.
"""

from dataclasses import dataclass, field
from enum import Enum

from django.utils.translation import gettext_noop

from observatory.publishing.catalogue.comparable_states import State


@dataclass(frozen=True, order=True)
class Problem:
    """One reason to refuse a load. `line` counts from 1; of a table it is the row, and `column` the name of the column,
    "" where the reason is not in one cell."""

    file: str
    line: int
    reason: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class Refused(Exception):
    """Nothing was written. `problems` lists every reason, in the order of files and lines."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(set(problems))
        super().__init__(f"{len(self.problems)} problems")


class Action(Enum):
    CREATE = "created"
    UPDATE = "updated"
    NOTHING = "unchanged"
    LEAVE = "edited"


def decide_changes(*, wanted: State, stored: State | None, loaded: str | None, overwrite: bool) -> Action:
    """Return what a load does with one record or source.

    `wanted` is what the file asks for, `stored` what the database holds, `loaded` the digest of what the
    last load left there (None: this row never came from a file). A row that differs from it was edited by
    a curator since, and is left alone unless `overwrite`.
    """
    if stored is None:
        return Action.CREATE
    if stored == wanted:
        return Action.NOTHING
    if stored.digest == loaded or overwrite:
        return Action.UPDATE
    return Action.LEAVE


# Stored with each version unless the operator gives a reason; readers are shown it in their language.
LOADED = gettext_noop("Loaded from catalogue files")


@dataclass(frozen=True)
class Counts:
    """How many terms, sources or records were created, updated, left unchanged, or left to a curator."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    edited: int = 0

    def __str__(self) -> str:
        words = f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged"
        return f"{words}, {self.edited} skipped because they were edited" if self.edited else words


@dataclass
class Report:
    """Counts by what was loaded; the edited rows that were left alone; how many versions were published."""

    counts: dict[str, Counts] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    versions: int = 0
    other_ids: int = 0  # citations that are or were public under another id than in the files, and have it still
