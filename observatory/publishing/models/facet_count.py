"""Number of public entries with each facet value, shown by lists without counting again."""

from django.db import models
from django.db.models import F, Q

from observatory.publishing.index.facets import keys_of

_ORGANISATIONS = Q(number__range=keys_of("organisation"))  # of which only the most frequent are shown


class FacetCount(models.Model):
    """How many live entries of a list have a number in `Entry.facets`.

    A list is that of everything (0), of one type or of one place, by its key (`publishing/facets.py`). Written with
    the entries (`publishing/facet_counts.py`); a number that no entry has has no row.
    """

    within = models.BigIntegerField()
    number = models.BigIntegerField()
    times = models.IntegerField()

    class Meta:
        ordering = ["within", "number"]
        indexes = [
            models.Index(F("within"), F("times").desc(), condition=_ORGANISATIONS, name="facet_count_organisations")
        ]
        constraints = [
            models.UniqueConstraint(fields=["within", "number"], name="facet_count_once"),
            models.CheckConstraint(condition=Q(times__gt=0), name="facet_count_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.within} {self.number}: {self.times}"
