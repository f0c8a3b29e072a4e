"""Organisations: ministries, companies, universities, laboratories, international agencies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.records.fields import (
    EDTFField,
    WebAddressField,
    choice_constraint,
    edtf_constraint,
    lower_bound,
    upper_bound,
)
from observatory.records.models.record import Record
from observatory.records.tracking import track_history


@track_history()
class Organisation(Record):
    """A body that acts: it issues, launches, develops, supports, advises. Types are ROR's (v2.1)."""

    KIND = "organisation"

    class Type(models.TextChoices):
        GOVERNMENT = "government", _("government")
        EDUCATION = "education", _("education")
        COMPANY = "company", _("company")
        FACILITY = "facility", _("facility or laboratory")
        FUNDER = "funder", _("funder")
        NONPROFIT = "nonprofit", _("non-profit")
        HEALTHCARE = "healthcare", _("health care")
        ARCHIVE = "archive", _("archive")
        OTHER = "other", _("other")

    organisation_type = models.CharField(_("type of organisation"), max_length=12, choices=Type, blank=True)
    founded = EDTFField(_("founded"))
    founded_from = lower_bound("founded")
    founded_to = upper_bound("founded")
    dissolved = EDTFField(_("dissolved"))
    dissolved_from = lower_bound("dissolved")
    dissolved_to = upper_bound("dissolved")
    website = WebAddressField(_("website"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            edtf_constraint("founded", "organisation_founded_edtf"),
            edtf_constraint("dissolved", "organisation_dissolved_edtf"),
            choice_constraint(
                "organisation_type",
                "government education company facility funder nonprofit healthcare archive other",
                "organisation_type_known",
                blank=True,
            ),
        ]
