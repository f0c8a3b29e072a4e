"""Citations: which source states which statement of which record, and the verdict on it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.records import registry
from observatory.records.fields import LanguageField, language_constraint
from observatory.records.models import Milestone, Record, Relation
from observatory.records.permanent_ids import new_public_id
from observatory.records.tracking import track_history
from observatory.sources.models.location import Location
from observatory.sources.models.source import Source


@track_history(owner="record")
class Citation(models.Model):
    """The claim "source S states this value of this statement of record R", with a verdict and who gave it.

    The statement is a field of the record, one of its relations or one of its milestones.
    """

    class Verdict(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        PARTLY = "partly", _("partly supports")
        CONTRADICTS = "contradicts", _("contradicts")
        DOES_NOT_SUPPORT = "does_not_support", _("does not support")
        NOT_CHECKED = "not_checked", _("not checked")

    class Basis(models.TextChoices):
        """What a verdict rests on."""

        PASSAGE = "passage", _("passage read")
        REFERENCE = "reference", _("printed reference")
        PERSON = "person", _("word of a person")

    public_id = models.CharField(_("permanent ID"), max_length=16, unique=True, default=new_public_id, editable=False)
    record = models.ForeignKey(Record, models.CASCADE, related_name="citations", verbose_name=_("record"))
    field = models.CharField(
        _("field"), max_length=40, blank=True, help_text=_("The statement that the source is cited for.")
    )
    relation = models.ForeignKey(
        Relation, models.CASCADE, null=True, blank=True, related_name="citations", verbose_name=_("relation")
    )
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="citations", verbose_name=_("milestone")
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", verbose_name=_("source"))
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="citations", verbose_name=_("location read")
    )
    stated_value = models.TextField(
        _("stated value"),
        blank=True,
        help_text=_(
            "The value this source gives. Leave empty if it gives none. Write dates like 2023-03. For other"
            " names and identifiers: the one it gives."
        ),
    )
    locator = models.CharField(_("locator"), max_length=200, blank=True, help_text=_("Page, section or paragraph."))
    quote = models.TextField(
        _("quote"),
        blank=True,
        help_text=_("The passage, word for word. When the page changes, the monitor looks for it again."),
    )
    quote_language = LanguageField(_("language of the quote"), blank=True)
    # With the quote, a selector of the W3C Web Annotation Data Model (section 4.2.4): text just before and after it.
    prefix = models.CharField(_("text before the quote"), max_length=300, blank=True)
    suffix = models.CharField(_("text after the quote"), max_length=300, blank=True)
    quoted_from = models.CharField(
        _("quoted from"), max_length=64, blank=True, help_text=_("SHA-256 of the body that the quote was taken from.")
    )
    verdict = models.CharField(_("verdict"), max_length=16, choices=Verdict, default=Verdict.NOT_CHECKED)
    basis = models.CharField(
        _("basis of the verdict"),
        max_length=10,
        choices=Basis,
        blank=True,
        help_text=_("Passage read: needs a quote. Printed reference: judged by title, date or URL, page not opened."),
    )
    note_en = models.TextField(_("note"), blank=True)
    note_zh_hans = models.TextField(_("note in Chinese"), blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateField(_("checked on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    (~Q(field="") & Q(relation=None) & Q(milestone=None))
                    | (Q(field="") & Q(relation__isnull=False) & Q(milestone=None))
                    | (Q(field="") & Q(relation=None) & Q(milestone__isnull=False))
                ),
                name="citation_of_one_statement",
                violation_error_message=_("Choose one statement: a field, a relation or a milestone."),
            ),
            models.UniqueConstraint(
                fields=["record", "field", "relation", "milestone", "source", "locator"],
                condition=~Q(field__in=registry.LISTED),
                name="citation_once_per_place",
                nulls_distinct=False,
                violation_error_message=_(
                    "This source is already cited for this statement at this locator. Use a different locator."
                ),
            ),
            # One place in a source may state several names.
            models.UniqueConstraint(
                fields=["record", "field", "source", "locator", "stated_value"],
                condition=Q(field__in=registry.LISTED),
                name="citation_once_per_place_and_value",
                violation_error_message=_(
                    "This source is already cited for this statement at this locator. Use a different locator."
                ),
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["supports", "partly", "contradicts", "does_not_support", "not_checked"]),
                name="citation_verdict_known",
            ),
            language_constraint("quote_language", "citation_quote_language_tag", blank=True),
            models.CheckConstraint(
                condition=Q(basis__in=["", "passage", "reference", "person"]), name="citation_basis_known"
            ),
            models.CheckConstraint(
                condition=(Q(verdict="not_checked") & Q(basis="")) | (~Q(verdict="not_checked") & ~Q(basis="")),
                name="citation_verdict_has_a_basis",
                violation_error_message=_("Say what the verdict is based on. Without a verdict there is no basis."),
            ),
            models.CheckConstraint(
                condition=~Q(basis="passage") | ~Q(quote=""),
                name="citation_passage_is_quoted",
                violation_error_message=_("Quote the passage that was read, or choose another basis."),
            ),
            models.CheckConstraint(
                condition=Q(quoted_from="") | Q(quoted_from__regex="^[0-9a-f]{64}$"), name="citation_quoted_from_form"
            ),
            models.CheckConstraint(
                condition=Q(verdict="not_checked") | Q(checked_at__isnull=False),
                name="citation_verdict_has_a_date",
                violation_error_message=_("Give the date on which the source was checked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.statement}"

    @property
    def statement(self) -> str:
        """The name of the statement cited for: the name of a field, or the relation or milestone as text."""
        return self.field or str(self.relation or self.milestone or "")

    @classmethod
    def usual_basis(cls, verdict: str, quote: str) -> str:
        """Return what a verdict rests on where nobody says so: the passage if one is quoted, else the reference."""
        if verdict == cls.Verdict.NOT_CHECKED:
            return ""
        return cls.Basis.PASSAGE if quote.strip() else cls.Basis.REFERENCE

    def clean(self) -> None:
        """Refuse a field that the record's type does not have, and relations or milestones of another record."""
        super().clean()
        errors = {}
        if self.field and self.record_id and self.field not in registry.get_record_type(self.record.kind).statements:
            known = ", ".join(registry.get_record_type(self.record.kind).statements)
            errors["field"] = _("This record type has no field “%(field)s”. Choose one of: %(known)s.") % {
                "field": self.field,
                "known": known,
            }
        if self.relation_id and self.relation.subject_id != self.record_id:
            errors["relation"] = _("This relation belongs to another record.")
        if self.milestone_id and self.milestone.record_id != self.record_id:
            errors["milestone"] = _("This milestone belongs to another record.")
        if self.location_id and self.location.source_id != self.source_id:
            errors["location"] = _("This location belongs to another source.")
        if errors:
            raise ValidationError(errors)
