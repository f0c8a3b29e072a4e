"""The monitor in the admin: the inbox with differences and affected statements, monitored URLs, runs, progress."""

import gzip
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import AffectedCitation, Body, Change, Check, Round, Snapshot, Watch
from observatory.monitoring.reading.extract.document import Document
from observatory.sources.models import Location
from tests.factories import CitationFactory, LocationFactory

pytestmark = pytest.mark.django_db

INBOX = "/admin/monitoring/change/"
HOSTILE = "<img src=x onerror=alert(1)>"


def watched(**columns) -> Watch:
    location = columns.pop("location", None) or LocationFactory()
    defaults = {"address": location.url, "next_check_at": timezone.now() + timedelta(days=1)}
    return Watch.objects.create(location=location, **defaults | columns)


def changed(kind: str = "content", **columns) -> Change:
    location = columns.pop("location", None) or LocationFactory()
    tokens = [["equal", "in ", ""], ["delete", "March", "date"], ["insert", HOSTILE, ""]]
    diff = [{"op": "replace", "before": "in March", "after": HOSTILE, "tokens": tokens}]
    columns = {"diff": diff if kind == "content" else []} | columns
    now = timezone.now()
    return Change.objects.create(location=location, kind=kind, found_at=now, last_seen_at=now, **columns)


def form(row) -> str:
    return reverse(f"admin:monitoring_{row._meta.model_name}_change", args=[row.pk])


def test_a_change_shows_the_words_that_differ_and_the_statements_that_rest_on_them(curator):
    citation = CitationFactory(quote="launched in March")
    change = changed(location=LocationFactory(source=citation.source))
    AffectedCitation.objects.create(change=change, citation=citation, state="missing", passage=HOSTILE, locator="¶ 3")
    page = curator.get(form(change)).content.decode()
    assert html.fromstring(page).xpath("//del[@class='matters'][@title='date']/text()") == ["March"]
    assert "launched in March" in page
    assert "no longer in the text" in page
    assert str(citation.record) in page
    assert f"/admin/sources/citation/{citation.pk}/change/" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(("closing", "state"), [("resolve", "resolved"), ("dismiss", "dismissed")])
def test_changes_are_closed_with_a_note(person, closing, state):
    user, client = person("curator")
    rows = [changed(), changed("lost")]
    answer = {"action": closing, "_selected_action": [row.pk for row in rows], "decided": "yes", "reason": "Looked."}
    page = client.post(INBOX, answer, follow=True).content.decode()
    assert "Closed: 2" in page
    assert set(Change.objects.values_list("state", "note", "closed_by")) == {(state, "Looked.", user.pk)}


def test_a_dismissal_without_a_note_is_not_taken(curator):
    change = changed()
    response = curator.post(f"/admin/monitoring/change/{change.pk}/close/dismiss/", {"decided": "yes", "reason": " "})
    assert response.context["form"].errors
    assert Change.objects.open().exists()


def test_what_somebody_else_closed_meanwhile_is_told(curator):
    change, other = changed(), changed()
    Change.objects.filter(pk=other.pk).update(state="resolved", closed_at=timezone.now())
    answer = {"action": "resolve", "_selected_action": [change.pk, other.pk], "decided": "yes", "reason": "Seen."}
    page = curator.post(INBOX, answer, follow=True).content.decode()
    assert "was not changed: The monitor closed this change on" in page
    assert "Closed: 1" in page


def test_an_accepted_move_becomes_a_location(curator):
    change = changed("moved", proposed_url="https://example.org/new")
    address = f"/admin/monitoring/change/{change.pk}/close/accept_move/"
    assert curator.get(address).status_code == 200
    assert curator.post(address, {"decided": "yes", "reason": ""}).status_code == 302
    new = Location.objects.get(url="https://example.org/new")
    assert (new.source, new.monitored) == (change.location.source, True)
    content = changed()
    answer = {"action": "accept_move", "_selected_action": [content.pk], "decided": "yes", "reason": ""}
    assert "does not propose a new URL" in curator.post(INBOX, answer, follow=True).content.decode()


def test_a_location_is_checked_again_at_once(person):
    user, curator = person("curator")
    watch = watched()
    change = changed(location=watch.location)
    assert curator.post(f"/admin/monitoring/change/{change.pk}/close/check_again/").status_code == 302
    assert Watch.objects.due(timezone.now()).exists()

    Watch.objects.update(next_check_at=timezone.now() + timedelta(days=1))
    page = curator.post(
        "/admin/monitoring/watch/", {"action": "check_now", "_selected_action": [watch.pk]}, follow=True
    )
    assert "1 location will be visited next" in page.content.decode()
    assert Watch.objects.due(timezone.now()).exists()
    log = LogEntry.objects.filter(content_type__model="watch", object_id=watch.pk)
    assert list(log.values_list("user", "change_message")) == [(user.pk, "Asked for a visit at once.")] * 2


def test_a_watch_shows_its_history_and_keeps_what_the_monitor_wrote_meanwhile(curator, form_of):
    watch = watched(health="failing", since=timezone.now())
    Check.objects.create(location=watch.location, at=timezone.now(), outcome="timeout", health="failing", error=HOSTILE)
    page = curator.get(form(watch)).content.decode()
    assert "Timeout" in page
    assert "<img src=x" not in page

    data = form_of(curator, form(watch)) | {"min_interval": "2", "max_interval": "48"}
    Watch.objects.filter(pk=watch.pk).update(health="ok", failures=7)
    assert curator.post(form(watch), data).status_code == 302
    watch.refresh_from_db()
    assert (watch.min_interval, watch.max_interval, watch.health, watch.failures) == (2, 48, "ok", 7)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"min_interval": "48", "max_interval": "2"}, "longer than the longest"),
        ({"ignore_robots": "on", "robots_reason": ""}, "Give a reason for ignoring robots.txt"),
        ({"min_interval": "x"}, "Enter a number"),
        ({"min_interval": "-1"}, "watch_min_interval_positive"),
        ({"min_interval": "nan"}, "Enter a number"),
    ],
)
def test_bad_input_in_a_watch_is_told(curator, form_of, typed, why):
    watch = watched()
    response = curator.post(form(watch), form_of(curator, form(watch)) | typed)
    assert response.status_code == 200
    assert why in response.content.decode()


def test_a_snapshot_is_read_as_text(curator):
    location = LocationFactory()
    body = Body.objects.create(sha256="a" * 64, size=1, stored_size=1)
    packed = gzip.compress(Document(media="html", blocks=(HOSTILE, "科学技术部")).pack())
    snapshot = Snapshot.objects.create(
        location=location,
        body=body,
        taken_at=timezone.now(),
        url=location.url,
        http_status=200,
        extractor="1",
        packed=packed,
        fingerprint="f" * 64,
    )
    page = curator.get(form(snapshot)).content.decode()
    assert "科学技术部" in page
    assert "<img src=x" not in page


def test_the_progress_page_says_how_far_a_round_is(curator):
    watched(health="ok")
    Round.objects.create(asked_for="due", claimed=40, done=13, outcomes={"unchanged": 12, "timeout": 1})
    response = curator.get("/admin/monitoring/round/progress/")
    page = response.content.decode()
    assert 'data-running="yes"' in page
    assert '<progress max="40" value="13"' in page
    assert "Timeout 1" in page
    Round.objects.update(finished_at=timezone.now())
    assert 'data-running="no"' in curator.get("/admin/monitoring/round/progress/").content.decode()


def test_what_the_monitor_wrote_is_not_written_by_hand(administrator):
    check = Check.objects.create(location=LocationFactory(), at=timezone.now(), outcome="new", health="ok")
    assert administrator.get(form(check)).status_code == 200
    assert administrator.post(form(check), {"error": "mine"}).status_code == 403
    for name in ("check", "snapshot", "round", "watch", "change"):
        assert administrator.get(f"/admin/monitoring/{name}/add/").status_code == 403


def test_the_day_begins_with_what_changed_and_what_cannot_be_read(curator):
    changed(location=LocationFactory(source__key="MOST 2023a"))
    watched(health="broken", location=LocationFactory(source__key="CAC 2023"))
    panels = {str(panel.title): panel for panel in curator.get("/admin/").context["panels"]}
    changes, unwell = panels["Source changes to review"], panels["Unavailable sources"]
    assert (changes.count, changes.lines[0].title) == (1, "MOST 2023a")
    assert (unwell.count, unwell.lines[0].title) == (1, "CAC 2023")
    for panel in (changes, unwell):
        assert curator.get(panel.more).context["cl"].result_count == 1


def test_lists_of_the_monitor_ask_no_more_for_many_rows_than_for_few(curator):
    names = ["change", "watch", "check", "snapshot", "round"]

    def fill(number):
        start, now = Location.objects.count(), timezone.now()
        source = LocationFactory().source
        rows = Location.objects.bulk_create(
            Location(source=source, url=f"https://example.org/m/{start + n}") for n in range(number)
        )
        Watch.objects.bulk_create(Watch(location=row, address=row.url, next_check_at=now) for row in rows)
        Check.objects.bulk_create(Check(location=row, at=now, outcome="new", health="ok") for row in rows)
        Change.objects.bulk_create(Change(location=row, kind="lost", found_at=now, last_seen_at=now) for row in rows)
        Round.objects.bulk_create(Round(asked_for="due") for _ in range(number))

    def count(name):
        with CaptureQueriesContext(connection) as seen:
            assert curator.get(f"/admin/monitoring/{name}/").status_code == 200
        return len(seen)

    fill(10)
    few = {name: count(name) for name in names}
    fill(1_000)
    many = {name: count(name) for name in names}
    assert max(many.values()) <= 12
    assert {name: (few[name], found) for name, found in many.items() if found > few[name]} == {}


def test_only_a_change_speaks_of_the_statements_that_rest_on_a_source(curator):
    change = changed()
    assert "Statements that cite this source" in curator.get(form(change)).content.decode()
    now, place = timezone.now(), change.location
    check = Check.objects.create(location=place, at=now, outcome="new", health="ok")
    body = Body.objects.create(sha256="a" * 64, size=1, stored_size=1)
    snapshot = Snapshot.objects.create(location=place, taken_at=now, url=place.url, http_status=200, body=body)
    for row in (check, snapshot, watched(location=place), Round.objects.create(asked_for="due")):
        page = curator.get(form(row)).content.decode()
        assert "No statements cite this source" not in page, row
        assert "The page itself" not in page, row
