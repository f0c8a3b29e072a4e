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
