"""How many live entries have each facet value: what the lists show without counting them anew."""

from django.db import models
from django.db.models import F, Q

from observatory.publishing.facets import numbers_of

_ORGANISATIONS = Q(number__range=numbers_of("organisation"))  # of which only the most frequent are shown


class FacetCount(models.Model):
    """How many live entries of a type, or of all (kind ""), have a number in `Entry.facets`.

    Written with the entries (`publishing/facet_counts.py`); a number that no entry has has no row.
    """

    kind = models.CharField(max_length=20, blank=True)
    number = models.BigIntegerField()
    times = models.IntegerField()

    class Meta:
        ordering = ["kind", "number"]
        indexes = [
            models.Index(F("kind"), F("times").desc(), condition=_ORGANISATIONS, name="facet_count_organisations")
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="facet_count_once"),
            models.CheckConstraint(condition=Q(times__gt=0), name="facet_count_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'} {self.number}: {self.times}"
