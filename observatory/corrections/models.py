"""Reports of errors that readers send, each about a record or one statement of a version of it."""

import secrets
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.monitoring.outcomes import Outcome, QuoteState
from observatory.publishing.models import Version
from observatory.records.models import Record


def new_token() -> str:
    """Return the unguessable last part of the address where a reader sees the outcome (128 random bits)."""
    return secrets.token_urlsafe(16)


class ReportQuerySet(models.QuerySet):
    def open(self) -> "ReportQuerySet":
        """Return the reports that wait for a decision."""
        return self.filter(state=Report.State.OPEN)


class Report(models.Model):
    """What a reader says is wrong. Nothing is kept of the reader: no name, no mail address, no IP address.

    `statement` is the key of a row of the record's page ("" for the whole record); `label` and `value` are that row in
    words, by language, as the version showed it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a report", "open")
        ACCEPTED = "accepted", pgettext_lazy("state of a report", "accepted")
        DECLINED = "declined", pgettext_lazy("state of a report", "not accepted")
        SPAM = "spam", _("spam")

    class Reading(models.TextChoices):
        """How far the monitor is with the address that the reader gave."""

        NONE = "none", _("no URL given")
        WAITING = "waiting", _("not read yet")
        DONE = "done", _("read")

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    # The number of the form: sent twice, it is one report.
    submission = models.UUIDField(unique=True, default=uuid4, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="reports", verbose_name=_("record"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", verbose_name=_("version"))
    statement = models.CharField(_("statement"), max_length=200, blank=True)
    label = models.JSONField(default=dict, blank=True)
    value = models.JSONField(default=dict, blank=True)
    text = models.TextField(_("what is wrong"), max_length=4000)
    address = models.CharField(_("web address that shows it"), max_length=2048, blank=True)
    passage = models.TextField(_("words on that page"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    reading = models.CharField(_("reading"), max_length=10, choices=Reading, default=Reading.NONE)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    error = models.CharField(max_length=400, blank=True)
    final_url = models.CharField(max_length=4096, blank=True)
    page_title = models.CharField(max_length=500, blank=True)
    passage_state = models.CharField(_("passage"), max_length=12, choices=QuoteState.choices, blank=True)
    found = models.JSONField(default=dict, blank=True)  # `QuoteMatch.as_json`, if a passage was looked for

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer_en = models.TextField(_("answer"), max_length=2000, blank=True)
    answer_zh_hans = models.TextField(_("answer in Chinese"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    # Set if the correction was public before the report was decided; else it is the next publication by a person.
    corrected_in = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("corrected in version")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report from a reader")
        verbose_name_plural = _("reports from readers")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="report_says_something"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "declined", "spam"]), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="report_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | ~Q(answer_en="") | ~Q(answer_zh_hans=""),
                name="report_decision_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(reading="none", address="") | (~Q(reading="none") & ~Q(address="")),
                name="report_reading_has_an_address",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at"], condition=Q(state="open"), name="report_open"),
            models.Index(fields=["created_at"], condition=Q(reading="waiting"), name="report_unread"),
            models.Index(fields=["-decided_at"], condition=Q(state="accepted"), name="report_accepted"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
