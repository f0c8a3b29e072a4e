"""The migration of catalogues from before sources had versions."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from observatory.publishing.actions import publish
from observatory.publishing.item_documents import source_documents, survey_documents, term_documents
from observatory.publishing.item_format import upgrade
from observatory.publishing.items import ITEM_TYPES, rewrite_rows
from observatory.publishing.models import PublishedSource, PublishedSurvey, PublishedTerm, Standing
from observatory.records.models import Record, Survey
from observatory.sources.models import Contributor, OfficialTerm, Rendering, Source
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    LocationFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
publish_existing = import_module("observatory.publishing.migrations.0005_publish_existing").publish_existing


def test_what_was_public_becomes_version_1_as_publishing_would_make_it():
    source = SourceFactory(title_zh_hans="通知", issued="2023-03", doi="10.1000/1", note_en="N.", cited=True)
    Contributor.objects.create(source=source, position=2, literal="Second")
    Contributor.objects.create(source=source, position=1, family="Bi", given="Kaifeng", original="毕恺峰")
    LocationFactory(source=source, note_en="Mirror.")
    LocationFactory(source=source, retired_at="2026-01-01", monitored=False)
    former = LocationFactory(source=source, retired_at="2026-01-01", monitored=False)
    CitationFactory(record=InitiativeFactory(), field="launched", source=source, location=former)
    used, draft = SourceFactory(key="Used by a term"), SourceFactory(key="Draft")
    term = OfficialTerm.objects.create(term="治理", note_zh_hans="说明")
    Rendering.objects.create(term=term, text="governance", source=used, locator="p. 1")
    survey = Survey.objects.create(
        jurisdiction=JurisdictionFactory(), kind="platform", outcome="none_found", searched_on="2026-11-01"
    )
    publish_existing(apps, SimpleNamespace(connection=connection))
    publish_existing(apps, SimpleNamespace(connection=connection))  # interrupted and run again

    rows = {row.pk: row for row in PublishedSource.objects.select_related("frozen")}
    assert set(rows) == {source.pk, used.pk}
    assert {pk: upgrade(row.frozen.document) for pk, row in rows.items()} == source_documents(rows)
    assert upgrade(PublishedTerm.objects.get().frozen.document) == term_documents([term.pk])[term.pk]
    assert upgrade(PublishedSurvey.objects.get().frozen.document) == survey_documents([survey.pk])[survey.pk]
    assert {Source.objects.get(pk=pk).state for pk in rows} == {Record.State.PUBLISHED}
    assert Source.objects.get(pk=draft.pk).state == Record.State.DRAFT
    before = [list(each.current.objects.order_by("pk").values()) for each in ITEM_TYPES]
    for item_type in ITEM_TYPES:
        rewrite_rows(item_type, list(item_type.current.objects.values_list("pk", flat=True)))
    assert [list(each.current.objects.order_by("pk").values()) for each in ITEM_TYPES] == before


def test_versions_know_the_objects_of_their_relations():
    relation = RelationFactory()
    publish(record=relation.object, by=None, reason="First.")
    publish(record=relation.subject, by=None, reason="First.")
    Standing.objects.update(related_ids=[])
    publish_existing(apps, SimpleNamespace(connection=connection))
    found = Standing.objects.exclude(related_ids=[])
    assert [(row.record_id, row.related_ids) for row in found] == [(relation.subject_id, [relation.object.public_id])]
