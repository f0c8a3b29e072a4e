"""Governance: the bodies that govern AI for Science and the instruments they issue."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.fields import EDTFField, choice_constraint, edtf_constraint, lower_bound, upper_bound
from observatory.records.models import Organisation, Record
from observatory.records.tracking import track_history


@track_history()
class Body(Organisation):
    """An organisation that governs: a committee, a subcommittee, a commission, a regulator."""

    KIND = "body"

    class Type(models.TextChoices):
        COMMITTEE = "committee", _("committee")
        SUBCOMMITTEE = "subcommittee", _("subcommittee")
        COMMISSION = "commission", _("commission")
        REGULATOR = "regulator", _("regulator")
        COUNCIL = "council", _("council")
        OTHER = "other", _("other")

    class Composition(models.TextChoices):
        """Who sits on it (STIP, facet of PI026 and PI033)."""

        GOVERNMENT = "government", _("government")
        ACADEMIA = "academia", _("universities and research institutes")
        BUSINESS = "business", _("enterprises")
        CIVIL_SOCIETY = "civil_society", _("civil society")

    body_type = models.CharField(_("type of body"), max_length=12, choices=Type)
    mandate_en = models.TextField(_("mandate"), blank=True)
    mandate_zh_hans = models.TextField(_("mandate in Chinese"), blank=True)
    composition = ArrayField(
        models.CharField(max_length=13, choices=Composition), blank=True, default=list, verbose_name=_("composed of")
    )

    class Meta:
        verbose_name = _("governance body")
        verbose_name_plural = _("governance bodies")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(composition__contained_by=["government", "academia", "business", "civil_society"]),
                name="body_composition_known",
            ),
            choice_constraint(
                "body_type", "committee subcommittee commission regulator council other", "body_type_known"
            ),
        ]


@track_history()
class Instrument(Record):
    """A rule: law, measure, principles, norms, guideline, notice, list."""

    KIND = "instrument"

    class Type(models.TextChoices):
        LAW = "law", _("law")
        MEASURE = "measure", _("measure or regulation")
        PRINCIPLES = "principles", _("principles")
        NORMS = "norms", _("ethical norms")
        GUIDELINE = "guideline", _("guideline")
        NOTICE = "notice", _("notice or reminder")
        LIST = "list", _("list")

    class LegalForce(models.TextChoices):
        """schema.org legislationLegalForce (ELI)."""

        IN_FORCE = "InForce", _("in force")
        PARTIALLY = "PartiallyInForce", _("partly in force")
        NOT_IN_FORCE = "NotInForce", _("not in force")

    instrument_type = models.CharField(_("type of instrument"), max_length=10, choices=Type)
    issued = EDTFField(pgettext_lazy("date", "issued"))
    issued_from = lower_bound("issued")
    issued_to = upper_bound("issued")
    in_force = EDTFField(_("in force from"))
    in_force_from = lower_bound("in_force")
    in_force_to = upper_bound("in_force")
    repealed = EDTFField(_("repealed"))
    repealed_from = lower_bound("repealed")
    repealed_to = upper_bound("repealed")
    legal_force = models.CharField(_("legal force"), max_length=16, choices=LegalForce, blank=True)
    scope_en = models.TextField(_("scope"), blank=True)
    scope_zh_hans = models.TextField(_("scope in Chinese"), blank=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            edtf_constraint("issued", "instrument_issued_edtf"),
            edtf_constraint("in_force", "instrument_in_force_edtf"),
            edtf_constraint("repealed", "instrument_repealed_edtf"),
            choice_constraint(
                "instrument_type", "law measure principles norms guideline notice list", "instrument_type_known"
            ),
            choice_constraint(
                "legal_force", "InForce PartiallyInForce NotInForce", "instrument_legal_force_known", blank=True
            ),
        ]
