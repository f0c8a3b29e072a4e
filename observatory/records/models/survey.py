"""Coverage searches, which distinguish "none found" from "not yet searched"."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.records.fields import choice_constraint
from observatory.records.models.reviewed import Reviewed
from observatory.records.models.taxonomy import Jurisdiction, Theme
from observatory.records.tracking import track_history


@track_history()
class Survey(Reviewed):
    """One search of a jurisdiction for a theme or for a type of record, with its result."""

    class Outcome(models.TextChoices):
        FOUND = "found", _("found")
        NONE_FOUND = "none_found", _("searched, none found")

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="surveys", verbose_name=_("jurisdiction")
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="surveys", verbose_name=_("theme")
    )
    kind = models.CharField(_("record type"), max_length=20, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    searched_on = models.DateField(_("searched on"))
    searched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("searched by")
    )
    note_en = models.TextField(_("search method"), blank=True)
    note_zh_hans = models.TextField(_("search method in Chinese"), blank=True)

    class Meta:
        verbose_name = _("coverage search")
        verbose_name_plural = _("coverage searches")
        ordering = ["-searched_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, kind="") | (Q(theme=None) & ~Q(kind="")),
                name="survey_of_a_theme_or_a_kind",
                violation_error_message=_("Choose what was searched for: a theme or a record type."),
            ),
            models.CheckConstraint(condition=Q(outcome__in=["found", "none_found"]), name="survey_outcome_known"),
            choice_constraint("state", "draft in_review published withdrawn", "survey_state_known"),
            models.UniqueConstraint(
                fields=["jurisdiction", "theme", "kind", "searched_on"], name="survey_once_a_day", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction} · {self.theme or self.kind} · {self.searched_on}"
