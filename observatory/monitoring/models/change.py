"""Changes: confirmed differences in texts or in health, for a curator to review, and the statements they affect."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.monitoring.models.snapshot import Snapshot
from observatory.monitoring.outcomes import Health
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
    health = models.CharField(_("health"), max_length=12, choices=Health, blank=True)
    before = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="changes_from", verbose_name=_("before")
    )
    after = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="changes_to", verbose_name=_("after")
    )
    score = models.FloatField(_("share of the text that changed"), null=True, blank=True)
    diff = models.JSONField(_("difference"), default=list, blank=True)
    proposed_url = models.CharField(_("proposed URL"), max_length=4096, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("date of a change", "closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    note = models.TextField(_("note"), blank=True)

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
                condition=Q(kind__in=["content", "moved", "lost", "technical"])
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


class AffectedCitation(models.Model):
    """Whether the quote of a citation is still in the changed text, and the passage that is there now."""

    class Found(models.TextChoices):
        EXACT = "exact", _("still on the page")
        NEAR = "near", _("found in different words")
        ABSENT = "absent", _("no longer on the page")
        UNQUOTED = "unquoted", _("no quote to look for")
        LOST = "lost", _("cannot be read")
        UNSEARCHED = "unsearched", _("search for the quote failed")

    change = models.ForeignKey(Change, models.CASCADE, related_name="affected", verbose_name=_("change"))
    citation = models.ForeignKey(Citation, models.CASCADE, related_name="affected_by", verbose_name=_("citation"))
    found = models.CharField(_("quote"), max_length=10, choices=Found)
    similarity = models.FloatField(_("similarity"), null=True, blank=True)
    text = models.TextField(_("text on the page now"), blank=True)
    locator = models.CharField(_("locator"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("affected citation")
        verbose_name_plural = _("affected citations")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["change", "citation"], name="affected_citation_once")]

    def __str__(self) -> str:
        return f"{self.citation} · {self.get_found_display()}"
