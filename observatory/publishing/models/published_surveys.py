"""Coverage searches as readers see them: their versions, and one current row each.

Written by `publishing.published_item_writer`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.publishing.models.version import FrozenVersion
from observatory.records.models import Jurisdiction, Survey, Theme


class SurveyVersion(FrozenVersion):
    """One publication or withdrawal of a coverage search."""

    item = models.ForeignKey(Survey, models.PROTECT, related_name="versions", verbose_name=_("coverage search"))

    class Meta(FrozenVersion.Meta):
        verbose_name = _("version of a coverage search")
        verbose_name_plural = _("versions of coverage searches")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="surveyversion_number_once"),
            models.UniqueConstraint(fields=["id", "item"], name="surveyversion_of_its_item"),
            *FrozenVersion.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class PublishedSurvey(models.Model):
    """The current version of a coverage search."""

    item = models.OneToOneField(Survey, models.PROTECT, primary_key=True, related_name="published")
    frozen = models.OneToOneField(SurveyVersion, models.PROTECT, related_name="+")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="published_surveys")
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="published_surveys")
    kind = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=10, choices=Survey.Outcome)
    searched_on = models.DateField()
    note_en = models.TextField(blank=True)
    note_zh_hans = models.TextField(blank=True)

    class Meta:
        verbose_name = _("published coverage search")
        verbose_name_plural = _("published coverage searches")
        ordering = ["-searched_on", "-item"]
        indexes = [models.Index(fields=["-searched_on", "-item"], name="published_survey_newest")]

    def __str__(self) -> str:
        return f"{self.jurisdiction} · {self.theme or self.kind} · {self.searched_on}"
