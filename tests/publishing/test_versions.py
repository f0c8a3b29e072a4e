from datetime import UTC, datetime
from importlib import import_module

import pytest
import time_machine
from django.db import connection

from observatory.publishing.actions import publish, withdraw
from observatory.publishing.models import Standing
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    InstrumentFactory,
    JurisdictionFactory,
    OrganisationFactory,
    ThemeFactory,
)

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


def test_what_the_migration_reads_off_versions_is_what_publication_writes(record):
    themed = InstrumentFactory(title_zh_hans="办法", issued="2023-03/2024", instrument_type="notice")
    themed.themes.set([ThemeFactory()])
    themed.jurisdictions.set([JurisdictionFactory()])
    CitationFactory(record=themed, field="issued")
    publish(record=themed, by=None, reason="r")
    publish(record=OrganisationFactory(), by=None, reason="r")
    written = [vars(row) | {"_state": None} for row in Standing.objects.order_by("pk")]
    assert any(row["source_ids"] for row in written)
    assert any(row["themes"] for row in written)
    Standing.objects.all().delete()
    with connection.cursor() as cursor:
        import_module("observatory.publishing.migrations.0012_what_stood").fill(cursor)
    assert [vars(row) | {"_state": None} for row in Standing.objects.order_by("pk")] == written
