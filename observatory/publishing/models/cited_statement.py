"""Cited statements: every citation that was ever public, under its permanent ID."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.publishing.models.document_decoder import Decoder
from observatory.publishing.models.version import Version
from observatory.records.models import Record
from observatory.sources.models import Citation


class CitedStatementQuerySet(models.QuerySet):
    def standing(self) -> "CitedStatementQuerySet":
        """Those that are in the current version of a public record."""
        return self.filter(ended_by=None)


class CitedStatement(models.Model):
    """A statement of a record as one source is cited for it: where it is now, or where it was last and why it went.

    Written by `publishing.cited_statement_writer` with each publication and withdrawal. A row is never removed, so that
    its address (`/s/ID`) has an answer for ever.
    """

    public_id = models.CharField(_("permanent ID"), max_length=16, primary_key=True)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_index=False, verbose_name=_("record"))
    # As `statements_with_citations` names it: a field, `names:NAME`, `identifiers:VALUE`,
    # `relation:N`, `milestone:N`.
    statement = models.TextField(_("statement"))
    # Of a relation or milestone: what it says, by language; of a field nothing, its label belongs to the record type.
    words = models.JSONField(default=dict, decoder=Decoder)
    # The citation as the document has it, with the columns that lists are filtered by.
    citation = models.JSONField(decoder=Decoder)
    source_id = models.CharField(_("source"), max_length=16)
    verdict = models.CharField(_("verdict"), max_length=16, choices=Citation.Verdict)
    basis = models.CharField(_("basis of the verdict"), max_length=10, choices=Citation.Basis, blank=True)
    first = models.ForeignKey(Version, models.PROTECT, related_name="+", db_index=False)
    last = models.ForeignKey(Version, models.PROTECT, related_name="+", db_index=False)
    ended_by = models.ForeignKey(
        Version,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="The version that left it out, or that withdrew the record: its reason is why it went.",
    )

    objects = CitedStatementQuerySet.as_manager()

    class Meta:
        ordering = ["record", "public_id"]
        constraints = [
            models.CheckConstraint(condition=~Q(public_id=""), name="cited_statement_has_an_id"),
            models.CheckConstraint(condition=~Q(statement=""), name="cited_statement_is_named"),
        ]
        indexes = [
            models.Index(fields=["record", "public_id"], name="cited_statement_record"),
            models.Index(fields=["source_id", "record", "public_id"], name="cited_statement_source"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.statement}"
