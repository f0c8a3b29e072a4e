"""Write the current rows of items that readers see: published sources, official terms and coverage searches.

They are made of the documents of published versions, with what search finds them by. Only `item_publication`
calls it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Model, Value
from django.db.models.functions import Cast

from observatory.publishing.documents.document_format import upgrade_item
from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.models import (
    FrozenVersion,
    PublishedLocation,
    PublishedRendering,
    PublishedSource,
    PublishedSurvey,
    PublishedTerm,
)
from observatory.publishing.publication_refusals import KeyTaken
from observatory.records.models import Jurisdiction, Theme
from observatory.text.tsvector_lexemes import build_vector

Versions = Mapping[int, FrozenVersion]  # by the primary keys of what they are versions of


def write_current_sources(versions: Versions) -> None:
    """Write the rows that readers see of published sources: show these versions. Raises `KeyTaken`."""
    found = {pk: SourceContent.from_document(row.document) for pk, row in versions.items()}
    rows = [
        PublishedSource(
            item_id=pk,
            frozen=versions[pk],
            search=_search_vector(_searchable_texts_of_source(content)),
            **{name: getattr(content, name) for name in _SOURCE_COLUMNS},
        )
        for pk, content in found.items()
    ]
    keys = [content.key for content in found.values()]
    for key in PublishedSource.objects.filter(key__in=keys).exclude(pk__in=found).values_list("key", flat=True):
        raise KeyTaken(key)
    _insert_or_update(PublishedSource, rows)
    PublishedLocation.objects.filter(source__in=found).delete()
    PublishedLocation.objects.bulk_create(
        PublishedLocation(source_id=pk, location_id=place.pk, url=place.url, retired_at=place.retired_at)
        for pk, content in found.items()
        for place in content.places
    )


_SOURCE_COLUMNS = (
    *("public_id", "key", "type", "title_en", "title_zh_hans", "original_title", "language", "issued"),
    *("standing", "rights"),
)


def _searchable_texts_of_source(content: SourceContent):
    """Yield the texts by which a published source is found. Weights as those of records: A titles and keys, B names and
    identifiers, C where it was published, D notes."""
    titles = (content.title_en, content.title_zh_hans, content.original_title, content.key)
    yield from (("A", text) for text in titles)
    for person in content.contributors:
        yield from (("B", f"{person.given} {person.family}"), ("B", person.literal), ("B", person.original))
    yield from (("B", text) for text in (content.doi, content.public_id, *content.other_identifiers.values()))
    yield from (("C", text) for text in (content.container_title, content.publisher))
    yield from (("D", text) for text in (content.as_printed, content.note_en, content.note_zh_hans))


def write_current_terms(versions: Versions) -> None:
    """Write the rows that readers see of published official terms: show these versions. Their sources must have been
    published."""
    found = {pk: upgrade_item(row.document) for pk, row in versions.items()}
    rows = [
        PublishedTerm(
            item_id=pk,
            frozen=versions[pk],
            term=document["term"],
            language=document["language"],
            **_note_columns(document),
            search=_search_vector([("A", document["term"])]),
        )
        for pk, document in found.items()
    ]
    _insert_or_update(PublishedTerm, rows)
    PublishedRendering.objects.filter(term__in=found).delete()
    ids = {row["source"] for document in found.values() for row in document["renderings"]}
    sources = dict(PublishedSource.objects.filter(public_id__in=ids).values_list("public_id", "pk"))
    PublishedRendering.objects.bulk_create(
        PublishedRendering(
            term_id=pk,
            text=row["text"],
            language=row["language"],
            source_id=sources[row["source"]],
            locator=row["locator"],
            search=_search_vector([("A", row["text"]), ("A", document["term"])]),
        )
        for pk, document in found.items()
        for row in document["renderings"]
    )


def write_current_surveys(versions: Versions) -> None:
    """Write the rows that readers see of published coverage searches: show these versions."""
    found = {pk: upgrade_item(row.document) for pk, row in versions.items()}
    places = _keys_of(Jurisdiction, {document["jurisdiction"] for document in found.values()})
    themes = _keys_of(Theme, {document["theme"] for document in found.values() if document["theme"]})
    rows = [
        PublishedSurvey(
            item_id=pk,
            frozen=versions[pk],
            jurisdiction_id=places[document["jurisdiction"]],
            theme_id=themes[document["theme"]] if document["theme"] else None,
            **{name: document[name] for name in ("kind", "outcome", "searched_on")},
            **_note_columns(document),
        )
        for pk, document in found.items()
    ]
    _insert_or_update(PublishedSurvey, rows)


def _keys_of(model: type[Model], codes: set[str]) -> dict[str, int]:
    return dict(model._default_manager.filter(code__in=codes).values_list("code", "pk"))


def _note_columns(document: Mapping[str, Any]) -> dict[str, str]:
    return {"note_en": document["note"]["en"], "note_zh_hans": document["note"]["zh-hans"]}


def _search_vector(passages) -> Any:
    return Cast(Value(build_vector(passages)), SearchVectorField())


def _insert_or_update(model: type[Model], rows: list) -> None:
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["item"], update_fields=columns)
