"""Rows that were made once are written again as they were, and what comes after goes on as if they had been made."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection, transaction

from observatory.publishing.models import Entry, Version
from observatory.publishing.record_publication import publish
from observatory.publishing.roles import make_roles
from observatory.records.comments import add_comment
from observatory.records.models import Jurisdiction, Record
from tests import stored_rows
from tests.case_study import put_case_study
from tests.factories import InitiativeFactory, JurisdictionFactory, UserFactory
from tests.site.world import make_world
from tests.stored_rows import made_once, make_or_restore

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_stored(monkeypatch) -> None:
    monkeypatch.setattr(stored_rows, "_stored", {})


def undone(maker: Callable[[], Any]) -> Any:
    """Return what is in the tables after a call, and leave nothing of it."""
    with transaction.atomic():
        value = maker()
        # In whichever order: rows are put where a page of the table has room.
        found = {(each.name, each.columns): sorted(each.rows.splitlines()) for each in stored_rows._tables()}
        transaction.set_rollback(True)
    return value, found


@pytest.mark.parametrize(
    "maker",
    [
        pytest.param(make_world, id="world"),
        pytest.param(make_roles, id="roles"),
        pytest.param(put_case_study, id="case study", marks=pytest.mark.walk),
    ],
)
def test_every_column_of_every_row_is_as_it_was_made(maker):
    value, made = undone(lambda: make_or_restore(maker))
    again, restored = undone(lambda: make_or_restore(maker))
    assert made
    assert restored == made
    assert str(again) == str(value)
    assert again is not value


def test_a_column_that_the_database_derives_is_filled_too():
    undone(lambda: make_or_restore(make_world))
    make_or_restore(make_world)
    assert Entry.objects.count() == Entry.objects.exclude(title_search="").count() > 0


@pytest.fixture
def restored() -> Iterator[Any]:
    undone(lambda: make_or_restore(make_world))
    return make_or_restore(make_world)


def test_rows_that_are_added_get_ids_of_their_own(restored):
    last = Version.objects.latest("pk").pk
    added = InitiativeFactory()
    added.jurisdictions.add(JurisdictionFactory(code="FR"))
    publish(record=added, by=None, reason="Another.")
    publish(record=restored.plan, by=None, reason="Again.")
    assert Version.objects.latest("pk").pk > last


def test_the_database_looks_at_rows_that_are_written_afterwards(restored):
    Entry.objects.filter(record=restored.plan).update(record_id=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    Entry.objects.filter(record_id=0).update(record_id=restored.plan.pk)


def test_what_is_done_to_a_copy_is_not_in_the_next_one():
    def spoil():
        world = make_or_restore(make_world)
        world.plan.title_en = "Another title"
        world.plan.save()

    undone(spoil)
    undone(spoil)
    again = make_or_restore(make_world)
    assert again.plan.title_en == Record.objects.get(pk=again.plan.pk).title_en == "Implementation Plan"


def test_a_maker_that_changes_what_it_found_is_called_each_time():
    JurisdictionFactory()
    calls = []

    def rename() -> int:
        calls.append(Jurisdiction.objects.update(label_en="Another"))
        return len(calls)

    assert [make_or_restore(rename), make_or_restore(rename)] == [1, 2]


def test_a_maker_that_points_at_what_it_found_is_called_each_time(restored):
    calls = []

    def comment() -> int:
        calls.append(add_comment(record=restored.plan, text="Why?", by=UserFactory()))
        return len(calls)

    assert [make_or_restore(comment), make_or_restore(comment)] == [1, 2]


def test_a_maker_may_point_at_what_another_one_stored():
    def member() -> User:
        user = UserFactory()
        user.groups.add(Group.objects.get(name="curator"))
        return user

    def both() -> User:
        make_or_restore(make_roles)
        return make_or_restore(member, upon=make_roles)

    (first, made), (again, restored) = undone(both), undone(both)
    assert (again, restored) == (first, made)


def test_rows_are_made_where_another_one_is_in_the_way():
    undone(lambda: make_or_restore(make_world))
    mine = JurisdictionFactory()
    assert make_or_restore(make_world).plan.jurisdictions.get() == mine


def test_a_fixture_is_called_once_whatever_else_it_asks_for():
    calls = []

    @made_once
    def france(**_others) -> Jurisdiction:
        calls.append("France")
        return JurisdictionFactory(code="FR")

    first, made = undone(lambda: france(db=1))
    again, restored = undone(lambda: france(db=2))
    assert (first, made) == (again, restored)
    assert calls == ["France"]


def test_where_rows_cannot_be_written_unchecked_they_are_made_each_time(monkeypatch):
    monkeypatch.setattr(stored_rows, "_is_superuser", lambda: False)
    value, made = undone(lambda: make_or_restore(make_world))
    again, made_again = undone(lambda: make_or_restore(make_world))
    assert again.plan.pk != value.plan.pk
    assert made_again.keys() == made.keys()
