"""What was visited is kept: no path deletes it, and none puts it under another address."""

import gzip
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from observatory.monitoring.changes.change_actions import AlreadyClosed, accept_move
from observatory.monitoring.models import Body, Change, Check, Snapshot, Watch
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.round import create_watches, leases
from observatory.monitoring.snapshots.retention import delete_old_rows
from observatory.sources.location_actions import restore_location, retire_location
from observatory.sources.models import Location, Source
from tests.factories import LocationFactory, UserFactory

pytestmark = pytest.mark.django_db


def snapshot(place: Location) -> Snapshot:
    body, _ = Body.objects.get_or_create(sha256="a" * 64, defaults={"size": 1, "stored_size": 1})
    return Snapshot.objects.create(
        location=place,
        body=body,
        taken_at=timezone.now(),
        url=place.url,
        http_status=200,
        extractor="1",
        packed=gzip.compress(Document(media="html", blocks=("text",)).pack()),
        fingerprint="f" * 64,
    )


def change(place: Location, **columns) -> Change:
    now = timezone.now()
    return Change.objects.create(location=place, **{"kind": "lost", "found_at": now, "last_seen_at": now} | columns)


def check(place: Location) -> Check:
    return Check.objects.create(location=place, at=timezone.now(), outcome="new", health="ok")


def visited_watch(place: Location) -> Watch:
    return Watch.objects.create(
        location=place, address=place.url, next_check_at=timezone.now(), checked_at=timezone.now()
    )


VISITS = [snapshot, change, check, visited_watch]


@pytest.mark.parametrize("visit", VISITS)
@pytest.mark.parametrize(
    "delete",
    [
        lambda place: place.delete(),
        lambda place: Location.objects.filter(pk=place.pk).delete(),
        lambda place: place.source.delete(),
        lambda place: Source.objects.filter(pk=place.source_id).delete(),
    ],
)
def test_nothing_deletes_a_visited_location(visit, delete):
    place = LocationFactory()
    row = visit(place)
    with pytest.raises(ProtectedError), transaction.atomic():
        delete(place)
    row.refresh_from_db()
    assert Location.objects.ever_visited().get() == place


@pytest.mark.parametrize("visit", VISITS)
@pytest.mark.parametrize("column", ["url", "source_id"])
def test_nothing_puts_a_visited_location_under_another_address_or_source(visit, column):
    place, other = LocationFactory(), LocationFactory()
    visit(place)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Location.objects.filter(pk=place.pk).update(**{column: getattr(other, column)})
    assert caught.value.__cause__.diag.constraint_name == "location_visited_keeps_its_address"


def test_the_database_itself_refuses_to_delete_what_was_visited():
    place = LocationFactory()
    check(place)
    statement = "SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM sources_location WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [place.pk])


def test_a_location_that_was_never_visited_goes_with_its_watch_and_may_be_corrected():
    place = LocationFactory()
    create_watches.create_missing_watches(now=timezone.now())
    place.url = "https://example.org/corrected"
    place.save()
    place.source.delete()
    assert not Watch.objects.exists()


def test_an_address_somebody_asked_for_may_become_one_of_a_source():
    place = Location.objects.create(url="https://example.org/asked")
    check(place)
    source = LocationFactory().source
    Location.objects.filter(pk=place.pk).update(source=source)
    assert Location.objects.get(pk=place.pk).source == source


def test_an_address_cannot_be_edited_while_it_is_being_visited():
    place = LocationFactory()
    now = timezone.now()
    create_watches.create_missing_watches(now=now)
    leases.claim_due(by="us", now=now, lease=timedelta(minutes=2), limit=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.filter(pk=place.pk).update(url="https://example.org/other")


def test_a_snapshot_that_a_change_shows_is_not_deleted():
    place = LocationFactory()
    shown = snapshot(place)
    change(place, before=shown)
    with pytest.raises(ProtectedError):
        shown.delete()


def test_a_retired_location_is_visited_no_more_and_keeps_what_was_read():
    place = LocationFactory()
    now = timezone.now()
    create_watches.create_missing_watches(now=now)
    kept = [snapshot(place), check(place), change(place)]
    retire_location(location=place, by=UserFactory())
    assert leases.claim_due(by="us", now=now, lease=timedelta(minutes=2), limit=9) == []
    assert leases.all_location_ids_by_host() == []
    for row in kept:
        row.refresh_from_db()
    restore_location(location=place, by=UserFactory())
    assert len(leases.claim_due(by="us", now=now, lease=timedelta(minutes=2), limit=9)) == 1


def test_old_checks_of_a_retired_location_are_forgotten_and_it_stays_protected():
    place = LocationFactory()
    check(place)
    visited_watch(place)
    retire_location(location=place, by=None)
    later = timezone.now() + timedelta(days=1000)
    assert delete_old_rows(now=later, checks_after=timedelta(days=1), snapshots_after=timedelta(days=1)).checks == 1
    with pytest.raises(ProtectedError):
        Location.objects.filter(pk=place.pk).delete()


def test_an_accepted_move_retires_the_old_address():
    user = UserFactory()
    place = LocationFactory()
    moved = change(place, kind="moved", proposed_url="https://example.org/new")
    new = accept_move(change=moved, by=user)
    place.refresh_from_db()
    assert (new.source, new.monitored, place.monitored, place.retired_at) == (
        place.source,
        True,
        False,
        timezone.localdate(),
    )
    with pytest.raises(AlreadyClosed):
        accept_move(change=moved, by=user)
