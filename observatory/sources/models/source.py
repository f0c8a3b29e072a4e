"""Sources: works that can be cited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.records.fields import (
    EDTFField,
    LanguageField,
    choice_constraint,
    edtf_constraint,
    language_constraint,
    lower_bound,
    upper_bound,
)
from observatory.records.languages import active_language
from observatory.records.models import Reviewed
from observatory.records.permanent_ids import new_public_id
from observatory.records.tracking import track_history
from observatory.sources.models.identifier_fields import IsbnField, IssnField
from observatory.text.bilingual_text import localised

_ARXIV = r"([0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7})"
# Columns with identifiers other than the DOI.
OTHER_IDENTIFIERS = ("isbn", "issn", "arxiv", "number")


@track_history()
class Source(Reviewed):
    """A work with its bibliographic data (CSL 1.0.2 types and variables), independent of where it can be read."""

    class Type(models.TextChoices):
        ARTICLE = "article-journal", _("journal article")
        NEWS = "article-newspaper", _("news article")
        REPORT = "report", _("report")
        LEGISLATION = "legislation", _("law or regulation")
        DOCUMENT = "document", _("document")
        WEBPAGE = "webpage", _("web page")
        CHAPTER = "chapter", _("chapter")
        BOOK = "book", _("book")
        DATASET = "dataset", _("dataset")
        SOFTWARE = "software", _("software")
        THESIS = "thesis", _("thesis")
        STANDARD = "standard", _("technical standard")
        PATENT = "patent", _("patent")

    class Rights(models.TextChoices):
        """What readers may see of the text that the observatory has stored of a source."""

        WHOLE = "whole", _("full text")
        PASSAGES = "passages", _("quoted passages with 300 characters around them")
        NOTHING = "nothing", _("nothing")

    class Standing(models.TextChoices):
        """How near a source is to what it tells of."""

        PRIMARY = "primary", _("primary source")
        SECONDARY = "secondary", _("secondary source")

    public_id = models.CharField(_("permanent ID"), max_length=16, unique=True, default=new_public_id, editable=False)
    key = models.CharField(
        _("key"), max_length=80, unique=True, help_text=_("The short label of in-text citations: “MOST 2023a”.")
    )
    type = models.CharField(_("type"), max_length=20, choices=Type)
    standing = models.CharField(
        _("primary or secondary"),
        max_length=10,
        choices=Standing,
        default=Standing.SECONDARY,
        help_text=_(
            "Primary: issued by those whom it is cited for, such as a law, a notice of the ministry, a paper by the"
            " authors of the model. Secondary: a report about them."
        ),
    )
    title_en = models.CharField(_("English title"), max_length=500, blank=True)
    title_zh_hans = models.CharField(_("Chinese title"), max_length=500, blank=True)
    original_title = models.CharField(_("original title"), max_length=500, blank=True)
    language = LanguageField(_("language of the work"), blank=True, help_text=_("BCP 47: en, zh-Hans, …"))
    container_title = models.CharField(_("published in"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    issued = EDTFField(_("date of publication"))
    issued_from = lower_bound("issued")
    issued_to = upper_bound("issued")
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    issue = models.CharField(_("issue"), max_length=20, blank=True)
    pages = models.CharField(_("pages"), max_length=40, blank=True)
    doi = models.CharField(_("DOI"), max_length=200, blank=True, help_text=_("Without https://doi.org/"))
    isbn = IsbnField(_("ISBN"), help_text=_("Of the book; of a chapter, that of its book. Stored as 13 digits."))
    issn = IssnField(_("ISSN"), help_text=_("Of the journal or series: 0028-0836"))
    arxiv = models.CharField(
        _("number at arXiv"), max_length=40, blank=True, help_text=_("Without version: 2301.00001")
    )
    number = models.CharField(
        _("document number"),
        max_length=80,
        blank=True,
        help_text=_("Of a report, a standard, a patent or a law: GB/T 7714-2015, CN116862080A, 国科发基〔2023〕100号"),
    )
    as_printed = models.TextField(
        _("reference as printed"),
        blank=True,
        help_text=_("The reference exactly as it appears in the reference list it came from."),
    )
    rights = models.CharField(
        _("stored text shown to readers"),
        max_length=10,
        choices=Rights,
        default=Rights.PASSAGES,
        help_text=_("What readers may see of the text that the observatory has stored."),
    )
    note_en = models.TextField(_("note"), blank=True)
    note_zh_hans = models.TextField(_("note in Chinese"), blank=True)
    cited = models.BooleanField(
        _("cited"),
        default=False,
        editable=False,
        help_text=_("Cited by at least one public record, so the source is public too."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["key"]
        indexes = [models.Index(fields=["key"], condition=Q(cited=True), name="source_public")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh_hans="") | ~Q(original_title=""),
                name="source_has_a_title",
                violation_error_message=_("Give at least one title: English, Chinese or the original."),
            ),
            models.CheckConstraint(condition=~Q(key=""), name="source_has_a_key"),
            models.UniqueConstraint(
                fields=["doi"],
                condition=~Q(doi=""),
                name="source_doi_once",
                violation_error_message=_("Another source has this DOI."),
            ),
            models.CheckConstraint(
                condition=Q(doi="") | Q(doi__regex=r"^10\.[0-9]{4,9}/\S+$"),
                name="source_doi_form",
                violation_error_message=_("A DOI looks like 10.1038/s41586-023-06185-3, without a URL before it."),
            ),
            models.CheckConstraint(condition=Q(isbn="") | Q(isbn__regex=r"^97[89][0-9]{10}$"), name="source_isbn_form"),
            models.CheckConstraint(
                condition=Q(issn="") | Q(issn__regex=r"^[0-9]{4}-[0-9]{3}[0-9X]$"), name="source_issn_form"
            ),
            models.CheckConstraint(
                condition=Q(arxiv="") | Q(arxiv__regex=rf"^{_ARXIV}$"),
                name="source_arxiv_form",
                violation_error_message=_("An arXiv number looks like 2301.00001 or hep-th/9901001, without version."),
            ),
            choice_constraint(
                "type",
                "article-journal article-newspaper report legislation document webpage chapter book dataset software"
                " thesis standard patent",
                "source_type_known",
            ),
            choice_constraint("standing", "primary secondary", "source_standing_known"),
            choice_constraint("rights", "whole passages nothing", "source_rights_known"),
            choice_constraint("state", "draft in_review published withdrawn", "source_state_known"),
            language_constraint("language", "source_language_tag", blank=True),
            edtf_constraint("issued", "source_issued_edtf"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        """The title in the active language, else in another one."""
        pair = {"en": self.title_en, "zh-hans": self.title_zh_hans, "original": self.original_title}
        return localised(pair, active_language())


@track_history(owner="source")
class Contributor(models.Model):
    """A person or organisation responsible for a source, in the order of the title page (CSL names)."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        EDITOR = "editor", _("editor")
        TRANSLATOR = "translator", _("translator")

    source = models.ForeignKey(Source, models.CASCADE, related_name="contributors", verbose_name=_("source"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AUTHOR)
    family = models.CharField(_("family name"), max_length=120, blank=True)
    given = models.CharField(_("given names"), max_length=120, blank=True)
    literal = models.CharField(_("name of a body"), max_length=300, blank=True)
    original = models.CharField(_("name in the original script"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "role", "position"], name="contributor_position_once"),
            choice_constraint("role", "author editor translator", "contributor_role_known"),
            models.CheckConstraint(
                condition=Q(literal="") ^ Q(family=""),
                name="contributor_person_or_body",
                violation_error_message=_("Give either the family name of a person or the name of a body."),
            ),
        ]

    def __str__(self) -> str:
        return self.literal or ", ".join(filter(None, [self.family, self.given]))
