"""A Celery beat scheduler that records its ticks (setting CELERY_BEAT_SCHEDULER)."""

import logging
from typing import Any

from celery.beat import PersistentScheduler
from django.db import DatabaseError, close_old_connections

from observatory.operations.heartbeats import write_heartbeat
from observatory.operations.models import Heartbeat
from observatory.operations.tasks import WORKER_LIVES

logger = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Celery's scheduler, which also writes its heartbeat after each look at the schedule."""

    started = False

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send the tasks that are due; return the seconds until the next call."""
        if not self.started:  # else the worker's first heartbeat would come a minute after beat's
            self.apply_entry(self.schedule[WORKER_LIVES], producer=self.producer)
            self.started = True
        seconds = super().tick(*args, **kwargs)
        try:
            write_heartbeat(Heartbeat.Process.BEAT)
        except DatabaseError as error:  # beat goes on: the database may be restarting
            logger.warning("The tick could not be saved: %s", error)
        finally:
            close_old_connections()
        return seconds
