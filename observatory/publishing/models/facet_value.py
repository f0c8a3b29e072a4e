"""The dictionary of facet values."""

from django.db import models


class FacetValue(models.Model):
    """A value of a facet, such as jurisdiction CN. Its id stands for it in `Entry.facet_ids` and `Standing.facet_ids`.

    Rows are added when a record with the value is published for the first time, and stay.
    """

    id = models.AutoField(primary_key=True)
    facet = models.CharField(max_length=40)
    code = models.CharField(max_length=60)

    class Meta:
        ordering = ["facet", "code"]
        constraints = [models.UniqueConstraint(fields=["facet", "code"], name="facet_value_once")]

    def __str__(self) -> str:
        return f"{self.facet} {self.code}"
