"""A problem in a file: where it is, and how to fix it."""

from dataclasses import dataclass


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
