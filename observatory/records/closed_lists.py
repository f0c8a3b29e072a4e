"""Check at start-up that a table has a row for each value of a closed list, or that its numbers are distinct."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Row = TypeVar("Row")


def check_complete(values: Iterable[Key], table: Mapping[Key, Row]) -> dict[Key, Row]:
    """Return `table` as a dict; raise `ValueError` unless it has a row for each of `values` and no other row."""
    known = set(values)
    if missing := known - table.keys():
        raise ValueError(f"no row for {', '.join(sorted(map(str, missing)))}")
    if unknown := table.keys() - known:
        raise ValueError(f"a row for {', '.join(sorted(map(str, unknown)))}, which the list does not have")
    return dict(table)


def check_distinct_numbers(table: Mapping[Key, int], *, least: int, most: int) -> dict[Key, int]:
    """Return `table` as a dict; raise `ValueError` for a number outside of `least` to `most`, or used twice."""
    taken: dict[int, Key] = {}
    for name, number in table.items():
        if not least <= number <= most:
            raise ValueError(f"the number of {name} is {number}: it must be from {least} to {most}")
        if number in taken:
            raise ValueError(f"{name} has the number {number}, which is the number of {taken[number]}")
        taken[number] = name
    return dict(table)
