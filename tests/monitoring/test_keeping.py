"""Retention of checks and snapshots, and export as WARC."""

import gzip
import hashlib
import io
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from warcio.archiveiterator import ArchiveIterator

from observatory.monitoring.models import Body, Change, Check, Sighting, Snapshot, Watch
from observatory.monitoring.models.snapshot import body_name, store_body
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.snapshots.retention import DeletedCounts, delete_old_rows
from observatory.sources.models import Citation
from tests.factories import InitiativeFactory

from .sites import START, days, location

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    changed = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path / "kept"), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": changed}


def snapshot(place, day: float, text: str) -> Snapshot:
    body = text.encode()
    sha256 = hashlib.sha256(body).hexdigest()
    kept, _ = Body.objects.get_or_create(sha256=sha256, defaults={"size": 1, "stored_size": store_body(body, sha256)})
    return Snapshot.objects.create(
        location=place,
        body=kept,
        taken_at=days(day),
        url=place.url,
        ip_address="192.0.2.1",
        http_status=200,
        headers={"content-type": "text/plain", "content-encoding": "gzip", "etag": '"1"'},
        extractor="1",
        packed=gzip.compress(Document("text", (text,)).pack()),
        fingerprint=sha256,
    )


def forget_at(day: float, keep: float = 10) -> DeletedCounts:
    return delete_old_rows(now=days(day), checks_after=timedelta(days=keep), snapshots_after=timedelta(days=keep))


def test_old_snapshots_go_but_never_the_first_the_last_or_one_that_is_needed():
    place = location("http://example.org/law")
    made = [snapshot(place, day, f"text {day}") for day in range(8)]
    Watch.objects.create(location=place, address=place.url, next_check_at=START, snapshot=made[5])
    Change.objects.create(
        location=place, kind="content", found_at=START, last_seen_at=START, before=made[2], after=made[3], diff=[{}]
    )
    Citation.objects.create(
        record=InitiativeFactory(),
        field="start",
        source=place.source,
        verdict="supports",
        basis="reference",
        checked_at=days(6).date(),
    )
    forgotten = forget_at(100)
    left = set(Snapshot.objects.values_list("pk", flat=True))
    assert left == {made[n].pk for n in (0, 2, 3, 5, 6)}
    assert (forgotten.snapshots, forgotten.bodies) == (3, 3)
    assert not storages["snapshots"].exists(body_name(made[1].body_id))
    assert made[0].body.read() == b"text 0"
    assert forget_at(100) == DeletedCounts()


def test_a_body_that_another_snapshot_needs_stays():
    one, two = location("http://example.org/a"), location("http://example.org/b")
    first = snapshot(one, 0, "first")
    snapshot(one, 1, "shared")
    snapshot(two, 50, "shared")
    assert forget_at(55).snapshots == 1
    assert Body.objects.count() == 2
    assert first.body.read() == b"first"


def test_old_checks_go():
    place = location("http://example.org/law")
    for day in (0, 99):
        Check.objects.create(location=place, at=days(day), outcome="unchanged", health="ok")
    assert forget_at(100).checks == 1
    assert Check.objects.get().at == days(99)


def test_a_file_half_written_by_a_killed_worker_is_written_again():
    sha256 = hashlib.sha256(b"whole").hexdigest()
    store_body(b"whole", sha256)
    path = storages["snapshots"].path(body_name(sha256))
    with open(path, "r+b") as file:  # noqa: PTH123
        file.truncate(5)
    store_body(b"whole", sha256)
    assert Body(sha256=sha256).read() == b"whole"


def test_bodies_are_kept_in_whatever_storage_the_settings_name(settings):
    """A storage without a file system, as those for S3 are."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"snapshots": memory}
    place = location("http://example.org/law")
    made = [snapshot(place, day, f"text {day}") for day in range(3)]
    Watch.objects.create(location=place, address=place.url, next_check_at=START, snapshot=made[2])
    assert made[1].body.read() == b"text 1"
    store_body(b"text 1", made[1].body_id)
    assert forget_at(100).bodies == 1
    assert not storages["snapshots"].exists(body_name(made[1].body_id))
    assert made[2].body.read() == b"text 2"


def test_the_last_good_snapshot_stays_however_long_the_location_has_failed_since():
    place = location("http://example.org/law")
    made = [snapshot(place, day, f"text {day}") for day in range(3)]
    Watch.objects.create(
        location=place, address=place.url, next_check_at=START, snapshot=made[2], health="gone", outcome="gone"
    )
    forget_at(9_999)
    assert {made[0].pk, made[2].pk} == set(Snapshot.objects.values_list("pk", flat=True))


def test_snapshots_are_exported_as_warc(tmp_path):
    place = location("http://example.org/law")
    kept = snapshot(place, 0, "The text of the law.")
    file = tmp_path / "law.warc.gz"
    call_command("export_warc", str(file), "--source", place.source.key, stdout=io.StringIO())
    with file.open("rb") as stream:
        records = [(record, record.content_stream().read()) for record in ArchiveIterator(stream)]
    (_, _), (record, body), (metadata, fields) = records
    assert body == b"The text of the law."
    assert record.rec_headers["WARC-Target-URI"] == "http://example.org/law"
    assert record.rec_headers["WARC-Payload-Digest"] == f"sha256:{kept.body_id}"
    assert record.rec_headers["WARC-Date"] == "2026-03-01T12:00:00Z"
    assert record.rec_headers["WARC-IP-Address"] == "192.0.2.1"
    assert metadata.rec_headers["WARC-Refers-To"] == record.rec_headers["WARC-Record-ID"]
    assert b"extractor: 1\r\n" in fields
    assert record.http_headers["etag"] == '"1"'
    assert record.http_headers["content-encoding"] is None
    with pytest.raises(CommandError, match="exists"):
        call_command("export_warc", str(file))
    with pytest.raises(CommandError, match="no such"):
        call_command("export_warc", str(file), "--source", "nothing")


def test_the_text_in_which_a_quote_was_seen_and_the_body_it_was_taken_from_stay():
    place = location("http://example.org/law")
    made = [snapshot(place, day, f"text {day}") for day in range(6)]
    record = InitiativeFactory()
    citation = Citation.objects.create(
        record=record, field="start", source=place.source, quote="text", quoted_from=made[2].body_id
    )
    seen = {"citation": citation, "citation_public_id": citation.public_id, "location": place, "selector": "0"}
    Sighting.objects.create(**seen, snapshot=made[1], state="altered", since=days(1), until=days(3))
    Sighting.objects.create(**seen, snapshot=made[3], state="present", since=days(3))
    forget_at(100)
    assert set(Snapshot.objects.values_list("pk", flat=True)) == {made[n].pk for n in (0, 2, 3)}
    assert made[2].body.read() == b"text 2"
    assert Sighting.objects.get(until=days(3)).snapshot is None
