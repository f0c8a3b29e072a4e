"""Other names of a record, its identifiers, and its former slugs."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.records.fields import LanguageField, choice_constraint, language_constraint
from observatory.records.models.record import Record
from observatory.records.tracking import track_history
from observatory.records.url_validation import refuse_web_address
from observatory.text import identifiers


@track_history(owner="record")
class OtherName(models.Model):
    """A name in addition to the titles; search finds the record by it."""

    class Kind(models.TextChoices):
        ALIAS = "alias", _("alternative name")
        FORMER = "former", _("former name")
        ABBREVIATION = "abbreviation", _("abbreviation")
        TRANSLATION = "translation", _("other translation")
        SPELLING = "spelling", _("as spelt in a source")

    record = models.ForeignKey(Record, models.CASCADE, related_name="other_names", verbose_name=_("record"))
    name = models.CharField(_("name"), max_length=300)
    language = LanguageField(_("language"), help_text=_("BCP 47: en, zh-Hans, …"))
    kind = models.CharField(_("type"), max_length=14, choices=Kind, default=Kind.ALIAS)
    note_en = models.CharField(_("note"), max_length=300, blank=True)
    note_zh_hans = models.CharField(_("note in Chinese"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["record", "name", "language"], name="other_name_once_per_record"),
            models.CheckConstraint(condition=~Q(name=""), name="other_name_not_empty"),
            choice_constraint("kind", "alias former abbreviation translation spelling", "other_name_kind_known"),
            language_constraint("language", "other_name_language_tag"),
        ]

    def __str__(self) -> str:
        return self.name


def validate_identifier(scheme: str, value: str) -> None:
    """Raise `ValidationError` at `value` unless it is a valid identifier of its scheme, in the form that this catalogue
    uses."""
    label = Identifier.Scheme(scheme).label
    if "://" in value:  # a document number or another identifier may be a URL
        try:
            refuse_web_address(value)
        except ValidationError as error:
            raise ValidationError({"value": error}) from error
    if not identifiers.matches_scheme(scheme, value):
        message = _(
            "“%(value)s” is not a valid %(scheme)s. Leave out any web address or label, for example: %(example)s"
        )
    elif identifiers.has_wrong_check_digit(scheme, value):
        message = _("The check digits of “%(value)s” are wrong. Copy the %(scheme)s again, for example: %(example)s")
    else:
        return
    words = {"value": value, "scheme": label, "example": identifiers.FORMS[scheme][1]}
    raise ValidationError({"value": ValidationError(message, code="identifier", params=words)})


def _has_scheme_form() -> Q:
    """Return a condition: the value has the form of its scheme. Empty values and unknown schemes are left to other
    constraints."""
    condition = Q(value="") | ~Q(scheme__in=list(identifiers.FORMS))
    for scheme, (pattern, _example) in identifiers.FORMS.items():
        condition |= Q(scheme=scheme, value__regex=f"^({pattern})$")
    return condition


@track_history(owner="record")
class Identifier(models.Model):
    """An identifier that another organisation gave to what the record describes. One value identifies one record."""

    class Scheme(models.TextChoices):
        DOI = "doi", "DOI"
        ROR = "ror", "ROR"
        WIKIDATA = "wikidata", "Wikidata"
        ISNI = "isni", "ISNI"
        ARXIV = "arxiv", "arXiv"
        DOCUMENT_NUMBER = "document_number", _("document number")
        URN = "urn", "URN"
        OTHER = "other", _("other")

    record = models.ForeignKey(Record, models.CASCADE, related_name="identifiers", verbose_name=_("record"))
    scheme = models.CharField(_("scheme"), max_length=16, choices=Scheme)
    value = models.CharField(_("value"), max_length=200)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_record"),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_not_empty"),
            choice_constraint("scheme", " ".join(identifiers.FORMS), "identifier_scheme_known"),
            models.CheckConstraint(condition=_has_scheme_form(), name="identifier_form"),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self) -> None:
        """Refuse a value that is not an identifier of its scheme, or has wrong check digits."""
        super().clean()
        if self.scheme in identifiers.FORMS and self.value:
            validate_identifier(self.scheme, self.value)


@track_history(owner="record")
class FormerSlug(models.Model):
    """A slug that the record had before; its URL redirects permanently."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="former_slugs", verbose_name=_("record"))
    slug = models.SlugField(_("slug"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("former slug")
        verbose_name_plural = _("former slugs")

    def __str__(self) -> str:
        return self.slug
