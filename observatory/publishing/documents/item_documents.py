"""Build the documents of sources, official terms and coverage searches from their working copies. Writes nothing.

A document holds all that readers see, and nothing else. The same content gives the same document: no clock, lists in a
fixed order.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch

from observatory.publishing.documents.document_format import ITEM_FORMAT
from observatory.publishing.facts import date_document, text_document
from observatory.records.models import Survey
from observatory.sources.models import OTHER_IDENTIFIERS, Location, OfficialTerm, Source

Documents = dict[int, dict[str, Any]]

_AS_ENTERED = ("container_title", "publisher", "volume", "issue", "pages", "doi", "as_printed", "standing", "rights")


def source_documents(keys: Collection[int]) -> Documents:
    """Return the documents of sources as they would be published now, by primary key, in three queries."""
    places = Prefetch("locations", Location.objects.visible_to_readers().order_by("pk"), to_attr="places")
    rows = Source.objects.filter(pk__in=keys).prefetch_related("contributors", places).order_by("pk")
    return {row.pk: _source_document(row) for row in rows}


def _source_document(row: Source) -> dict[str, Any]:
    """Return the document of a source as its working copy is now."""
    return {
        "format": ITEM_FORMAT,
        "id": row.public_id,
        "key": row.key,
        "type": row.type,
        "title": text_document(row, "title") | {"original": row.original_title, "language": row.language},
        "contributors": [
            {name: getattr(each, name) for name in ("role", "family", "given", "literal", "original")}
            for each in row.contributors.all()
        ],
        "issued": date_document(row.issued),
        **{name: getattr(row, name) for name in _AS_ENTERED},
        # A document without one says that there is none: those from before there were any stay as they are.
        **{name: value for name in OTHER_IDENTIFIERS if (value := getattr(row, name))},
        "note": text_document(row, "note"),
        "locations": [_location_document(place) for place in row.places],
    }


def _location_document(row: Location) -> dict[str, Any]:
    """Return a location as it stands in the document of its source."""
    return {
        "id": row.pk,
        "url": row.url,
        "role": row.role,
        "monitored": row.monitored,
        "retired_on": row.retired_at.isoformat() if row.retired_at else None,
        "note": text_document(row, "note"),
    }


def term_documents(keys: Collection[int]) -> Documents:
    """Return the documents of official terms as they would be published now, by primary key, in three queries."""
    rows = OfficialTerm.objects.filter(pk__in=keys).prefetch_related("renderings__source").order_by("pk")
    return {row.pk: _term_document(row) for row in rows}


def _term_document(row: OfficialTerm) -> dict[str, Any]:
    """Return the document of an official term as its working copy is now."""
    return {
        "format": ITEM_FORMAT,
        "term": row.term,
        "language": row.language,
        "note": text_document(row, "note"),
        "renderings": [
            {
                "text": each.text,
                "language": each.language,
                "source": each.source.public_id,
                "locator": each.locator,
            }
            for each in row.renderings.all()
        ],
    }


def survey_documents(keys: Collection[int]) -> Documents:
    """Return the documents of coverage searches as they would be published now, by primary key, in one query."""
    rows = Survey.objects.filter(pk__in=keys).select_related("jurisdiction", "theme").order_by("pk")
    return {row.pk: _survey_document(row) for row in rows}


def _survey_document(row: Survey) -> dict[str, Any]:
    """Return the document of a coverage search as its working copy is now."""
    return {
        "format": ITEM_FORMAT,
        "jurisdiction": row.jurisdiction.code,
        "theme": row.theme.code if row.theme else None,
        "kind": row.kind,
        "outcome": row.outcome,
        "searched_on": row.searched_on.isoformat(),
        "note": text_document(row, "note"),
    }
