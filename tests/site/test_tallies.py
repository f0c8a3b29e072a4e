"""Counts are kept, and renewed when something is published."""

import pytest
from django.core.cache import cache

from observatory.publishing.actions import publish, withdraw
from observatory.site import tallies
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def plan():
    record = InitiativeFactory()
    publish(record=record, by=None, reason="x")
    return record


class Counter:
    """Says how often it was asked."""

    def __init__(self):
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return self.asked


def test_a_count_is_made_once_until_something_is_published_or_withdrawn(plan):
    count = Counter()
    assert [tallies.kept("x", count), tallies.kept("x", count)] == [1, 1]
    publish(record=InitiativeFactory(), by=None, reason="x")
    assert tallies.kept("x", count) == 2
    withdraw(record=plan, by=None, reason="x")
    assert tallies.kept("x", count) == 3


def test_counts_of_different_things_are_told_apart(plan):
    assert tallies.kept("x", lambda: "one") == "one"
    assert tallies.kept("y", lambda: "other") == "other"


def test_what_takes_long_to_count_is_not_counted_again_at_once(plan, monkeypatch):
    monkeypatch.setattr(tallies, "SLOW", -1)
    monkeypatch.setattr(tallies, "PATIENCE", 10**9)
    count = Counter()
    tallies.kept("x", count)
    publish(record=InitiativeFactory(), by=None, reason="x")
    assert tallies.kept("x", count) == 1
    monkeypatch.setattr(tallies, "PATIENCE", 0)
    assert tallies.kept("x", count) == 2


def test_while_one_request_counts_the_others_are_handed_what_there_is(plan):
    count = Counter()
    tallies.kept("x", count)
    publish(record=InitiativeFactory(), by=None, reason="x")
    during = tallies.kept("x", lambda: tallies.kept("x", count))
    assert during == 1


def test_the_tallies_count_each_facet(plan):
    plan.launched = "2023-03"
    plan.save()
    publish(record=plan, by=None, reason="x")
    found = tallies.tallies()
    assert found.records == 1
    assert found.kinds == {"initiative": 1}
    assert found.years == {2023: {"unsupported": 1}}
