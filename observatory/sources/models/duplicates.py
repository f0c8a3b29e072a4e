"""Likely duplicates among sources, as among records (`records.models.duplicates`)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observatory.sources.models.source import Source


class SourceKey(models.Model):
    """A key of a source by which likely duplicates are found: of a title, an identifier or a web page.

    Written by `sources.likely_duplicates` alone, and can be rebuilt: `manage.py find_duplicates`.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False, verbose_name=_("source"))
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="source_key_once")]
        indexes = [models.Index(fields=["key", "source"], name="source_key_key")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.key}"


class SourcePair(models.Model):
    """Two sources, the one with the smaller primary key first."""

    one = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False, verbose_name=_("source"))
    other = models.ForeignKey(Source, models.CASCADE, related_name="+", verbose_name=_("other source"))

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="%(class)s_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="%(class)s_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}?"


class LikelyDuplicateSource(SourcePair):
    """Two sources that are likely one. Written by `sources.likely_duplicates` alone, and can be rebuilt."""

    score = models.PositiveSmallIntegerField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta(SourcePair.Meta):
        verbose_name = _("likely duplicate source")
        verbose_name_plural = _("likely duplicate sources")
        ordering = ["-score", "-id"]
        indexes = [models.Index(fields=["-score", "-id"], name="likelyduplicatesource_best")]


class NotTheSameSource(SourcePair):
    """Somebody decided that two sources are not the same. They are not shown as likely duplicates again."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by"), editable=False
    )
    at = models.DateTimeField(_("decided"), auto_now_add=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(SourcePair.Meta):
        verbose_name = _("pair of sources that are not the same")
        verbose_name_plural = _("pairs of sources that are not the same")
        ordering = ["-at", "-id"]


class MergedSource(models.Model):
    """A source became part of another: its locations and citations were moved there, and its page redirects once no
    public record cites it.

    `step` is the step of the history that moved them, by which the merge is undone.
    """

    source = models.OneToOneField(Source, models.CASCADE, related_name="merger", verbose_name=_("source"))
    into = models.ForeignKey(Source, models.CASCADE, related_name="mergers", verbose_name=_("merged into"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("merged by"),
        editable=False,
    )
    at = models.DateTimeField(_("merged"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=500)
    step = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("merged source")
        verbose_name_plural = _("merged sources")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("into")), name="mergedsource_into_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="mergedsource_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.into_id}"
