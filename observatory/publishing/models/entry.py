"""Entries: the current public row of each record. Pages, API and search read no other table of records."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Subquery, Value
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from observatory.publishing.documents.document_format import upgrade_document
from observatory.publishing.documents.evidence_status import EvidenceState
from observatory.publishing.models.document_decoder import Decoder
from observatory.publishing.models.loaded_row import LoadedRow
from observatory.records.languages import active_language
from observatory.records.models import Record
from observatory.text.bilingual_text import localised

Generation = tuple[int, datetime, str | None]


class EntryQuerySet(models.QuerySet):
    def live(self) -> "EntryQuerySet":
        """Entries that are public now."""
        return self.filter(withdrawn_at=None)

    def generation(self) -> Generation | None:
        """Number and time of the last publication or withdrawal, and the digest of the last rebuild of the index (None
        if there was none); what was computed from entries holds while all three are the same. A clock that is set back
        repeats a time, and a restored database a number. None while nothing was published."""
        rebuilt = LoadedRow.objects.filter(pk=LoadedRow.INDEX).values("digest")
        return self.order_by("-sequence").values_list("sequence", "published_at", Subquery(rebuilt)).first()

    def citing(self, source_id: str) -> "EntryQuerySet":
        """Live entries with a statement that rests on the source of that public id."""
        return self.live().filter(source_ids__contains=[source_id])

    def pointing_to(self, public_id: str) -> "EntryQuerySet":
        """Live entries with a relation whose object is the record of that public id."""
        return self.live().filter(related_ids__contains=[public_id])


def _codes(label, **options) -> ArrayField:
    return ArrayField(models.CharField(max_length=16), default=list, verbose_name=label, **options)


class TitlesAndNames(Func):
    """The lexemes of a vector that stand in titles (A) and in names and identifiers (B)."""

    template = """ts_filter(%(expressions)s, '{a,b}')"""
    arity = 1


# Of the relations that a document states.
_PREDICATES = Func(F("document"), Value("$.relations[*].predicate.value"), function="jsonb_path_query_array")


class Entry(models.Model):
    """One row a public record: document, columns of lists, facet values, search vector. Written by `publish()` alone.

    A withdrawn record leaves its row as a tombstone: no document, only what says that it is gone.
    """

    Evidence = EvidenceState

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="entry")
    public_id = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=120, unique=True)
    title_en = models.CharField(max_length=300, blank=True)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    original_title = models.CharField(max_length=300, blank=True)

    document = models.JSONField(null=True, decoder=Decoder)
    version = models.PositiveIntegerField()
    sequence = models.BigIntegerField(
        help_text="Id of the Version that wrote this row. Publications commit in turn: a larger one came later."
    )
    sha256 = models.CharField(max_length=64, blank=True)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField(
        help_text=_("Last time that its content was published or withdrawn by a person.")
    )
    reviewed_at = models.DateTimeField(
        null=True, help_text="Last time that a reviewer published its working copy, even if nothing in it had changed."
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)
    merged_into = models.CharField(
        max_length=16, blank=True, help_text="Public id of the record that it became part of."
    )

    subtype = models.CharField(max_length=16, blank=True)
    date_from = models.DateField(null=True)
    date_to = models.DateField(null=True)
    dated = models.CharField(max_length=40, blank=True, default="", help_text="The date of both bounds, as EDTF.")
    related_ids = _codes("objects of its relations")
    source_ids = _codes("sources it cites")
    evidence = models.CharField(max_length=12, choices=EvidenceState, blank=True)

    actor_ids = ArrayField(models.BigIntegerField(), default=list, verbose_name="who brought it about, leaders first")
    # Search: see `publishing/index`.
    facet_ids = ArrayField(models.IntegerField(), default=list, help_text="Ids of its facet values (FacetValue).")
    names = models.TextField(blank=True, default="")
    search = SearchVectorField(null=True)
    title_search = models.GeneratedField(
        expression=TitlesAndNames(F("search")), output_field=SearchVectorField(null=True), db_persist=True
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("published record")
        verbose_name_plural = _("published records")
        ordering = ["-published_at", "-record_id"]
        constraints = [
            models.UniqueConstraint(fields=["sequence"], name="entry_sequence_once"),
            models.CheckConstraint(
                condition=(
                    Q(withdrawn_at=None, document__isnull=False, withdrawal_reason="")
                    | (Q(withdrawn_at__isnull=False, document__isnull=True) & ~Q(withdrawal_reason=""))
                ),
                name="entry_live_or_tombstone",
            ),
            models.CheckConstraint(
                condition=Q(merged_into="") | Q(withdrawn_at__isnull=False), name="entry_merged_is_a_tombstone"
            ),
            models.CheckConstraint(
                condition=Q(
                    evidence__in=[
                        *("", "disputed", "contradicted", "unsourced"),
                        *("unsupported", "unchecked", "supported", "primary"),
                    ]
                ),
                name="entry_evidence_known",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-published_at", "-record"], name="entry_kind_newest"),
            models.Index(fields=["-published_at", "-record"], name="entry_newest"),
            models.Index(fields=["kind", "date_from", "record"], name="entry_kind_date"),
            models.Index(F("kind"), F("date_from").desc(nulls_last=True), F("record").desc(), name="entry_kind_latest"),
            GinIndex(fields=["facet_ids"], name="entry_facet_ids"),
            GinIndex(fields=["related_ids"], name="entry_related"),
            GinIndex(fields=["source_ids"], name="entry_sources"),
            GinIndex(fields=["search"], name="entry_search"),
            GinIndex(fields=["title_search"], name="entry_title_search"),
            models.Index(F("date_from").desc(nulls_last=True), F("record").desc(), name="entry_latest"),
            models.Index(fields=["date_from", "record"], name="entry_earliest"),
            GinIndex(OpClass(KeyTransform("facts", "document"), name="jsonb_path_ops"), name="entry_facts"),
            GinIndex(_PREDICATES, name="entry_predicates"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def upgraded_document(self) -> dict[str, Any]:
        """The document as readers take it: in the current format, also before it is republished in that."""
        return upgrade_document(self.document)

    @property
    def title(self) -> str:
        """Title in the active language, else in the other one, else the original."""
        pair = {"en": self.title_en, "zh-hans": self.title_zh_hans, "original": self.original_title}
        return localised(pair, active_language())
