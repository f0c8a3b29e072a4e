"""Rows that many tests of a file ask for: made once, kept while the tests that follow ask for them too.

Each layer is a transaction within the one below it, and each test works in a savepoint on top of them, as it would in
an empty database. A layer is undone before the first test that does not ask for it, and after the last test of a file.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from observatory.publishing.roles import make_roles
from tests.site.world import make_world
from tests.stored_rows import make_or_restore

# Bottom first. What a maker returns must bear to be copied; a test gets a copy, and may change it.
MAKERS: dict[str, Callable[[], Any]] = {"kept_roles": make_roles, "kept_world": make_world}


@dataclass
class Layer:
    name: str
    value: Any
    undo: ExitStack
    depth: int  # of savepoints, to find out who forgot to close his own


class Layers:
    """The layers that are made at the moment; a worker has one connection, so it has one of these."""

    def __init__(self) -> None:
        self.made: list[Layer] = []
        self.surroundings: frozenset[str] = frozenset()
        self.next: pytest.Item | None = None
        self.blocker: DjangoDbBlocker | None = None

    @staticmethod
    def names(item: pytest.Item) -> list[str]:
        """Return the layers a test asks for. One that commits gets none: its rows are written in the test itself."""
        names = getattr(item, "fixturenames", ())
        marker = item.get_closest_marker("django_db")
        commits = marker is not None and marker.kwargs.get("transaction")
        commits = commits or "transactional_db" in names or "live_server" in names
        return [] if commits else [name for name in MAKERS if name in names]

    def undo_others(self, item: pytest.Item) -> None:
        """Undo, before anything is set up for a test, what it does not ask for."""
        surroundings = _wider_fixtures(item)
        same = surroundings == self.surroundings
        self.surroundings = surroundings
        wanted = self.names(item)
        keep = 0
        while same and keep < min(len(wanted), len(self.made)) and wanted[keep] == self.made[keep].name:
            keep += 1
        self.undo_down_to(keep)

    def leave(self, item: pytest.Item) -> None:
        """Undo all of it after the last test of a file: fixtures of the file may have opened transactions below."""
        if self.next is None or self.next.path != item.path:
            self.undo_down_to(0)

    def make(self, names: Iterable[str], blocker: DjangoDbBlocker) -> None:
        """Make the layers that are missing. `blocker` lets tests touch the database, or not."""
        self.blocker = blocker
        with blocker.unblock():
            self._make(names)

    def _make(self, names: Iterable[str]) -> None:
        for name in list(names)[len(self.made) :]:
            undo = ExitStack()
            undo.enter_context(transaction.atomic())
            depth = len(connection.savepoint_ids)
            try:
                value = make_or_restore(MAKERS[name])
            except BaseException:
                transaction.set_rollback(True)
                undo.close()
                raise
            self.made.append(Layer(name, value, undo, depth))

    def undo_down_to(self, number: int) -> None:
        while len(self.made) > number:
            layer = self.made.pop()
            assert len(connection.savepoint_ids) == layer.depth, f"a transaction within {layer.name} is still open"
            with self.blocker.unblock():
                transaction.set_rollback(True)
                layer.undo.close()

    def value(self, name: str) -> Any:
        """Return a copy of what was made; in a test with transactions of its own it is made there and then."""
        made = next((deepcopy(layer.value) for layer in self.made if layer.name == name), None)
        return made or make_or_restore(MAKERS[name])


def _wider_fixtures(item: pytest.Item) -> frozenset[str]:
    """Return the fixtures of a test that outlive it. One of them may open a transaction, which must lie below ours."""
    found = getattr(item, "_fixtureinfo", None)
    defined = found.name2fixturedefs if found else {}
    return frozenset(name for name, several in defined.items() if several[-1].scope != "function")
