"""What mirrors read: every record once, in order, with tombstones."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connections, transaction

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import InitiativeFactory
from tests.stored_rows import made_once

LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
@made_once
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


@pytest.mark.parametrize("query", ["limit=5", "published_since=2027-01-01"])
def test_an_empty_answer_can_be_resumed(api, db, query):
    answer = api(f"changes/?{query}").json()
    assert (answer["next"], answer["results"]) == (None, [])
    record = InitiativeFactory()
    publish(record=record, by=None, reason="r")
    assert [row["id"] for row in api(answer["resume"]).json()["results"]] == [record.public_id]


def test_what_is_published_after_a_clock_was_set_back_is_learnt_of_too(api, records):
    resume = api("changes/").json()["resume"]
    with time_machine.travel(LONG_AGO - timedelta(days=9), tick=False):
        publish(record=InitiativeFactory(title_en="By a slow clock"), by=None, reason="r")
    assert [row["title"]["en"] for row in api(resume).json()["results"]] == ["By a slow clock"]
    assert api("changes/").json()["results"][-1]["title"]["en"] == "By a slow clock"


@pytest.mark.django_db(transaction=True)
def test_each_answer_tells_until_when_it_is_complete_and_an_open_publication_holds_it_back(api):
    slow, held, release = InitiativeFactory(), threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            publish(record=slow, by=None, reason="r")
            held.set()
            release.wait(60)
        connections.close_all()

    publication = threading.Thread(target=hold)
    publication.start()
    try:
        assert held.wait(60)
        answers = [api("changes/").json() for _ in range(2)]
    finally:
        release.set()
        publication.join()
    first, second = (datetime.fromisoformat(answer["complete_until"]) for answer in answers)
    assert first == second < Entry.objects.get(record=slow).published_at
    assert datetime.fromisoformat(api("changes/").json()["complete_until"]) > second


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_publishes_nothing_delays_nothing(api):
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(1), pg_current_xact_id()")
        first, second = (api("changes/").json()["complete_until"] for _ in range(2))
        assert first < second
    finally:
        with other.cursor() as cursor:
            cursor.execute("ROLLBACK")
        other.close()


def test_a_page_with_more_behind_it_is_complete_until_its_last_row(api, records):
    page = api("changes/?limit=2").json()
    assert page["complete_until"] == page["results"][-1]["version"]["published_at"]
    last = api(page["next"])
    assert last.json()["complete_until"] > page["complete_until"]
    assert last["Complete-Until"] == last.json()["complete_until"]


def test_an_answer_that_still_stands_tells_until_when_it_is_complete_too(api, records):
    first = api("changes/")
    again = api("changes/", 304, if_none_match=first["ETag"])
    assert again["Complete-Until"] > first["Complete-Until"]
