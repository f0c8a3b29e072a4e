"""Publications that wait for a time."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.models import Record, Survey
from observatory.sources.models import OfficialTerm, Source


class ScheduledPublicationQuerySet(models.QuerySet):
    def waiting(self) -> "ScheduledPublicationQuerySet":
        """Return those whose time has not come, or that nobody has published yet."""
        return self.filter(state=ScheduledPublication.State.WAITING)

    def due(self, now) -> "ScheduledPublicationQuerySet":
        """Return those that are to be published at `now`, the first due first."""
        return self.waiting().filter(due_at__lte=now).order_by("due_at", "pk")

    def end(self, state: str, by, refusal: str = "") -> int:
        """Set rows to a state in which nothing waits any more; return how many."""
        return self.update(state=state, refusal=refusal, ended_at=timezone.now(), ended_by=by)

    def unanswered(self) -> "ScheduledPublicationQuerySet":
        """Return those that were not published at their time and that no reviewer has dealt with."""
        return self.filter(state=ScheduledPublication.State.REFUSED)


SUBJECTS = ("record", "source", "term", "survey")  # the columns of which one is set


def _schedules_exactly_one(*names: str) -> Q:
    """Return the condition that a scheduled publication is of one thing: one of these columns is set and the others are
    not."""
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__isnull": False}) & Q(**{other: None for other in names if other != name})
    return found


class ScheduledPublication(models.Model):
    """What a reviewer approved for publication at a time: a record, a source, an official term or a coverage search.
    Written by `publishing.scheduled_publications` alone.

    `approved` is the hash of the working copy as the reviewer saw it, `sources` those of the sources that would be
    published with it for the first time (by primary key). What was chosen together has one `batch`, and is published
    together.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("publication", "waiting for its time")
        PUBLISHED = "published", pgettext_lazy("publication", "done")
        CANCELLED = "cancelled", pgettext_lazy("publication", "cancelled")
        REFUSED = "refused", pgettext_lazy("publication", "not published at its time")

    class Refusal(models.TextChoices):
        """Why something was not published at its time."""

        EDITED = "edited", _("It was edited after it was scheduled. Review it again.")
        RETURNED = "returned", _("It was returned to its curators after it was scheduled.")
        WITHDRAWN = "withdrawn", _("It was withdrawn after it was scheduled.")
        CHECKS = "checks", _("Checks that must pass found something. Correct it, then schedule it again.")
        OWN_EDITS = "own_edits", _("Who scheduled it had edited it. Somebody else has to publish it.")
        SLUG = "slug", _("Another public record already uses its slug. Change one of the two slugs.")
        KEY = "key", _("Another public source already has the key of a source it cites. Change one of the two keys.")
        MERGED = "merged", _("Its time passed while it was merged into another record. Schedule it again.")
        FAILED = "failed", _("The program failed. The log of the server has the error; try to publish it by hand.")

    record = models.ForeignKey(Record, models.CASCADE, null=True, related_name="scheduled", verbose_name=_("record"))
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="scheduled", verbose_name=_("source"))
    term = models.ForeignKey(
        OfficialTerm, models.CASCADE, null=True, related_name="scheduled", verbose_name=_("official term")
    )
    survey = models.ForeignKey(
        Survey, models.CASCADE, null=True, related_name="scheduled", verbose_name=_("coverage search")
    )
    due_at = models.DateTimeField(_("publish at"))
    reason = models.CharField(_("reason"), max_length=500)
    approved = models.CharField(max_length=64)
    sources = models.JSONField(default=dict)
    batch = models.UUIDField(default=uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("scheduled by"))
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    refusal = models.CharField(max_length=10, choices=Refusal, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ScheduledPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled publication")
        verbose_name_plural = _("scheduled publications")
        ordering = ["due_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(state="waiting"), name="scheduled_once_a_record"),
            models.UniqueConstraint(fields=["source"], condition=Q(state="waiting"), name="scheduled_once_a_source"),
            models.UniqueConstraint(fields=["term"], condition=Q(state="waiting"), name="scheduled_once_a_term"),
            models.UniqueConstraint(fields=["survey"], condition=Q(state="waiting"), name="scheduled_once_a_survey"),
            models.CheckConstraint(condition=_schedules_exactly_one(*SUBJECTS), name="scheduled_one_thing"),
            models.CheckConstraint(condition=~Q(reason=""), name="scheduled_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="scheduled_ended_when_over",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(refusal="") | ~Q(state="refused"), name="scheduled_refused_why"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="scheduled_waiting")]

    def __str__(self) -> str:
        return f"{self.record_id or self.source_id or self.term_id or self.survey_id} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def subject(self) -> Any:
        """What is published: a record, or an item."""
        return self.record or self.source or self.term or self.survey
