"""Every write to the working copy leaves an event, whoever makes it and however."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from pghistory.core import event_models
from pghistory.models import Context

from initiatives.models import Initiative
from observatory.history.steps import step
from observatory.history.tracked_tables import root_of, table_of, tables_of, tracked_tables
from observatory.publishing.record_publication import publish
from observatory.records import registry
from observatory.records.migration_operations import begin_history
from observatory.records.models import Milestone, Record, RecordTheme, Relation
from observatory.records.record_edits import mark_edited
from observatory.records.record_slugs import change_slug
from observatory.records.tracking import MOVED
from observatory.sources.models import Citation, OfficialTerm, Source
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    MilestoneFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def event_table(model):
    return table_of(model).event_model


def events(model, pk):
    return list(event_table(model).objects.filter(pgh_obj=pk).exclude(pgh_label=MOVED).order_by("pgh_id"))


def labels(model, pk):
    return [event.pgh_label for event in events(model, pk)]


def test_a_record_its_type_and_its_parts_are_tracked():
    tracked = {table.model._meta.label for table in tracked_tables()}

    assert {
        *(row.model._meta.label for row in registry.all_types()),
        *("records.Record", "records.RecordTheme", "records.RecordJurisdiction", "records.RecordInstrumentType"),
        *("records.RecordField", "records.Relation", "records.Milestone"),
        *("records.OtherName", "records.Identifier", "records.FormerSlug", "records.Survey", "sources.Source"),
        *("sources.Contributor", "sources.Location", "sources.Citation", "sources.OfficialTerm", "sources.Rendering"),
    } == tracked
    assert len(tracked) == len(event_models())


def test_tables_come_after_those_that_they_point_at():
    order = [table.model._meta.concrete_model for table in tracked_tables()]

    assert order.index(Record) < order.index(Initiative) < len(order)
    assert order.index(Relation) < order.index(Citation)
    assert order.index(Source) < order.index(Citation)


def test_the_history_of_a_record_is_read_from_its_types_and_its_parts():
    assert {table.model for table in tables_of(Record)} >= {Record, Initiative, Relation, Citation, RecordTheme}
    assert Source not in {table.model for table in tables_of(Record)}
    assert root_of(Initiative) is Record
    assert tables_of(OfficialTerm)[0].model is OfficialTerm


def test_an_edit_of_a_type_and_one_of_its_record_make_an_event_each():
    record = InitiativeFactory(title_en="One", launched="2023")
    record.title_en, record.launched = "Two", "2024"
    record.save()

    assert [event.title_en for event in events(Record, record.pk)] == ["One", "Two"]
    assert [event.launched for event in events(Initiative, record.pk)] == ["2023", "2024"]


def test_bulk_writes_and_plain_sql_are_seen():
    record = InitiativeFactory()
    Milestone.objects.bulk_create([Milestone(record=record, type="other", title_en=str(n)) for n in range(3)])
    rows = list(Milestone.objects.filter(record=record))
    Milestone.objects.filter(record=record).update(title_zh_hans="三")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_milestone SET date = '2024' WHERE id = %s", [rows[0].pk])
    Milestone.objects.filter(record=record).delete()

    assert labels(Milestone, rows[0].pk) == ["insert", "update", "update", "delete"]
    assert labels(Milestone, rows[1].pk) == ["insert", "update", "delete"]


def test_terms_of_vocabularies_that_are_added_and_removed_are_seen():
    record, theme = InitiativeFactory(), ThemeFactory()
    record.themes.add(theme)
    record.themes.set([])

    rows = event_table(RecordTheme).objects.filter(record=record.pk).order_by("pgh_id")
    assert [(event.theme_id, event.pgh_label) for event in rows] == [(theme.pk, "insert"), (theme.pk, "delete")]


def test_who_works_on_a_record_and_when_it_was_saved_are_no_events():
    record, user = InitiativeFactory(), UserFactory()
    mark_edited(record=record, by=user)
    Record.objects.filter(pk=record.pk).update(assigned_to=user, due_on="2026-12-01", returned=True)
    record.refresh_from_db()
    record.save()
    source = SourceFactory()
    Source.objects.filter(pk=source.pk).update(cited=True)

    assert labels(Record, record.pk) == ["insert"]
    assert labels(Source, source.pk) == ["insert"]


def test_a_citation_that_goes_to_another_record_is_seen_in_both():
    citation, other = CitationFactory(), InitiativeFactory()
    left = citation.record_id
    Citation.objects.filter(pk=citation.pk).update(record=other)

    rows = event_table(Citation).objects.filter(pgh_obj=citation.pk).order_by("pgh_id")
    assert {(event.record_id, event.pgh_label) for event in rows} == {
        (left, "insert"),
        (left, MOVED),
        (other.pk, "update"),
    }


def test_events_can_neither_be_changed_nor_deleted():
    record = InitiativeFactory()
    for forge in (lambda rows: rows.update(title_en="Forged"), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError, match="append_only"), transaction.atomic():
            forge(event_table(Record).objects.filter(pgh_obj=record.pk))


def test_a_step_says_who_when_and_why():
    user = UserFactory(username="li")
    with step(by=user, reason="Correct the name", kind="import") as made:
        record = InitiativeFactory()
        OtherNameFactory(record=record)
    outside = InitiativeFactory()

    assert {event.pgh_context_id for event in events(Record, record.pk) + events(Initiative, record.pk)} == {made.id}
    said = Context.objects.get(pk=made.id).metadata
    assert said == {"user": user.pk, "name": "li", "reason": "Correct the name", "kind": "import"}
    assert events(Record, outside.pk)[0].pgh_context_id is None


def test_a_step_within_another_belongs_to_it_and_says_what_that_left_open():
    user = UserFactory(username="li")
    with step(by=user, kind="import") as outer:
        with step(by=UserFactory(), reason="First load", kind="publish") as inner:
            record = InitiativeFactory()
        InitiativeFactory()

    assert inner.id == outer.id == events(Record, record.pk)[0].pgh_context_id
    assert Context.objects.get(pk=outer.id).metadata == {
        "user": user.pk,
        "name": "li",
        "reason": "First load",
        "kind": "import",
    }


def test_hostile_texts_of_a_reason_are_kept_as_they_are():
    with step(by=None, reason="a\0b '; DROP TABLE x; -- %s %(x)s {}", kind="command") as made:
        InitiativeFactory()

    assert Context.objects.get(pk=made.id).metadata["reason"] == "ab '; DROP TABLE x; -- %s %(x)s {}"


def test_a_step_that_fails_leaves_nothing_and_the_next_one_is_another():
    with step(by=None, reason="One") as failed, transaction.atomic():
        InitiativeFactory()
        transaction.set_rollback(True)
    with step(by=None, reason="Two") as done:
        record = InitiativeFactory()

    assert events(Record, record.pk)[0].pgh_context_id == done.id != failed.id
    assert not Context.objects.filter(pk=failed.id).exists()


def test_an_error_of_the_database_within_a_step_reaches_the_caller():
    with (
        pytest.raises(ProgrammingError, match="no_such_table"),
        transaction.atomic(),
        step(by=None, reason="x"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM no_such_table")


def test_events_outside_of_a_step_know_their_transaction():
    record = InitiativeFactory()

    assert events(Record, record.pk)[0].pgh_transaction == events(Initiative, record.pk)[0].pgh_transaction > 0


def test_publishing_is_a_step_with_its_reason():
    record, user = InitiativeFactory(), UserFactory()
    publish(record=record, by=user, reason="Reviewed")

    last = events(Record, record.pk)[-1]
    assert (last.state, last.pgh_context.metadata["reason"]) == ("published", "Reviewed")
    assert last.pgh_context.metadata["kind"] == "publish"


def test_a_removed_account_breaks_no_history():
    user = UserFactory(username="gone")
    with step(by=user, reason="Mine"):
        record = InitiativeFactory()
    user.delete()

    assert events(Record, record.pk)[0].pgh_context.metadata["name"] == "gone"


def test_rows_from_before_get_a_first_event():
    relation, citation = RelationFactory(), CitationFactory()
    change_slug(record=relation.subject, slug="other")
    with connection.schema_editor() as editor:
        for table in tracked_tables():
            editor.execute(f'TRUNCATE "{table.event_model._meta.db_table}"')
            model = table.event_model.pgh_tracked_model._meta
            begin_history(model.app_label, model.object_name).code(apps, editor)

    assert labels(Relation, relation.pk) == labels(Citation, citation.pk) == ["first"]
    assert events(Record, relation.subject_id)[0].slug == "other"
    MilestoneFactory()
