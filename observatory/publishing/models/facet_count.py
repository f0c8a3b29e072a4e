"""How many live entries have each facet value: what the lists show without counting them anew."""

from django.db import models
from django.db.models import Q


class FacetCount(models.Model):
    """How many live entries of a type, or of all (kind ""), have a number in `Entry.facets`.

    Written with the entries (`publishing/facet_counts.py`); a number that no entry has has no row.
    """

    kind = models.CharField(max_length=20, blank=True)
    number = models.BigIntegerField()
    times = models.IntegerField()

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="facet_count_once"),
            models.CheckConstraint(condition=Q(times__gt=0), name="facet_count_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'} {self.number}: {self.times}"
