"""Many visits written together are written as each alone would be."""

import hashlib
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from observatory.monitoring.health import Patience
from observatory.monitoring.http.client import Visit
from observatory.monitoring.models import Body, Check, Snapshot, Watch
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.stored_text import StoredText
from observatory.monitoring.round import create_watches, leases
from observatory.monitoring.round.jobs import Job, VisitFinding
from observatory.monitoring.round.record_visit import RoundContext, record_visit, record_visits
from observatory.sources.models import Location

from .sites import START, location

GIVEN = RoundContext("us", Patience(3, timedelta(days=3), timedelta(days=30)), (6, 720))


def claimed(*urls: str) -> list[Job]:
    places = [location(url) for url in urls]
    create_watches.create_missing_watches(now=START)
    return leases.claim_locations([place.pk for place in places], by="us", now=START, lease=timedelta(seconds=90))


def read(job: Job, text: str) -> VisitFinding:
    """A first visit that brought a text."""
    headers = {"content-type": "text/html", "x-said": '\\ \u2028 {"a"} 引号“”'}
    visit = Visit(job.url, job.url, http_status=200, content_type="text/html", headers=headers, address="192.0.2.1")
    visit.redirects, visit.etag, visit.bytes_wire, visit.duration_ms = [(301, "http://there.example/")], '"1"', 7, 12
    body = text.encode()
    kept = StoredText(
        None, packed=Document("html", (text,)).pack(), fingerprint="f", title=text, language="zh", extractor="1"
    )
    return VisitFinding(
        visit, Outcome.NEW, START, body=body, body_sha256=hashlib.sha256(body).hexdigest(), text=kept, keep=True
    )


def failed(job: Job, error: str = "") -> VisitFinding:
    return VisitFinding(Visit(job.url, job.url, http_status=404), Outcome.NOT_FOUND, START, error)


def rows() -> dict[str, list]:
    """What stands in the tables, but for ids, addresses and the moment of the next check, which is spread by chance."""
    left_out = {
        "id",
        "location_id",
        "snapshot_id",
        "address",
        "url",
        "host",
        "next_check_at",
        "final_url",
        "validated_url",
    }
    found = {}
    for model in (Watch, Check, Snapshot, Body):
        lines = [{name: value for name, value in row.items() if name not in left_out} for row in model.objects.values()]
        found[model.__name__] = sorted(map(repr, lines))
    return found


@pytest.mark.django_db
def test_what_is_written_together_is_what_is_written_alone():
    texts = ["Article 1. 不得公开。", "Article 2.", "Article 2."]
    written = []
    for name, together in (("one", False), ("many", True)):
        jobs = claimed(*(f"http://{name}.example/{number}" for number in range(5)))
        visits = [(job, read(job, text), True) for job, text in zip(jobs, texts, strict=False)]
        visits += [(jobs[3], failed(jobs[3], "no such page"), True), (jobs[4], failed(jobs[4]), False)]
        if together:
            assert all(record_visits(visits, GIVEN))
        else:
            assert all(
                record_visit(job=job, finding=found, counted=counted, context=GIVEN) for job, found, counted in visits
            )
        assert list(Watch.objects.exclude(snapshot=None).filter(snapshot__checks__location=jobs[0].location_id))
        assert Body.objects.count() == 2
        written.append(rows())
        for model in (Watch, Check, Snapshot, Location, Body):
            model.objects.all().delete()

    assert written[0] == written[1]


@pytest.mark.django_db
def test_a_visit_that_the_database_refuses_leaves_the_others_alone():
    jobs = claimed("http://a.example/", "http://b.example/", "http://c.example/")
    visits = [(job, failed(job, "\x00" if job is jobs[1] else "no"), True) for job in jobs]

    results = record_visits(visits, GIVEN)

    assert isinstance(results[1], Exception)
    assert set(Check.objects.values_list("location_id", flat=True)) == {jobs[0].location_id, jobs[2].location_id}
    assert Watch.objects.get(lease_by="us").location_id == jobs[1].location_id


@pytest.mark.django_db
def test_a_lost_lease_writes_nothing_and_the_others_are_written():
    jobs = claimed("http://a.example/", "http://b.example/")
    Watch.objects.filter(location_id=jobs[0].location_id).update(lease_by="another worker")

    results = record_visits([(job, read(job, "text"), True) for job in jobs], GIVEN)

    assert results[0] is None
    assert results[1] is not None
    assert list(Check.objects.values_list("location_id", flat=True)) == [jobs[1].location_id]
    assert list(Snapshot.objects.values_list("location_id", flat=True)) == [jobs[1].location_id]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_keeps_only_itself_waiting():
    jobs = claimed("http://a.example/", "http://b.example/")
    taken, seen = threading.Event(), []

    def hold() -> None:
        with transaction.atomic():
            Watch.objects.select_for_update().get(location_id=jobs[0].location_id)
            taken.set()
            while not seen:
                seen.extend(Check.objects.values_list("location_id", flat=True))
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    results = record_visits([(job, failed(job), True) for job in jobs], GIVEN)
    holder.join()

    assert seen == [jobs[1].location_id]
    assert all(results)
    assert Check.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_leases_are_prolonged_until_they_are_given_back():
    jobs = claimed("http://a.example/", "http://b.example/")
    record_visits([(jobs[0], failed(jobs[0]), True)], GIVEN)

    assert leases.renew_leases(by="us", now=START + timedelta(seconds=60), lease=timedelta(seconds=90)) == 1
    assert list(Watch.objects.values_list("lease_until", flat=True).order_by("lease_until")) == [
        START + timedelta(seconds=150),
        None,
    ]
