"""Two people undo, restore or edit at the same time."""

import pytest

from observatory.history.edit_events import edit_moments
from observatory.history.restore import EditedMeanwhile, changes_of_restore, restore, restore_deleted
from observatory.history.steps import step
from observatory.history.undo import CannotUndo, undo_step
from observatory.records.models import Milestone, Record
from tests.factories import InitiativeFactory, MilestoneFactory, UserFactory
from tests.publishing.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_undo_a_step_one_is_refused():
    record = InitiativeFactory(title_en="Old")
    with step(by=None) as made:
        Record.objects.update(title_en="New")
    results = at_once(*[lambda: undo_step(step_id=made.id, by=None)] * 2)

    assert sorted(type(each) for each in results if each is not None) == [CannotUndo]
    record.refresh_from_db()
    assert record.title_en == "Old"


def test_of_two_who_restore_one_is_shown_the_differences_again():
    user, record = UserFactory(), InitiativeFactory(title_en="Old")
    first = edit_moments(Record, record.pk)[0]
    Record.objects.update(title_en="New")
    _changes, seen = changes_of_restore(Record, record.pk, first.ended)
    results = at_once(*[lambda: restore(root=Record, pk=record.pk, at=first.ended, seen=seen, by=user, reason="r")] * 2)

    assert sorted(type(each) for each in results if each is not None) == [EditedMeanwhile]
    assert len(edit_moments(Record, record.pk)) == 3


def test_of_two_who_bring_back_what_was_deleted_one_is_refused():
    record = MilestoneFactory().record
    pk = record.pk
    record.delete()
    results = at_once(*[lambda: restore_deleted(root=Record, pk=pk, by=None, reason="r")] * 2)

    assert sum(isinstance(each, CannotUndo) for each in results) == 1
    assert Record.objects.count() == Milestone.objects.count() == 1


def test_edits_of_two_threads_are_steps_of_their_own():
    records = InitiativeFactory.create_batch(4)

    def edit(record):
        with step(by=None, reason=str(record.pk)) as made:
            Record.objects.filter(pk=record.pk).update(title_en=f"New {record.pk}")
        return made.id

    steps = at_once(*[lambda record=record: edit(record) for record in records])

    assert [edit_moments(Record, record.pk)[0].step_id for record in records] == steps
    assert len(set(steps)) == 4
