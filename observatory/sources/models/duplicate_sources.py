"""Likely duplicates among sources, as among records (`records.models.duplicate_records`)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observatory.records.models.duplicate_records import DecidedPair, LikelyPair, Merger
from observatory.sources.models.source import Source


class SourceKey(models.Model):
    """A key of a source by which likely duplicates are found: of a title, an identifier or a web page.

    Written by `sources.source_duplicates` alone, and can be rebuilt: `manage.py find_duplicates`.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False, verbose_name=_("source"))
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="source_key_once")]
        indexes = [models.Index(fields=["key", "source"], name="source_key_key")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.key}"


class LikelyDuplicateSource(LikelyPair):
    """Two sources that are likely one. Written by `sources.source_duplicates` alone."""

    one = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False, verbose_name=_("source"))
    other = models.ForeignKey(Source, models.CASCADE, related_name="+", verbose_name=_("other source"))

    class Meta(LikelyPair.Meta):
        verbose_name = _("likely duplicate source")
        verbose_name_plural = _("likely duplicate sources")


class NotTheSameSource(DecidedPair):
    """Two sources that are not the same."""

    one = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False, verbose_name=_("source"))
    other = models.ForeignKey(Source, models.CASCADE, related_name="+", verbose_name=_("other source"))

    class Meta(DecidedPair.Meta):
        verbose_name = _("pair of sources that are not the same")
        verbose_name_plural = _("pairs of sources that are not the same")


class MergedSource(Merger):
    """A source became part of another: its locations and citations were moved there, and its page redirects once no
    public record cites it."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="merger", verbose_name=_("source"))
    into = models.ForeignKey(Source, models.CASCADE, related_name="mergers", verbose_name=_("merged into"))

    class Meta(Merger.Meta):
        verbose_name = _("merged source")
        verbose_name_plural = _("merged sources")
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("into")), name="mergedsource_into_another"),
            *Merger.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.into_id}"
