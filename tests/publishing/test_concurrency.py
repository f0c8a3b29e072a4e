"""Two reviewers publish at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from observatory.publishing.models import Entry
from observatory.publishing.publication_refusals import NotPublic
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.search.results import search
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions):
    """Run the actions in threads that start together; return their results or exceptions in order."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            connection.ensure_connection()
            barrier.wait(10)
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_two_who_publish_one_finds_nothing_to_do():
    record = InitiativeFactory()
    made = at_once(*[lambda: publish(record=record, by=None, reason="r")] * 4)
    assert sorted(row.created for row in made) == [False, False, False, True]
    assert len({row.version.pk for row in made}) == 1
    assert record.versions.count() == 1


def test_of_two_who_withdraw_one_is_told_that_it_is_done():
    record = InitiativeFactory()
    publish(record=record, by=None, reason="r")
    made = at_once(*[lambda: withdraw(record=record, by=None, reason="r")] * 2)
    assert sum(isinstance(row, NotPublic) for row in made) == 1
    assert record.versions.count() == 2


def test_batches_that_overlap_in_another_order_do_not_deadlock():
    records = InitiativeFactory.create_batch(8)
    made = at_once(
        lambda: publish_many(records=records, by=None, reason="r"),
        lambda: publish_many(records=records[::-1], by=None, reason="r"),
    )
    assert [len(rows) for rows in made] == [8, 8]
    assert Entry.objects.count() == 8
    assert all(record.versions.count() == 1 for record in records)


def test_numbers_have_no_gap_when_publish_and_withdraw_meet():
    record = InitiativeFactory()
    publish(record=record, by=None, reason="r")
    at_once(
        lambda: withdraw(record=record, by=None, reason="r"),
        lambda: publish(record=record, by=None, reason="r"),
    )
    numbers = list(record.versions.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Entry.objects.get(record=record).version == numbers[-1]


def test_the_counts_of_the_lists_are_right_after_many_publications_at_once():
    records = [InitiativeFactory(launched="2023") for _each in range(4)]
    at_once(*[lambda record=record: publish(record=record, by=None, reason="r") for record in records])
    at_once(*[lambda record=record: withdraw(record=record, by=None, reason="r") for record in records[:2]])
    assert search("", {"kind": ["initiative"]}).total == 2
    assert choices_of_years(search("", {})) == {"2023": 2}


def choices_of_years(results) -> dict[str, int]:
    return {each.code: each.count for facet in results.facets if facet.name == "year" for each in facet.choices}
