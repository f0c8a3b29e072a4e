"""Controlled vocabularies: a code, a label in each language, and the edition it was taken from."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observatory.records.languages import active_language
from observatory.text.bilingual_text import localised


class Term(models.Model):
    """One value of a closed list. Terms are loaded from `fixtures/vocabularies`, not typed in."""

    code = models.CharField(_("code"), max_length=16, unique=True)
    label_en = models.CharField(_("English label"), max_length=200)
    label_zh_hans = models.CharField(_("Chinese label"), max_length=200, blank=True)
    edition = models.CharField(_("edition"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("broader term")
    )

    class Meta:
        abstract = True
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(label_en=""), name="%(class)s_has_code_and_label"),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="%(class)s_not_in_itself",
                violation_error_message=_("A term cannot be broader than itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.code})"

    @property
    def label(self) -> str:
        """The label in the active language, or in English if that is missing."""
        return localised({"en": self.label_en, "zh-hans": self.label_zh_hans}, active_language())


class Jurisdiction(Term):
    """A country (ISO 3166-1 alpha-2), a subdivision (ISO 3166-2) or an international body's reach (X...)."""

    class Meta(Term.Meta):
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$"), name="jurisdiction_code_iso_3166"
            ),
        ]


class Theme(Term):
    """A STIP theme (EC-OECD)."""

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class InstrumentType(Term):
    """A STIP policy instrument type (EC-OECD)."""

    class Meta(Term.Meta):
        verbose_name = _("policy instrument type")
        verbose_name_plural = _("policy instrument types")


class Field(Term):
    """A field of science (OECD FORD 2015)."""

    class Meta(Term.Meta):
        verbose_name = _("field of science")
        verbose_name_plural = _("fields of science")
