"""Publication at a time: what was approved, exactly once, and nothing before."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from initiatives.models import Initiative
from observatory.publishing.local_times import local_time_in_words, parse_local_time
from observatory.publishing.models import Entry, ScheduledPublication, Version
from observatory.publishing.record_publication import publish, withdraw
from observatory.publishing.scheduled_publications import (
    NotWaiting,
    cancel_publication,
    edited_since_approval,
    publish_due,
    reschedule_publication,
    schedule_publication,
)
from observatory.publishing.tasks import publish_scheduled
from observatory.publishing.workflow import send_back, submit_for_review
from observatory.records.models import Record
from observatory.records.record_edits import mark_edited
from tests.factories import CitationFactory, InitiativeFactory, RelationFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


def plan_at(*records, by=None, after=SOON) -> list[ScheduledPublication]:
    rows, refused = schedule_publication(
        records=records, due_at=timezone.now() + after, by=by or UserFactory(), reason="At nine."
    )
    assert not refused
    return rows


def at_its_time() -> list[ScheduledPublication]:
    return publish_due(now=timezone.now() + 2 * SOON)


def test_nothing_is_public_before_the_time_and_all_that_was_approved_is_after_it(client):
    plan = CitationFactory(record=InitiativeFactory(slug="at-nine")).record
    (row,) = plan_at(plan)
    assert publish_due(now=timezone.now()) == []
    assert client.get("/initiatives/at-nine/").status_code == 404
    assert [each.state for each in at_its_time()] == ["published"]
    version = Version.objects.get()
    assert (version.reason, version.published_by) == ("At nine.", row.by)
    assert client.get("/initiatives/at-nine/").status_code == 200
    assert at_its_time() == []


def test_an_edit_after_the_approval_stops_it_with_a_word():
    plan = InitiativeFactory()
    (row,) = plan_at(plan)
    Initiative.objects.filter(pk=plan.pk).update(summary_en="Other.")
    assert edited_since_approval([row]) == {row.pk}
    assert [(each.state, each.refusal) for each in at_its_time()] == [("refused", "edited")]
    assert not Entry.objects.exists()


def test_an_edit_that_is_taken_back_does_not():
    plan = InitiativeFactory(summary_en="As approved.")
    plan_at(plan)
    Initiative.objects.filter(pk=plan.pk).update(summary_en="Other.")
    Initiative.objects.filter(pk=plan.pk).update(summary_en="As approved.")
    mark_edited(record=plan, by=UserFactory())
    assert [each.state for each in at_its_time()] == ["published"]


def test_a_new_source_is_part_of_what_was_approved_and_a_published_one_is_not():
    new, public = SourceFactory(key="NEW", title_en="As read"), SourceFactory(key="OLD", title_en="As read")
    publish(record=CitationFactory(source=public).record, by=None, reason="First.")
    one, other = CitationFactory(source=new).record, CitationFactory(source=public).record
    plan_at(one, other)
    for source in (new, public):
        source.title_en = "Edited"
        source.save()
    assert {row.record_id: row.refusal for row in at_its_time()} == {one.pk: "edited", other.pk: ""}


def test_what_is_scheduled_together_is_published_with_the_relations_among_it():
    relation = RelationFactory()
    plan_at(relation.subject, relation.object)
    at_its_time()
    entry = Entry.objects.get(record=relation.subject.pk)
    assert [row["object"]["id"] for row in entry.document["relations"]] == [relation.object.public_id]


def test_one_of_a_batch_that_is_refused_leaves_the_others():
    one, other = InitiativeFactory(slug="taken"), InitiativeFactory()
    plan_at(one, other)
    rival = InitiativeFactory(slug="later")
    publish(record=rival, by=None, reason="First.")
    Entry.objects.filter(record=rival.pk).update(slug="taken")
    assert {row.record_id: row.refusal for row in at_its_time()} == {one.pk: "slug", other.pk: ""}
    assert Entry.objects.filter(record=other.pk).exists()


def test_checks_and_four_eyes_of_that_time_count(settings):
    bare, plan, by = InitiativeFactory(), CitationFactory().record, UserFactory()
    plan_at(bare, plan, by=by)
    mark_edited(record=plan, by=by)
    settings.FOUR_EYES, settings.PUBLICATION_BLOCKED_BY = True, "error"
    assert {row.record_id: row.refusal for row in at_its_time()} == {bare.pk: "checks", plan.pk: "own_edits"}
    assert not Entry.objects.exists()


def test_what_would_be_refused_is_not_scheduled(settings):
    settings.FOUR_EYES, settings.PUBLICATION_BLOCKED_BY = True, "error"
    bare, own, good, by = InitiativeFactory(), CitationFactory().record, CitationFactory().record, UserFactory()
    mark_edited(record=own, by=by)
    rows, refused = schedule_publication(
        records=[bare, own, good], due_at=timezone.now() + SOON, by=by, reason="At nine."
    )
    assert [row.record_id for row in rows] == [good.pk]
    assert {*refused} == {bare.pk, own.pk}


def test_a_record_that_was_returned_or_withdrawn_stays_as_it_is():
    returned, gone = InitiativeFactory(), InitiativeFactory()
    publish(record=gone, by=None, reason="First.")
    submit_for_review(records=[returned])
    plan_at(returned, gone)
    send_back(records=[returned])
    withdraw(record=gone, by=None, reason="A duplicate.")
    assert {row.record_id: row.refusal for row in at_its_time()} == {returned.pk: "returned", gone.pk: "withdrawn"}
    assert not Entry.objects.live().exists()


def test_a_withdrawn_record_can_be_scheduled_again():
    plan = InitiativeFactory()
    publish(record=plan, by=None, reason="First.")
    withdraw(record=plan, by=None, reason="Wrong.")
    plan_at(Record.objects.get(pk=plan.pk))
    assert [row.state for row in at_its_time()] == ["published"]


def test_a_second_time_replaces_the_first_and_a_cancelled_one_is_not_published():
    plan = InitiativeFactory()
    (first,) = plan_at(plan)
    (second,) = plan_at(plan, after=3 * SOON)
    assert at_its_time() == []
    reschedule_publication(scheduled=second, due_at=timezone.now() + SOON, by=UserFactory())
    cancel_publication(scheduled=second, by=UserFactory())
    assert at_its_time() == []
    for row in (first, second):
        with pytest.raises(NotWaiting):
            reschedule_publication(scheduled=row, due_at=timezone.now(), by=UserFactory())
        with pytest.raises(NotWaiting):
            cancel_publication(scheduled=row, by=UserFactory())


def test_a_failure_of_the_program_is_told_and_the_others_follow(monkeypatch):
    one, other = InitiativeFactory(), InitiativeFactory()
    plan_at(one)
    plan_at(other)
    from observatory.publishing import scheduled_publications

    possible = scheduled_publications.publish_possible

    def fail(*, records, **more):
        if records[0].pk == one.pk:
            raise RuntimeError
        return possible(records=records, **more)

    monkeypatch.setattr(scheduled_publications, "publish_possible", fail)
    assert {row.record_id: row.refusal for row in at_its_time()} == {one.pk: "failed", other.pk: ""}


def test_the_task_and_the_command_publish_what_is_due(capsys):
    one, other = InitiativeFactory(), InitiativeFactory()
    plan_at(one, after=-SOON)
    assert publish_scheduled() == 1
    plan_at(other, after=-SOON)
    call_command("publish_scheduled", dry_run=True)
    assert other.public_id in capsys.readouterr().out
    assert not Entry.objects.filter(record=other.pk).exists()
    call_command("publish_scheduled")
    assert f"{other.public_id}  published" in capsys.readouterr().out
    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_once_and_neither_waits_for_what_the_other_has():
    plan = InitiativeFactory()
    plan_at(plan)
    found = []

    def work():
        try:
            found.append(len(at_its_time()))
        finally:
            connections.close_all()

    with transaction.atomic():
        ScheduledPublication.objects.select_for_update().get()
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(30)
        assert found == [0]
    threads = [threading.Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sorted(found) == [0, 0, 1]
    assert Version.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_leaves_it_to_the_next(monkeypatch):
    plan = InitiativeFactory()
    plan_at(plan)
    from observatory.publishing.models.scheduled_publication import ScheduledPublicationQuerySet

    class Killed(BaseException):
        pass

    def die(*_args, **_more):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(ScheduledPublicationQuerySet, "end", die)
        with pytest.raises(Killed):
            at_its_time()
    assert not Version.objects.exists()
    assert [row.state for row in at_its_time()] == ["published"]


def test_many_are_scheduled_and_published_with_as_many_queries_as_few(django_assert_max_num_queries):
    rows = [CitationFactory().record for _ in range(20)]
    with django_assert_max_num_queries(60):
        plan_at(*rows)
    connection.queries_log.clear()
    with django_assert_max_num_queries(150):
        assert len(at_its_time()) == 20


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-28T09:00", datetime(2026, 3, 28, 8, tzinfo=UTC)),
        ("2026-03-30 09:00", datetime(2026, 3, 30, 7, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # twice: the second, in winter time
        ("2026-10-25T03:00", datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_times_are_those_of_the_institute(settings, text, moment):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    try:
        assert parse_local_time(text, NOW) == moment
    finally:
        timezone.get_default_timezone.cache_clear()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-03-29T02:30", "does not exist"),
        ("2026-02-01T02:30", "is past"),
        ("2031-02-01T02:30", "three years"),
        ("9999-12-31T23:59", "three years"),
        ("0001-01-01T00:00", "2026-12-24 09:00"),
        ("2026-03-01", "2026-12-24 09:00"),
        ("2026-13-01T10:00", "2026-12-24 09:00"),
        ("2026-03-05T10:00Z", "2026-12-24 09:00"),
        ("tomorrow", "2026-12-24 09:00"),
        ("\x00", "2026-12-24 09:00"),
        ("", "2026-12-24 09:00"),
    ],
)
def test_what_is_no_time_to_come_is_refused_in_words(settings, text, said):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    try:
        with pytest.raises(ValidationError, match=said):
            parse_local_time(text, NOW)
    finally:
        timezone.get_default_timezone.cache_clear()


def test_a_time_is_told_with_its_zone(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    try:
        assert "(Europe/Berlin, UTC+01:00)" in local_time_in_words(NOW)
    finally:
        timezone.get_default_timezone.cache_clear()
