"""Checks: one row per visit, never changed, deleted only by the retention policy."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models.snapshot import Snapshot
from observatory.monitoring.outcomes import Health, Outcome
from observatory.sources.models import Location


class Check(models.Model):
    """One visit to a location and its outcome."""

    location = models.ForeignKey(
        Location, models.PROTECT, related_name="checks", db_index=False, verbose_name=_("location")
    )
    at = models.DateTimeField(_("time"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    health = models.CharField(_("health after this visit"), max_length=12, choices=Health.choices)
    counted = models.BooleanField(
        _("counted"),
        default=True,
        help_text=_("Not counted: most sites failed at the same time, so the problem was probably on our side."),
    )
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    final_url = models.CharField(_("final URL"), max_length=4096, blank=True)
    redirects = models.JSONField(_("redirects"), null=True)
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    bytes = models.PositiveBigIntegerField(_("bytes received"), default=0)
    duration_ms = models.PositiveIntegerField(_("duration in ms"), default=0)
    retry_after = models.FloatField(_("Retry-After, in seconds"), null=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    snapshot = models.ForeignKey(
        Snapshot,
        models.SET_NULL,
        null=True,
        related_name="checks",
        db_index=False,
        verbose_name=_("snapshot taken"),
    )
    proposed_url = models.CharField(_("proposed URL"), max_length=4096, blank=True)
    error = models.CharField(_("error"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="check_outcome_known"),
            models.CheckConstraint(condition=Q(health__in=Health.values), name="check_health_known"),
        ]
        indexes = [
            models.Index(fields=["location", "-at"], name="check_of_location"),
            BrinIndex(fields=["at"], name="check_at"),  # rows are inserted in time order
            models.Index(fields=["snapshot"], condition=Q(snapshot__isnull=False), name="check_with_snapshot"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"
