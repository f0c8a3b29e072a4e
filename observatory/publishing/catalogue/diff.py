"""Decide what to do with one record or source. Pure functions."""

from enum import Enum

from observatory.publishing.catalogue.states import State


class Action(Enum):
    CREATE = "created"
    UPDATE = "updated"
    NOTHING = "unchanged"
    LEAVE = "edited"


def decide_changes(*, wanted: State, stored: State | None, loaded: str | None, overwrite: bool) -> Action:
    """Return what a load does.

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
