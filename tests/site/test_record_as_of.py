"""What was public stays readable: versions, as of a day, withdrawn, renamed."""

from datetime import UTC, datetime

import pytest
import time_machine

from observatory.publishing.record_publication import publish, withdraw
from observatory.records.models import FormerSlug
from tests.factories import InitiativeFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


def moment(day):
    return datetime(2026, 11, day, 12, tzinfo=UTC)


@pytest.fixture
@made_once
def plan():
    """Version 1 on the 10th, version 2 on the 12th of November."""
    record = InitiativeFactory(title_en="First title", slug="plan")
    with time_machine.travel(moment(10), tick=False):
        publish(record=record, by=None, reason="first")
    record.title_en = "Second title"
    record.save()
    with time_machine.travel(moment(12), tick=False):
        publish(record=record, by=None, reason="second")
    return record


@pytest.mark.parametrize(
    ("day", "title"),
    [("2026-11-10", "First title"), ("2026-11-11", "First title"), ("2026-11-12", "Second title")],
)
def test_a_record_is_read_as_it_stood_at_the_end_of_a_day(client, plan, day, title):
    with time_machine.travel(moment(20)):
        response = client.get(f"/initiatives/plan/?as_of={day}")
    assert response.status_code == 200
    assert f"<h1>{title}</h1>" in response.content.decode()
    assert "as it was on" in response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_before_its_first_version_a_record_was_not_public(client, plan):
    response = client.get("/initiatives/plan/?as_of=2026-11-09")
    assert response.status_code == 404
    assert "first published on 10 Nov 2026" in response.content.decode()


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "", "2026-11", "\x00"])
def test_a_day_that_cannot_be_read_is_refused_with_what_to_write(client, plan, day):
    response = client.get("/initiatives/plan/", {"as_of": day})
    assert response.status_code == 400
    assert "Write as_of as a date" in response.content.decode()


def test_a_day_in_the_future_is_refused(client, plan):
    response = client.get("/initiatives/plan/", {"as_of": "2999-01-01"})
    assert response.status_code == 400
    assert "as_of cannot be a date in the future" in response.content.decode()


def test_versions_are_listed_and_each_can_be_read(client, plan):
    listed = client.get("/initiatives/plan/versions/").content.decode()
    assert "first" in listed
    assert "second" in listed
    old = client.get("/initiatives/plan/versions/1/")
    assert "<h1>First title</h1>" in old.content.decode()
    assert '<meta name="robots" content="noindex">' in old.content.decode()
    assert client.get("/initiatives/plan/versions/3/").status_code == 404
    assert client.get(f"/initiatives/plan/versions/{10**30}/").status_code == 404


def test_a_withdrawn_record_says_since_when_and_why(client, plan):
    with time_machine.travel(moment(15)):
        withdraw(record=plan, by=None, reason="It was an announcement, not a plan.")
    for address in ("/initiatives/plan/", f"/r/{plan.public_id}", "/zh-hans/initiatives/plan/"):
        response = client.get(address)
        assert response.status_code == 410
        assert "It was an announcement, not a plan." in response.content.decode()
    assert "15 Nov 2026" in client.get("/initiatives/plan/").content.decode()
    assert client.get("/initiatives/plan/versions/3/").status_code == 410
    kept = client.get("/initiatives/plan/versions/2/")
    assert kept.status_code == 200
    assert "was withdrawn on 15 Nov 2026" in kept.content.decode()


def test_an_old_slug_redirects_for_ever_and_keeps_what_was_asked(client, plan):
    FormerSlug.objects.create(record=plan, slug="old-plan")
    response = client.get("/initiatives/old-plan/?as_of=2026-11-10")
    assert response.status_code == 301
    assert response.headers["Location"] == "/initiatives/plan/?as_of=2026-11-10"
    assert client.get("/zh-hans/initiatives/old-plan/versions/1/").headers["Location"] == (
        "/zh-hans/initiatives/plan/versions/1/"
    )
    assert client.get("/platforms/old-plan/").status_code == 404


def test_the_permanent_address_leads_to_where_the_record_is_now(client, plan):
    response = client.get(f"/r/{plan.public_id}")
    assert (response.status_code, response.headers["Location"]) == (302, "/initiatives/plan/")
    assert client.get(f"/r/{plan.public_id}/1").headers["Location"] == "/initiatives/plan/versions/1/"
    assert client.get("/r/nothing").status_code == 404


def test_a_draft_is_nowhere(client):
    draft = InitiativeFactory(title_en="Secret plan", slug="secret")
    assert client.get("/initiatives/secret/").status_code == 404
    assert client.get(f"/r/{draft.public_id}").status_code == 404
    assert "Secret" not in client.get("/initiatives/").content.decode()
