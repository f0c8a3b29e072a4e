"""Initiatives: plans, programmes, projects and events by which AI for Science is promoted."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.fields import (
    EDTFField,
    WebAddressField,
    choice_constraint,
    edtf_constraint,
    lower_bound,
    upper_bound,
)
from observatory.records.models import Record
from observatory.records.tracking import track_history


@track_history()
class Initiative(Record):
    """Something that was launched and runs for a time, or was held."""

    KIND = "initiative"

    class Type(models.TextChoices):
        STRATEGY = "strategy", _("strategy or national plan")
        PLAN = "plan", _("implementation plan")
        PROGRAMME = "programme", _("programme")
        PROJECT = "project", _("project")
        DIPLOMATIC = "diplomatic", _("international initiative")
        EVENT = "event", _("conference or event")

    class BudgetRange(models.TextChoices):
        """STIP budget ranges a year, in euros."""

        UNDER_1M = "BR9", _("less than 1 million EUR")
        TO_5M = "BR10", _("1 to 5 million EUR")
        TO_20M = "BR11", _("5 to 20 million EUR")
        TO_50M = "BR12", _("20 to 50 million EUR")
        TO_100M = "BR13", _("50 to 100 million EUR")
        TO_500M = "BR14", _("100 to 500 million EUR")
        OVER_500M = "BR15", _("more than 500 million EUR")
        UNKNOWN = "BR1", _("not known")
        NOT_APPLICABLE = "BR16", _("not applicable")

    initiative_type = models.CharField(_("type of initiative"), max_length=12, choices=Type)
    launched = EDTFField(
        pgettext_lazy("date", "launched"),
        help_text=_("Date of the launch, as precise as the source gives it. For an event, the date it was held."),
    )
    launched_from = lower_bound("launched")
    launched_to = upper_bound("launched")
    period = EDTFField(_("period"), help_text=_("The time it covers: 2022/2025"))
    period_from = lower_bound("period")
    period_to = upper_bound("period")
    objectives_en = models.TextField(_("objectives"), blank=True)
    objectives_zh_hans = models.TextField(_("objectives in Chinese"), blank=True)
    participation_en = models.TextField(_("participation"), blank=True)
    participation_zh_hans = models.TextField(_("participation in Chinese"), blank=True)
    website = WebAddressField(_("website"), max_length=500, blank=True)
    budget_range = models.CharField(_("annual budget"), max_length=4, choices=BudgetRange, blank=True)

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = [
            edtf_constraint("launched", "initiative_launched_edtf"),
            edtf_constraint("period", "initiative_period_edtf"),
            choice_constraint(
                "initiative_type", "strategy plan programme project diplomatic event", "initiative_type_known"
            ),
            choice_constraint(
                "budget_range",
                "BR9 BR10 BR11 BR12 BR13 BR14 BR15 BR1 BR16",
                "initiative_budget_range_known",
                blank=True,
            ),
        ]
