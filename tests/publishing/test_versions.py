from datetime import UTC, datetime

import pytest
import time_machine

from observatory.publishing.actions import publish, withdraw
from observatory.publishing.models import Version
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db


def moment(day):
    return datetime(2026, 1, day, 12, tzinfo=UTC)


@pytest.fixture
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


@pytest.mark.parametrize(("day", "numbers"), [(1, [1]), (2, [1]), (3, [2]), (4, [2]), (5, [3]), (9, [3])])
def test_as_of_reads_the_version_that_stood_then(record, day, numbers):
    assert list(Version.objects.as_of(moment(day)).values_list("number", flat=True)) == numbers


def test_before_the_first_publication_there_was_nothing(record):
    assert not Version.objects.as_of(datetime(2025, 12, 31, tzinfo=UTC)).exists()


def test_as_of_answers_for_each_record_by_itself(record):
    with time_machine.travel(moment(4), tick=False):
        other = publish(record=InitiativeFactory(), by=None, reason="r").version
    assert other in Version.objects.as_of(moment(4))
    assert Version.objects.as_of(moment(4)).count() == 2
