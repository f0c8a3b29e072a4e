"""What mirrors read: everything once, in order, with what is gone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from observatory.publishing.actions import publish, withdraw
from tests.factories import InitiativeFactory

LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def records(db):
    made = [InitiativeFactory(title_en=f"Record {number}") for number in range(4)]
    for day, record in enumerate(made):
        with time_machine.travel(LONG_AGO + timedelta(days=day), tick=False):
            publish(record=record, by=None, reason="r")
    with time_machine.travel(LONG_AGO + timedelta(days=9), tick=False):
        withdraw(record=made[1], by=None, reason="Wrong")
    return made


def test_a_mirror_learns_of_every_record_and_of_what_is_gone(api, records):
    page = api("changes/").json()
    live = [row for row in page["results"] if "withdrawn_at" not in row]
    assert [row["title"]["en"] for row in live] == ["Record 0", "Record 2", "Record 3"]
    assert page["results"][-1] == {
        "id": records[1].public_id,
        "kind": "initiative",
        "withdrawn_at": "2026-01-10T12:00:00+00:00",
        "reason": "Wrong",
    }
    assert page["next"] is None


def test_it_starts_where_it_is_asked_to(api, records):
    rows = api("changes/?published_since=2026-01-03").json()["results"]
    assert [row["id"] for row in rows] == [records[number].public_id for number in (2, 3, 1)]
    assert api("changes/?published_since=2026-01-10T12:00:00Z").json()["results"][0]["id"] == records[1].public_id
    assert api("changes/?published_since=2027-01-01").json()["results"] == []


def test_pages_follow_each_other_and_the_end_can_be_resumed(api, records):
    seen, page = [], api("changes/?limit=2").json()
    while True:
        seen += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        page = api(page["next"]).json()
    assert sorted(seen) == sorted(record.public_id for record in records)

    assert api(page["resume"]).json()["results"] == []
    with time_machine.travel(LONG_AGO + timedelta(days=20), tick=False):
        publish(record=records[1], by=None, reason="Back")
    again = api(api(page["resume"]).json()["resume"]).json()
    assert [row["id"] for row in again["results"]] == []
    assert [row["id"] for row in api(page["resume"]).json()["results"]] == [records[1].public_id]


def test_an_empty_answer_resumes_at_the_same_address(api, db):
    assert api("changes/?limit=5").json() == {
        "next": None,
        "resume": "http://localhost:8000/api/v1/changes/?limit=5",
        "results": [],
    }


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_that_a_transaction_still_at_work_could_precede(api):
    """What commits later with an earlier time would be passed by for ever."""
    slow, quick = InitiativeFactory(), InitiativeFactory()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pk.id FROM records_record pk WHERE pk.id = %s FOR UPDATE", [slow.pk])
        with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
            publish(record=quick, by=None, reason="r")
        assert api("changes/").json()["results"] == []
        with time_machine.travel(timezone.now() - timedelta(days=1), tick=False), transaction.atomic():
            publish(record=InitiativeFactory(title_en="Before"), by=None, reason="r")
        assert len(api("changes/").json()["results"]) == 1
    finally:
        with other.cursor() as cursor:
            cursor.execute("ROLLBACK")
        other.close()
