from datetime import UTC, datetime

import pytest
import time_machine

from observatory.publishing.models import Standing
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import (
    InitiativeFactory,
)
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


def moment(day):
    return datetime(2026, 1, day, 12, tzinfo=UTC)


@pytest.fixture
@made_once
def record():
    record = InitiativeFactory(summary_en="One")
    with time_machine.travel(moment(1), tick=False):
        publish(record=record, by=None, reason="r")
    record.summary_en = "Two"
    record.save()
    with time_machine.travel(moment(3), tick=False):
        publish(record=record, by=None, reason="r")
    with time_machine.travel(moment(5), tick=False):
        withdraw(record=record, by=None, reason="r")
    return record


@pytest.mark.parametrize(("day", "numbers"), [(1, [1]), (2, [1]), (3, [2]), (4, [2]), (5, []), (9, [])])
def test_what_stood_at_a_moment_is_the_version_of_then_and_nothing_once_withdrawn(record, day, numbers):
    assert list(Standing.objects.at(moment(day)).values_list("number", flat=True)) == numbers


def test_before_the_first_publication_there_was_nothing(record):
    assert not Standing.objects.at(datetime(2025, 12, 31, tzinfo=UTC)).exists()


def test_what_stood_is_told_for_each_record_by_itself(record):
    with time_machine.travel(moment(4), tick=False):
        other = publish(record=InitiativeFactory(), by=None, reason="r").version
    assert other.standing in Standing.objects.at(moment(4))
    assert Standing.objects.at(moment(4)).count() == 2


def test_of_two_versions_of_one_moment_the_later_one_stood(db):
    record = InitiativeFactory(summary_en="One")
    with time_machine.travel(moment(1), tick=False):
        publish(record=record, by=None, reason="r")
        record.summary_en = "Two"
        record.save()
        publish(record=record, by=None, reason="r")
    assert [row.number for row in Standing.objects.at(moment(1))] == [2]


def test_a_record_that_comes_back_after_its_withdrawal_stands_twice(record):
    with time_machine.travel(moment(7), tick=False):
        publish(record=record, by=None, reason="again")
    assert [Standing.objects.at(moment(day)).count() for day in (4, 6, 8)] == [1, 0, 1]
