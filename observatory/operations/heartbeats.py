"""Write and read heartbeats."""

import socket
from datetime import datetime
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Now

from observatory.operations.models import Heartbeat


class Beat(NamedTuple):
    """When a process last gave a sign of life, and how many seconds ago that is by the clock of the database."""

    at: datetime
    seconds: float


def beat(process: Heartbeat.Process) -> None:
    """Note that a process works now. Raises `DatabaseError` when the database does not answer."""
    row = Heartbeat(process=process, at=Now(), host=socket.gethostname()[:255])
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["process"], update_fields=["at", "host"])


def last_beats() -> dict[str, Beat]:
    """Return the last sign of life of each process that ever gave one."""
    rows = Heartbeat.objects.annotate(age=Now() - F("at")).values_list("process", "at", "age")
    return {process: Beat(at, age.total_seconds()) for process, at, age in rows}
