"""Give locations to another source: only while sources are merged, or a merge is undone.

A rule of the database keeps what was read at a location with its source; this tells it of the exception, until the end
of the block.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_SET = "SELECT set_config('observatory.sources_are_merged', %s, true)"


@contextmanager
def locations_may_move() -> Iterator[None]:
    """Allow the locations of a source to go to another one; to be used in a transaction, at whose end it ends too."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, ["on"])
    yield
    with connection.cursor() as cursor:
        cursor.execute(_SET, ["off"])
