"""The period during which each version was public, with the columns needed for `as_of` lists."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from observatory.publishing.models.version import Version
from observatory.records.models import Record


class StandingQuerySet(models.QuerySet):
    def at(self, moment: datetime) -> "StandingQuerySet":
        """What was public at `moment` (aware): at most one row a record."""
        return self.filter(Q(until=None) | Q(until__gt=moment), since__lte=moment)

    def citing(self, source_id: str) -> "StandingQuerySet":
        """Versions with a statement that rests on the source of that public id."""
        return self.filter(source_ids__contains=[source_id])

    def pointing_to(self, public_id: str) -> "StandingQuerySet":
        """Versions with a relation whose object is the record of that public id."""
        return self.filter(related_ids__contains=[public_id])


class Standing(models.Model):
    """One published version while it was what readers saw. Written by `publish()` and `withdraw()` alone.

    Its columns are those of `Entry` at that time, read off the version's document, which is frozen beside them.
    """

    frozen = models.OneToOneField(Version, models.PROTECT, primary_key=True, related_name="standing")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # when the next version came, or the withdrawal

    public_id = models.CharField(max_length=16)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    title_en = models.CharField(max_length=300, blank=True)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    original_title = models.CharField(max_length=300, blank=True)
    subtype = models.CharField(max_length=16, blank=True)
    date_from = models.DateField(null=True)
    date_to = models.DateField(null=True)
    dated = models.CharField(max_length=40, blank=True, default="")
    source_ids = ArrayField(models.CharField(max_length=16), default=list)
    related_ids = ArrayField(models.CharField(max_length=16), default=list)
    facet_ids = ArrayField(models.IntegerField(), default=list)  # of the facets that versions keep

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-record"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="standing_in_order"),
            models.UniqueConstraint(fields=["record"], condition=Q(until=None), name="standing_one_now"),
        ]
        indexes = [
            models.Index(
                F("kind"), F("date_from").desc(nulls_last=True), F("record").desc(), name="standing_kind_date"
            ),
            models.Index(F("date_from").desc(nulls_last=True), F("record").desc(), name="standing_date"),
            models.Index(fields=["kind", "-since", "-record"], name="standing_kind_newest"),
            models.Index(fields=["-since", "-record"], name="standing_newest"),
            GinIndex(fields=["facet_ids"], name="standing_facet_ids"),
            GinIndex(fields=["related_ids"], name="standing_related"),
            GinIndex(fields=["source_ids"], name="standing_sources"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} v{self.number}"
