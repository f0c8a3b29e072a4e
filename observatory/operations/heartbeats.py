"""Write and read heartbeats."""

import socket
from datetime import datetime
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Now

from observatory.operations.models import Heartbeat


class LastHeartbeat(NamedTuple):
    """The time of a process's last heartbeat, and its age in seconds by the clock of the database."""

    at: datetime
    seconds: float


def write_heartbeat(process: Heartbeat.Process) -> None:
    """Write a heartbeat of a process. Raises `DatabaseError` if the database does not respond."""
    row = Heartbeat(process=process, at=Now(), host=socket.gethostname()[:255])
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["process"], update_fields=["at", "host"])


def last_heartbeats() -> dict[str, LastHeartbeat]:
    """Return the last heartbeat of each process that ever wrote one."""
    rows = Heartbeat.objects.annotate(age=Now() - F("at")).values_list("process", "at", "age")
    return {process: LastHeartbeat(at, age.total_seconds()) for process, at, age in rows}
