"""Likely duplicates among records: keys by which they are found, pairs, what is not the same, what was merged. The
abstract models are those of likely duplicates of any kind: sources have theirs in
`sources.models.duplicate_sources`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observatory.records.models.record import Record


class RecordKey(models.Model):
    """A key of a record by which likely duplicates are found: of a name, an identifier or a web page.

    Written by `records.record_duplicates` alone, and can be rebuilt: `manage.py find_duplicates`.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False, verbose_name=_("record"))
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "key"], name="record_key_once")]
        indexes = [models.Index(fields=["key", "record"], name="record_key_key")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.key}"


class Pair(models.Model):
    """Two things (`one`, `other`), the one with the smaller primary key first."""

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="%(class)s_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="%(class)s_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}?"


class LikelyPair(Pair):
    """Two things that are likely one, how likely and why. Can be rebuilt."""

    score = models.PositiveSmallIntegerField(_("score"))
    # Each a list of code, name of the one, name of the other (`records.record_likeness.Found`).
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta(Pair.Meta):
        abstract = True
        ordering = ["-score", "-id"]
        indexes = [models.Index(fields=["-score", "-id"], name="%(class)s_best")]


class DecidedPair(Pair):
    """Two things that somebody has decided are not the same. They are not shown as likely duplicates again."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by"), editable=False
    )
    at = models.DateTimeField(_("decided"), auto_now_add=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(Pair.Meta):
        abstract = True
        ordering = ["-at", "-id"]


class Merger(models.Model):
    """One thing that became part of another (`into`). `step` is the step of the history that moved what belonged to it,
    by which the merge is undone."""

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
        abstract = True
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="%(class)s_has_a_reason")]


class LikelyDuplicate(LikelyPair):
    """Two records that are likely one. Written by `records.record_duplicates` alone."""

    one = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False, verbose_name=_("record"))
    other = models.ForeignKey(Record, models.CASCADE, related_name="+", verbose_name=_("other record"))

    class Meta(LikelyPair.Meta):
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")


class NotTheSame(DecidedPair):
    """Two records that are not the same."""

    one = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False, verbose_name=_("record"))
    other = models.ForeignKey(Record, models.CASCADE, related_name="+", verbose_name=_("other record"))

    class Meta(DecidedPair.Meta):
        verbose_name = _("pair that is not the same")
        verbose_name_plural = _("pairs that are not the same")


class MergedRecord(Merger):
    """A record became part of another: its names, relations and citations were moved there.

    `outside` says what else was changed: for readers, and rows without a history. A record that is edited or published
    again is no longer merged, whatever the row says (`records.record_duplicates.merged_into`).
    """

    record = models.OneToOneField(Record, models.CASCADE, related_name="merger", verbose_name=_("record"))
    into = models.ForeignKey(Record, models.CASCADE, related_name="mergers", verbose_name=_("merged into"))
    outside = models.JSONField(default=dict, editable=False)

    class Meta(Merger.Meta):
        verbose_name = _("merged record")
        verbose_name_plural = _("merged records")
        constraints = [
            models.CheckConstraint(condition=~Q(record=F("into")), name="mergedrecord_into_another"),
            *Merger.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.record_id} → {self.into_id}"
