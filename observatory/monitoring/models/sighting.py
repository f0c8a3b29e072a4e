"""Sightings: where the quote of a citation stands in the text of one location."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models.snapshot import Snapshot
from observatory.monitoring.outcomes import QuoteState
from observatory.sources.models import Citation, Location


class SightingQuerySet(models.QuerySet):
    def current(self) -> "SightingQuerySet":
        """Return the sightings that hold now; the others were replaced."""
        return self.filter(until=None)

    def of_each_quote(self) -> "SightingQuerySet":
        """Return the sightings that hold now, and the last ones of quotes that were edited since.

        Readers see the quote that was published: until the edit is published too, the last look for it counts.
        """
        same_place = Sighting.objects.filter(
            citation_public_id=OuterRef("citation_public_id"), location=OuterRef("location")
        )
        later = same_place.filter(selector=OuterRef("selector"), pk__gt=OuterRef("pk"))
        edited = same_place.filter(until=None).exclude(selector=OuterRef("selector"))
        return self.filter(Q(until=None) | (~Exists(later) & Exists(edited)))

    def at(self, moment: datetime) -> "SightingQuerySet":
        """Return the sightings that held at a moment (aware)."""
        return self.filter(Q(until=None) | Q(until__gt=moment), since__lte=moment)


class Sighting(models.Model):
    """What looking for the quote of a citation in one location came to, from `since` until something else was found.

    It holds as long as the location's current snapshot is `snapshot`: an unchanged visit writes nothing here. A row
    that was replaced stays, with its end, so that a past day can be shown. A citation may be deleted while a published
    record still shows it: the row has its permanent ID, and `selector` says which quote was looked for
    (`TextQuoteSelector.digest`).
    """

    citation = models.ForeignKey(
        Citation, models.SET_NULL, null=True, blank=True, related_name="sightings", verbose_name=_("citation")
    )
    citation_public_id = models.CharField(_("permanent ID of the citation"), max_length=16)
    selector = models.CharField(max_length=32, editable=False)
    location = models.ForeignKey(
        Location, models.CASCADE, related_name="sightings", db_index=False, verbose_name=_("location")
    )
    snapshot = models.ForeignKey(
        Snapshot, models.SET_NULL, null=True, blank=True, related_name="sightings", verbose_name=_("snapshot")
    )
    state = models.CharField(_("state"), max_length=12, choices=QuoteState.choices)
    meaning_changed = models.BooleanField(_("the meaning changed"), null=True, blank=True)
    # The words are in the document where readers do not see them, and nothing shows that they are the cited passage.
    hidden = models.BooleanField(_("hidden in the page"), default=False, db_default=False)
    passage = models.TextField(_("text on the page now"), blank=True)
    prefix = models.CharField(_("text before the passage"), max_length=300, blank=True)
    suffix = models.CharField(_("text after the passage"), max_length=300, blank=True)
    similarity = models.FloatField(_("similarity"), default=0)
    differences = models.JSONField(_("difference"), default=list, blank=True)
    start = models.JSONField(null=True, blank=True)  # [block, offset] in the main text of the snapshot
    end = models.JSONField(null=True, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = SightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sighting of a quote")
        verbose_name_plural = _("sightings of quotes")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["citation_public_id", "location"], condition=Q(until=None), name="sighting_one_current"
            ),
            models.CheckConstraint(condition=Q(state__in=QuoteState.values), name="sighting_state_known"),
            models.CheckConstraint(
                condition=Q(meaning_changed=None) | Q(state="altered"), name="sighting_meaning_of_altered_only"
            ),
            models.CheckConstraint(
                condition=Q(hidden=False) | Q(state__in=["missing", "never_found"]),
                name="sighting_hidden_of_absent_only",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="sighting_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["location"], condition=Q(until=None), name="sighting_current_of_location"),
            models.Index(fields=["citation_public_id", "selector"], name="sighting_of_citation"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="sighting_ended"),
            models.Index(
                fields=["since"],
                condition=Q(state__in=["moved", "altered", "struck", "missing"]),
                name="sighting_of_changed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation_public_id} · {self.get_state_display()}"
