"""The tables of sources, and of official terms with their translations."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from observatory.public.links import permanent_url
from observatory.public.location_health import add_watches, health_document
from observatory.public.tables.table_batches import Shape, Table, read_objects
from observatory.publishing.documents.record_documents import source_title
from observatory.publishing.documents.source_content import LocationContent, SourceContent
from observatory.publishing.facts import date_document, text_document
from observatory.publishing.models import PublishedSource, PublishedTerm
from observatory.publishing.table_columns import Column, date_columns, joined, language_columns, plain_column
from observatory.sources.models import OTHER_IDENTIFIERS, Location


def sources_table(rows: QuerySet[PublishedSource]) -> Table:
    """Return a row for each of some sources, in their order."""
    return Table(SOURCES, (_sources(batch) for batch in read_objects(rows.select_related("frozen"))))


def glossary_table(rows: QuerySet[PublishedTerm]) -> Table:
    """Return a row for each translation of some terms, and one for a term without; translations must be prefetched."""
    return Table(GLOSSARY, ([line for row in batch for line in _translation_rows(row)] for batch in read_objects(rows)))


def _sources(rows: Iterable[PublishedSource]) -> list[dict[str, Any]]:
    found = [row.content for row in rows]
    add_watches(found)
    return [_source_row(row) for row in found]


def _source_row(row: SourceContent) -> dict[str, Any]:
    """Return a source as a row of the table of sources."""
    places = sorted((place for place in row.places if place.url), key=_rank)
    return {
        **{name: getattr(row, name) for name in _AS_STORED},
        "id": row.public_id,
        "title": source_title(row),
        "issued": date_document(row.issued),
        "note": text_document(row, "note"),
        "authors": joined(each for each in row.contributors if each.is_author),
        "editors": joined(each for each in row.contributors if not each.is_author),
        "url": places[0].url if places else None,
        "other_urls": joined(place.url for place in places[1:]),
        "health": health_document(places[0]) if places else {},
    }


def _rank(place: LocationContent) -> tuple[bool, bool, int]:
    """The original first, the home page of a publisher last."""
    return place.role == Location.Role.HOME, place.role != Location.Role.ORIGINAL, place.pk


def _translation_rows(term: PublishedTerm) -> Iterator[dict[str, Any]]:
    """Yield an official term as rows of the table of terms: one for each translation."""
    told = {"term": term.term, "language": term.language, "note": text_document(term, "note")}
    rows = list(term.renderings.all())
    for each in rows:
        yield told | {
            "translation": each.text,
            "translation_language": each.language,
            "source_id": each.source.public_id,
            "source_key": each.source.key,
            "locator": each.locator,
        }
    if not rows:
        yield told


_AS_STORED = (
    "key",
    "type",
    "language",
    "container_title",
    "publisher",
    "volume",
    "issue",
    "pages",
    "doi",
    *OTHER_IDENTIFIERS,
    "as_printed",
)


def _source_columns() -> list[Column]:
    """Return the columns of the table of sources."""
    return [
        plain_column("id", _("Permanent ID of the source")),
        plain_column("key", _("Short label of the source")),
        Column("page", _("Permanent URL of its page here"), lambda row: permanent_url(row["id"])),
        plain_column("type", _("Type of work (CSL)")),
        *language_columns("title", _("Title")),
        plain_column("title_original", _("Title in its original language"), "title", "original"),
        plain_column("language", _("Language of the work (BCP 47)")),
        plain_column("authors", _("Authors")),
        plain_column("editors", _("Editors and translators")),
        plain_column("container_title", _("Journal, book or site in which it was published")),
        plain_column("publisher", _("Publisher of the work")),
        *date_columns("issued", _("Date of publication"), lambda row: row["issued"]),
        plain_column("volume", _("Volume")),
        plain_column("issue", _("Issue")),
        plain_column("pages", _("Pages")),
        plain_column("doi", _("DOI")),
        plain_column("isbn", _("ISBN, of 13 digits")),
        plain_column("issn", _("ISSN of the journal or series")),
        plain_column("arxiv", _("arXiv number, without version")),
        plain_column("number", _("Number of a report, a standard, a patent or a law")),
        plain_column("url", _("URL at which it can be read")),
        plain_column("other_urls", _("Further URLs: copies and attachments")),
        plain_column("health", _("Status of the page at that URL on the last visit"), "health", "state"),
        plain_column("health_since", _("Start of that status (UTC)"), "health", "since"),
        plain_column("visited_at", _("When it was last visited (UTC)"), "health", "checked_at"),
        plain_column("as_printed", _("Reference as printed where it was taken from")),
        *language_columns("note", _("Note of the curators")),
    ]


def _term_columns() -> list[Column]:
    """Return the columns of the table of terms."""
    return [
        plain_column("term", _("Official term, as the official body writes it")),
        plain_column("language", _("Language of the term (BCP 47)")),
        plain_column("translation", _("A translation that a source uses")),
        plain_column("translation_language", _("Language of the translation (BCP 47)")),
        plain_column("source_id", _("Permanent ID of the source")),
        plain_column("source_key", _("Short label of the source")),
        plain_column("locator", _("Page, section or paragraph")),
        *language_columns("note", _("Note of the curators")),
    ]


SOURCES = Shape("sources", _source_columns)
GLOSSARY = Shape("glossary", _term_columns)
