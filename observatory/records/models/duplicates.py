"""Likely duplicates among records: keys by which they are found, pairs, what is not the same, what was merged."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observatory.records.models.record import Record


class RecordKey(models.Model):
    """A key of a record by which likely duplicates are found: of a name, an identifier or a web page.

    Written by `records.duplicates` alone, and can be rebuilt: `manage.py find_duplicates`.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False, verbose_name=_("record"))
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "key"], name="record_key_once")]
        indexes = [models.Index(fields=["key", "record"], name="record_key_key")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.key}"


class RecordPair(models.Model):
    """Two records, the one with the smaller primary key first."""

    one = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False, verbose_name=_("record"))
    other = models.ForeignKey(Record, models.CASCADE, related_name="+", verbose_name=_("other record"))

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="%(class)s_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="%(class)s_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}?"


class LikelyDuplicate(RecordPair):
    """Two records that are likely one. Written by `records.duplicates` alone, and can be rebuilt."""

    score = models.PositiveSmallIntegerField(_("score"))
    # Each a list of code, name of the one, name of the other (`records.likeness.Found`).
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta(RecordPair.Meta):
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        ordering = ["-score", "-id"]
        indexes = [models.Index(fields=["-score", "-id"], name="likelyduplicate_best")]


class NotTheSame(RecordPair):
    """Somebody decided that two records are not the same. They are not shown as likely duplicates again."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by"), editable=False
    )
    at = models.DateTimeField(_("decided"), auto_now_add=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(RecordPair.Meta):
        verbose_name = _("pair that is not the same")
        verbose_name_plural = _("pairs that are not the same")
        ordering = ["-at", "-id"]


class MergedRecord(models.Model):
    """A record became part of another: its names, relations and citations were moved there.

    `step` is the step of the history that moved them, by which the merge is undone; `outside` says what else it
    changed: for readers, and rows without a history. A record that is edited or published again is no longer merged,
    whatever the row says (`records.duplicates.merged_into`).
    """

    record = models.OneToOneField(Record, models.CASCADE, related_name="merger", verbose_name=_("record"))
    into = models.ForeignKey(Record, models.CASCADE, related_name="mergers", verbose_name=_("merged into"))
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
    outside = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("merged record")
        verbose_name_plural = _("merged records")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(record=F("into")), name="mergedrecord_into_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="mergedrecord_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} → {self.into_id}"
