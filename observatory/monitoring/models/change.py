"""Changes: confirmed differences in texts or in health, for a curator to review, and the statements they affect."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.monitoring.models.snapshot import Snapshot
from observatory.monitoring.models.unread_file import UnreadFile
from observatory.monitoring.outcomes import Health, QuoteState
from observatory.sources.models import Citation, Location


class ChangeQuerySet(models.QuerySet):
    def open(self) -> "ChangeQuerySet":
        """Return the open changes: the inbox."""
        return self.filter(state=Change.State.OPEN)


class Change(models.Model):
    """Something about a location that a curator has to review: at most one open change of each kind per location."""

    class Kind(models.TextChoices):
        CONTENT = "content", _("text changed")
        MOVED = "moved", _("moved")
        LOST = "lost", _("no longer readable")
        REPLACED = "replaced", _("file replaced")
        TECHNICAL = "technical", _("text extracted differently by a newer extractor")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a change", "open")
        RESOLVED = "resolved", _("resolved")
        DISMISSED = "dismissed", _("dismissed")

    location = models.ForeignKey(
        Location, models.PROTECT, related_name="changes", db_index=False, verbose_name=_("location")
    )
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(pgettext_lazy("date of a change", "found"))
    last_seen_at = models.DateTimeField(_("last seen"))
    health = models.CharField(_("health"), max_length=12, choices=Health.choices, blank=True)
    before = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="changes_from", verbose_name=_("before")
    )
    after = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="changes_to", verbose_name=_("after")
    )
    # Of a file that cannot be read; `before` is set if it replaced a text, else `file_before`.
    file_before = models.ForeignKey(
        UnreadFile, models.PROTECT, null=True, blank=True, related_name="changes_from", verbose_name=_("file before")
    )
    file_after = models.ForeignKey(
        UnreadFile, models.PROTECT, null=True, blank=True, related_name="changes_to", verbose_name=_("file after")
    )
    score = models.FloatField(_("share of the text that changed"), null=True, blank=True)
    diff = models.JSONField(_("difference"), default=list, blank=True)
    proposed_url = models.CharField(_("proposed URL"), max_length=4096, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("date of a change", "closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    note = models.TextField(_("note"), blank=True)
    # Who has taken it, and the day it is due.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_changes",
        verbose_name=_("assigned to"),
        editable=False,
    )
    due_on = models.DateField(_("due"), null=True, blank=True, editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "kind"], condition=Q(state="open"), name="change_one_open_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closed_by=None)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="change_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="content") | ~Q(diff=[]), name="change_of_content_shows_a_difference"
            ),
            models.CheckConstraint(
                condition=~Q(kind="moved") | ~Q(proposed_url=""), name="change_of_address_proposes_one"
            ),
            models.CheckConstraint(
                condition=~Q(kind="replaced") | Q(file_after__isnull=False), name="change_of_file_names_it"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["content", "moved", "lost", "replaced", "technical"])
                & Q(state__in=["open", "resolved", "dismissed"]),
                name="change_words_known",
            ),
        ]
        indexes = [
            models.Index(fields=["-found_at"], condition=Q(state="open"), name="change_inbox"),
            models.Index(fields=["location", "kind"], name="change_of_location"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.location}"


class AffectedCitationQuerySet(models.QuerySet):
    def undecided(self) -> "AffectedCitationQuerySet":
        """Return the claims that wait for a decision: the change affects them and nobody has judged them."""
        return self.filter(decision="").exclude(state__in=AffectedCitation.UNAFFECTED)

    def decided(self) -> "AffectedCitationQuerySet":
        """Return the claims that a curator has judged."""
        return self.exclude(decision="")


class AffectedCitation(models.Model):
    """A claim that a change affects: whether the quote of the citation is still in the changed text, the passage that
    is there now, and what a curator decided."""

    UNQUOTED = "unquoted"  # besides the states of a quote: the citation has none
    UNAFFECTED = (QuoteState.PRESENT, QuoteState.NEVER_FOUND)  # the change took nothing away, so nothing is to decide

    class Decision(models.TextChoices):
        """What a curator decided about one statement."""

        STILL_SUPPORTED = "still_supported", _("still supported")
        AMENDED = "amended", _("statement amended")
        CITED_ELSEWHERE = "cited_elsewhere", _("another source cited")
        NOT_SUPPORTED = "not_supported", _("no longer supported")
        DISMISSED = "dismissed", pgettext_lazy("decision", "dismissed")

    change = models.ForeignKey(Change, models.CASCADE, related_name="affected", verbose_name=_("change"))
    citation = models.ForeignKey(Citation, models.CASCADE, related_name="affected_by", verbose_name=_("citation"))
    state = models.CharField(
        _("quote"), max_length=12, choices=[*QuoteState.choices, (UNQUOTED, _("no quote to look for"))]
    )
    meaning_changed = models.BooleanField(_("the meaning changed"), null=True, blank=True)
    similarity = models.FloatField(_("similarity"), null=True, blank=True)
    passage = models.TextField(_("text on the page now"), blank=True)
    prefix = models.CharField(_("text before the passage"), max_length=300, blank=True)
    suffix = models.CharField(_("text after the passage"), max_length=300, blank=True)
    differences = models.JSONField(_("difference"), default=list, blank=True)
    locator = models.CharField(_("locator"), max_length=200, blank=True)
    decision = models.CharField(_("decision"), max_length=16, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # The values of the citation that the decision replaced, so that it can be undone.
    before = models.JSONField(_("before the decision"), default=dict, blank=True, editable=False)
    # The values that the decision gave the citation; empty if it left the citation as it was.
    written = models.JSONField(_("written by the decision"), default=dict, blank=True, editable=False)

    objects = AffectedCitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affected citation")
        verbose_name_plural = _("affected citations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "citation"], name="affected_citation_once"),
            models.CheckConstraint(
                condition=Q(state__in=[*QuoteState.values, "unquoted"]), name="affected_citation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="affected_citation_decision_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(decision="dismissed") | ~Q(reason=""),
                name="affected_citation_dismissed_with_a_reason",
                violation_error_message=_("Say why the change does not matter for this statement."),
            ),
        ]
        indexes = [
            # What the inbox counts and weighs, and what the home page shows of the decisions, without the wide rows.
            models.Index(
                fields=["change"],
                include=["citation", "state", "meaning_changed"],
                condition=Q(decision="") & ~Q(state__in=["present", "never_found"]),
                name="affected_citation_undecided",
            ),
            models.Index(
                fields=["-decided_at"],
                include=["citation"],
                condition=~Q(decision=""),
                name="affected_citation_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation} · {self.get_state_display()}"

    @property
    def is_undecided(self) -> bool:
        """Whether the claim waits for a decision, see `undecided`."""
        return not self.decision and self.state not in self.UNAFFECTED

    @property
    def finding(self) -> str:
        """What was found of the quote, in words; of an altered one, whether its meaning changed."""
        if self.state == QuoteState.ALTERED and self.meaning_changed is not None:
            return str(_("the meaning changed") if self.meaning_changed else _("only reworded"))
        return self.get_state_display()
