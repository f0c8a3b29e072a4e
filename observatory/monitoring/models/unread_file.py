"""Unread files: bodies that the monitor cannot read, kept as evidence and watched by their hashes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models.snapshot import Body
from observatory.monitoring.outcomes import FILE_OUTCOMES
from observatory.sources.models import Location


class UnreadFile(models.Model):
    """A file that a visit received and that is there, but of which no text can be extracted.

    A row is written for the first file at a location and for each that replaces it; it has no text, so it is no
    snapshot. `digest` is what a later file is compared by, see `reading.file_digest`.
    """

    location = models.ForeignKey(
        Location, models.PROTECT, related_name="unread_files", db_index=False, verbose_name=_("location")
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="unread_files", verbose_name=_("response body"))
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField(_("taken"))
    url = models.CharField(_("URL it was read from"), max_length=4096)
    ip_address = models.CharField(_("IP address"), max_length=45, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"))
    headers = models.JSONField(_("headers"), default=dict)
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=[(each.value, each.label) for each in FILE_OUTCOMES]
    )
    reason = models.CharField(_("error"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("unread file")
        verbose_name_plural = _("unread files")
        ordering = ["-taken_at", "-id"]
        indexes = [models.Index(fields=["location", "-taken_at"], name="unread_file_of_location")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=FILE_OUTCOMES), name="unread_file_outcome_known"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="unread_file_digest_form"),
        ]

    def __str__(self) -> str:
        return f"{self.url} · {self.taken_at:%Y-%m-%d %H:%M}"
