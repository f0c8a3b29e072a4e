"""Heartbeats of the background processes."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """When a kind of process last worked, by the clock of the database; one row per kind.

    Beat writes its row itself. The worker's row is written by a task that beat sends, so a stopped beat leaves both
    rows old and a stopped worker only its own.
    """

    class Process(models.TextChoices):
        BEAT = "beat", _("beat")
        WORKER = "worker", _("worker")

    process = models.CharField(max_length=8, primary_key=True, choices=Process)
    at = models.DateTimeField(db_default=Now())
    host = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(process__in=["beat", "worker"]), name="heartbeat_process_known")
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.at:%Y-%m-%d %H:%M:%S}"
