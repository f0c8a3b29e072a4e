"""What each published statement rests on, a row for each citation: to count them and to find a quote's statement."""

from django.db import models
from django.db.models import Q

from observatory.publishing.models.entry import Entry


class PublishedCitationQuerySet(models.QuerySet):
    def current(self) -> "PublishedCitationQuerySet":
        """Return the rows of what is public now; the others were replaced by a later version."""
        return self.filter(until=None)


class PublishedCitation(models.Model):
    """One citation under one statement of a public record, as the version in force has it.

    A statement without a citation has one row with an empty `citation_id`, so that it is counted too. When a version
    has another quote in its place, the row stays with its end: the page on changes says that the matter is settled.
    A withdrawal deletes the rows. Written by `cited_statement_writer` alone.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="published_citations")
    statement = models.TextField(help_text="Its key in the document: see `statements_with_citations`.")
    citation_id = models.CharField(max_length=16, blank=True, help_text="Permanent ID of the citation.")
    source_id = models.CharField(max_length=16, blank=True, help_text="Permanent ID of the source.")
    source_key = models.CharField(max_length=80, blank=True)
    quote = models.TextField(blank=True)
    selector = models.CharField(max_length=32, blank=True, help_text="Digest of the quote with its context.")
    basis = models.CharField(max_length=10, blank=True)
    verdict = models.CharField(max_length=16, blank=True)
    primary = models.BooleanField(
        default=False, help_text="It supports the statement by a passage of a primary source."
    )
    until = models.DateTimeField(null=True, help_text="When a version with another quote was published.")

    objects = PublishedCitationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | (~Q(selector="") & ~Q(citation_id="")), name="published_citation_ends_quoted"
            ),
        ]
        indexes = [models.Index(fields=["citation_id", "selector"], name="published_citation_quote")]

    def __str__(self) -> str:
        return f"{self.citation_id} · {self.statement}"
