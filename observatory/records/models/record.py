"""The record: what every type of catalogue entry has in common; and the rows that join it with terms of vocabularies,
so that their history is kept too.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.fields import LanguageField, language_constraint
from observatory.records.languages import active_language
from observatory.records.models.taxonomy import Field, InstrumentType, Jurisdiction, Theme
from observatory.records.permanent_ids import new_public_id
from observatory.records.tracking import track_history
from observatory.text.bilingual_text import localised


@track_history()
class Record(models.Model):
    """The curators' working copy of one catalogue entry. Nothing here is public before `publish()`.

    A type of record is a child table (multi-table inheritance), so relations, citations and versions
    point at one id space with real foreign keys.
    """

    KIND = ""  # set by each type

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", pgettext_lazy("state of a record", "published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = models.CharField(_("permanent ID"), max_length=16, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("record type"), max_length=20, editable=False)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        help_text=_("Last part of the web address. If you change it, the old one redirects here."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    title_zh_hans = models.CharField(_("Chinese title"), max_length=300, blank=True)
    original_title = models.CharField(
        _("original title"), max_length=300, blank=True, help_text=_("Exactly as its author writes it.")
    )
    original_language = LanguageField(
        _("language of the original title"), blank=True, help_text=_("BCP 47: en, zh-Hans, …")
    )
    summary_en = models.TextField(_("English summary"), blank=True)
    summary_zh_hans = models.TextField(_("Chinese summary"), blank=True)

    jurisdictions = models.ManyToManyField(
        Jurisdiction, blank=True, related_name="records", verbose_name=_("jurisdictions")
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="records", verbose_name=_("themes"))
    instrument_types = models.ManyToManyField(
        InstrumentType, blank=True, related_name="records", verbose_name=_("policy instrument types")
    )
    fields = models.ManyToManyField(Field, blank=True, related_name="records", verbose_name=_("fields of science"))

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last edited"), auto_now=True)
    # The keys of the users who edited it or gave verdicts since it was last published.
    edited_by = ArrayField(models.IntegerField(), default=list, db_default=[], editable=False)
    returned = models.BooleanField(
        _("returned"), default=False, db_default=False, editable=False, help_text=_("A reviewer sent it back.")
    )
    # Who has taken the work on it, and the day it is due.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_records",
        verbose_name=_("assigned to"),
        editable=False,
    )
    due_on = models.DateField(_("due"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh_hans="") | ~Q(original_title=""),
                name="record_has_a_title",
                violation_error_message=_("Give at least one title: English, Chinese or the original."),
            ),
            models.CheckConstraint(
                condition=Q(original_title="") | ~Q(original_language=""),
                name="record_original_title_has_language",
                violation_error_message=_("Give the language of the original title."),
            ),
            language_constraint("original_language", "record_original_language_tag", blank=True),
            models.CheckConstraint(condition=Q(slug__regex="^[-a-zA-Z0-9_]+$"), name="record_slug_form"),
            models.CheckConstraint(condition=~Q(kind=""), name="record_has_a_kind"),
            models.CheckConstraint(condition=~Q(public_id=""), name="record_has_a_public_id"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "published", "withdrawn"]), name="record_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-id"], name="record_kind_newest"),
            GinIndex(fields=["edited_by"], condition=Q(state__in=["draft", "in_review"]), name="record_edited_by"),
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A field default cannot depend on the subclass. Rows loaded without the column are left unchanged.
        if self.__dict__.get("kind") == "":
            self.kind = self.KIND

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language, else in the other one, else the original."""
        pair = {"en": self.title_en, "zh-hans": self.title_zh_hans, "original": self.original_title}
        return localised(pair, active_language())


@track_history(owner="record")
class RecordJurisdiction(Record.jurisdictions.through):
    """A jurisdiction of a record."""

    class Meta:
        proxy = True
        default_permissions = ()


@track_history(owner="record")
class RecordTheme(Record.themes.through):
    """A theme of a record."""

    class Meta:
        proxy = True
        default_permissions = ()


@track_history(owner="record")
class RecordInstrumentType(Record.instrument_types.through):
    """A policy instrument type of a record."""

    class Meta:
        proxy = True
        default_permissions = ()


@track_history(owner="record")
class RecordField(Record.fields.through):
    """A field of science of a record."""

    class Meta:
        proxy = True
        default_permissions = ()
