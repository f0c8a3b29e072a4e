"""Watches: the current state of each monitored location and the time of its next visit."""

from datetime import datetime, timedelta

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.outcomes import Health, Outcome
from observatory.sources.models import Location

# A location that a curator wants visited now becomes due this long ago, so it comes before all overdue ones.
AT_ONCE = timedelta(days=365)


def protect_visited(collector, field, rows, using) -> None:
    """Protect the location of a visited watch from deletion; delete a watch that was never visited with its location.

    This is the `on_delete` of `Watch.location`. Raises ProtectedError.
    """
    visited = rows.filter(protect_visited.protects)
    if visited:
        raise models.ProtectedError("The location was visited: it can be retired, not deleted.", visited)
    models.CASCADE(collector, field, rows, using)


protect_visited.protects = Q(checked_at__isnull=False)  # read by `Location.objects.ever_visited`


class WatchQuerySet(models.QuerySet):
    def due(self, now) -> "WatchQuerySet":
        """Return the watches to visit at ``now``: monitored, due, and not leased."""
        return self.filter(
            Q(lease_until=None) | Q(lease_until__lt=now), location__monitored=True, next_check_at__lte=now
        )

    def oldest_due(self, now) -> datetime | None:
        """Return when the first watch became due, without those that a curator wants visited now; None if none is
        due."""
        due = self.due(now).filter(next_check_at__gt=now - AT_ONCE + timedelta(days=1))
        return due.order_by("next_check_at").values_list("next_check_at", flat=True).first()

    def with_problems(self) -> "WatchQuerySet":
        """Return the watches whose location failed, is unavailable or has moved."""
        return self.exclude(health__in=[Health.OK, Health.UNKNOWN])


class Watch(models.Model):
    """The monitoring state of one location: health, schedule, lease, validators.

    Only the monitor writes it, except for the bounds of the interval and the robots.txt override, which curators set.
    """

    location = models.OneToOneField(
        Location, protect_visited, primary_key=True, related_name="watch", verbose_name=_("location")
    )
    address = models.CharField(_("URL as given"), max_length=2000, editable=False)
    url = models.CharField(_("normalised URL"), max_length=4096, blank=True, editable=False)
    host = models.CharField(_("host"), max_length=270, blank=True, editable=False)

    health = models.CharField(_("health"), max_length=12, choices=Health.choices, default=Health.UNKNOWN.value)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    outcome = models.CharField(_("last outcome"), max_length=20, choices=Outcome.choices, blank=True)
    error = models.CharField(_("last error"), max_length=400, blank=True)
    checked_at = models.DateTimeField(_("last visit"), null=True, blank=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    final_url = models.CharField(_("redirects to"), max_length=4096, blank=True)
    proposed_url = models.CharField(_("proposed URL"), max_length=4096, blank=True)
    declined_url = models.CharField(max_length=4096, blank=True, editable=False)  # proposed, and dismissed by a curator
    canonical_url = models.CharField(max_length=4096, blank=True, editable=False)  # the last one that was examined

    next_check_at = models.DateTimeField(_("next visit"))
    interval = models.FloatField(_("interval in hours"), default=24)
    min_interval = models.FloatField(_("shortest interval in hours"), null=True, blank=True)
    max_interval = models.FloatField(_("longest interval in hours"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_by = models.CharField(max_length=32, blank=True, editable=False)

    ignore_robots = models.BooleanField(_("visit even if robots.txt disallows it"), default=False)
    robots_reason = models.CharField(_("reason for ignoring robots.txt"), max_length=500, blank=True)

    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    validated_url = models.CharField(max_length=4096, blank=True, editable=False)
    not_modified = models.PositiveIntegerField(default=0, editable=False)  # number of 304 responses in a row
    body_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    snapshot = models.ForeignKey(
        "monitoring.Snapshot",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("last snapshot"),
    )
    # Of a file that cannot be read: the last one that was kept, the digest of the one that was seen last, and how many
    # visits in a row found another one than the visit before.
    unread_file = models.ForeignKey(
        "monitoring.UnreadFile",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("file that cannot be read"),
    )
    unread_digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    replacements = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitored URL")
        verbose_name_plural = _("monitored URLs")
        ordering = ["location"]
        constraints = [
            models.CheckConstraint(condition=Q(health__in=Health.values), name="watch_health_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="watch_outcome_known"),
            models.CheckConstraint(
                condition=Q(ignore_robots=False) | ~Q(robots_reason=""),
                name="watch_robots_override_has_a_reason",
                violation_error_message=_("Give a reason for ignoring robots.txt."),
            ),
            models.CheckConstraint(
                condition=Q(min_interval=None) | Q(max_interval=None) | Q(min_interval__lte=F("max_interval")),
                name="watch_interval_bounds_in_order",
                violation_error_message=_("The shortest interval is longer than the longest."),
            ),
            models.CheckConstraint(
                condition=Q(min_interval=None) | Q(min_interval__gt=0), name="watch_min_interval_positive"
            ),
            models.CheckConstraint(
                condition=Q(max_interval=None) | Q(max_interval__gt=0), name="watch_max_interval_positive"
            ),
            models.CheckConstraint(
                condition=Q(lease_until=None, lease_by="") | (Q(lease_until__isnull=False) & ~Q(lease_by="")),
                name="watch_lease_has_a_holder",
            ),
        ]
        # Every visit writes the row twice, so there are few indexes, and none on the columns that a claim writes.
        indexes = [
            models.Index(fields=["next_check_at"], name="watch_due"),
            HashIndex(fields=["final_url"], condition=~Q(final_url=""), name="watch_led_to"),  # too long for a tree
            models.Index(
                fields=["health", "since"], condition=~Q(health__in=[Health.OK, Health.UNKNOWN]), name="watch_unwell"
            ),
        ]

    def __str__(self) -> str:
        return self.address
