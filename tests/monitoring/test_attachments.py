"""Files that somebody attaches to a source: what is stored, what is refused, and how editions are compared."""

import base64
import io
import threading
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from observatory.monitoring.models import AffectedCitation, Body, Change, Check, Snapshot, Watch
from observatory.monitoring.on_request.attachments import FileRefused, attach_file
from observatory.monitoring.round.create_watches import create_missing_watches
from observatory.monitoring.round.leases import claim_due
from observatory.monitoring.snapshots.retention import delete_old_rows
from observatory.sources.models import Location
from tests.factories import CitationFactory, LocationFactory, SourceFactory, UserFactory
from tests.monitoring.documents import make_docx, make_pdf
from tests.monitoring.sites import read_here

pytestmark = pytest.mark.django_db
FIRST = ["The plan was launched in March 2023 by the ministry.", "It has 36 projects in five fields of science."]
SECOND = ["The plan was launched in March 2023 by the ministry.", "It has 48 projects in seven fields of science."]
HTML = b"<!doctype html><title>Plan</title><p>The plan was launched in March 2023 by the ministry.</p>"


@pytest.fixture(autouse=True)
def _storage_of_its_own(loopback):
    """Bodies lie in the folder of the test."""


@pytest.fixture(autouse=True)
def _read_here(request, monkeypatch):
    """Files are read in the process of the test, unless it asks for `reading_process`."""
    if "reading_process" not in request.fixturenames:
        read_here(monkeypatch)


@pytest.fixture
def reading_process():
    """Files are read in a process of their own, as they are outside tests."""


def attach(source, content, name="plan.pdf", by=None, **rest) -> Snapshot:
    return attach_file(source=source, content=content, name=name, by=by, **rest)


def refusal(source, content, name="plan.pdf", **rest) -> str:
    """Return why a file is refused, and make sure that nothing was written."""
    counts = [model.objects.count() for model in (Location, Snapshot, Body, Watch, Check, LogEntry)]
    with pytest.raises(FileRefused) as caught:
        attach(source, content, name, **rest)
    assert [model.objects.count() for model in (Location, Snapshot, Body, Watch, Check, LogEntry)] == counts
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "name", "media_type", "title"),
    [
        (make_pdf(FIRST), "plan.pdf", "application/pdf", ""),
        (make_pdf(FIRST), "plan.docx", "application/pdf", ""),
        (
            make_docx("A plan", FIRST),
            "plan",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "A plan",
        ),
        (HTML, "plan.html", "text/html", "Plan"),
        ("\n\n".join(FIRST).encode(), "plan.txt", "text/plain", FIRST[0]),
        ("科技部启动专项。\n\n共有三十六个项目。".encode("gb18030"), "方案.txt", "text/plain", "科技部启动专项。"),
    ],
)
def test_a_file_becomes_a_snapshot_of_an_attachment_by_its_content_not_by_its_name(content, name, media_type, title):
    source, user = SourceFactory(), UserFactory()
    snapshot = attach(source, content, name, by=user, note="From the archive of the ministry.")
    place = source.locations.get()
    assert (place.role, place.url, place.monitored) == ("attachment", "", False)
    assert place.note_en == "From the archive of the ministry."
    assert (snapshot.location, snapshot.content_type, snapshot.title) == (place, media_type, title)
    assert (snapshot.file_name, snapshot.attached_by, snapshot.url, snapshot.http_status) == (name, user, "", None)
    assert snapshot.language in ("en", "zh")
    assert snapshot.body.read() == content
    assert place.watch.snapshot == snapshot
    assert place.watch.health == "ok"
    assert place.checks.get().outcome == "new"
    assert LogEntry.objects.get().object_id == str(place.pk)


@pytest.mark.usefixtures("reading_process")
def test_the_next_edition_is_compared_and_opens_a_change_with_the_affected_citations():
    source = SourceFactory()
    gone = CitationFactory(source=source, quote="It has 36 projects in five fields of science.")
    there = CitationFactory(source=source, field="summary", quote="launched in March 2023")
    first = attach(source, make_pdf(FIRST))
    second = attach(source, make_pdf(SECOND))
    change = Change.objects.get()
    assert (change.kind, change.state, change.before, change.after) == ("content", "open", first, second)
    states = dict(AffectedCitation.objects.values_list("citation", "state"))
    assert states[there.pk] == "present"
    assert states[gone.pk] != "present"
    assert [check.outcome for check in second.location.checks.all()] == ["changed", "new"]


def test_an_edition_that_was_attached_before_becomes_the_current_one_again_and_closes_the_change():
    source = SourceFactory()
    first = attach(source, make_pdf(FIRST))
    attach(source, make_pdf(SECOND))
    assert attach(source, make_pdf(FIRST)) == first
    assert Snapshot.objects.count() == 2
    assert Change.objects.get().state == "resolved"
    assert Watch.objects.get().snapshot == first


def test_the_same_file_twice_is_one_snapshot():
    source = SourceFactory()
    attach(source, make_pdf(FIRST))
    assert refusal(source, make_pdf(FIRST), "other.pdf").startswith("This file is attached already")


def test_another_form_of_the_same_text_is_stored_without_a_change():
    source = SourceFactory()
    attach(source, make_pdf(FIRST))
    again = attach(source, make_pdf(FIRST, producer="another"))
    assert Watch.objects.get().snapshot == again
    assert Snapshot.objects.count() == 2
    assert not Change.objects.exists()


def test_one_body_is_stored_once_for_two_sources():
    content = make_pdf(FIRST)
    attach(SourceFactory(), content)
    attach(SourceFactory(), content)
    assert Snapshot.objects.count() == 2
    assert Body.objects.get().sha256 == sha256(content).hexdigest()


def encrypted_pdf() -> bytes:
    """A PDF whose dictionary of encryption no empty password opens (ISO 32000-1, 7.6)."""
    body = make_pdf(FIRST)
    words = b"<00000000000000000000000000000000000000000000000000000000000000ff>"
    encryption = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O " + words + b" /U " + words + b" /P -4 >>"
    return body.replace(b"/Info 6 0 R", b"/Info 6 0 R /ID [<00ff> <00ff>] " + encryption)


def zip_bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 120_000_000)
    return sink.getvalue()


REFUSED = {
    "empty": (b"", "The file is empty."),
    "encrypted": (encrypted_pdf(), "protected by a password"),
    "broken": (b"%PDF-1.7\n" + b"\x00" * 5_000, "cannot be read: it is damaged"),
    "scan": (make_pdf([]), "perhaps because it is a scan"),
    "zip bomb": (zip_bomb(), "larger when unpacked"),
    "image": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 2_000, "Files of this type"),
    "old Word file": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 2_000, "Files of this type"),
    "program": (b"MZ" + b"\x00" * 2_000, "Files of this type"),
    "white space": (b" \n \n", "contains no text"),
    "login page": (
        b"<!doctype html><title>Log in</title><p>Please log in to continue.</p><input type=password>",
        "reads like an error page",
    ),
}


@pytest.mark.usefixtures("reading_process")
def test_a_reading_process_tells_why_it_refuses_a_file():
    content, reason = REFUSED["zip bomb"]
    assert reason in refusal(SourceFactory(), content)


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason_and_leaves_nothing(kind):
    content, reason = REFUSED[kind]
    assert reason in refusal(SourceFactory(), content)
    assert not storages["snapshots"].exists(Body(sha256=sha256(content).hexdigest()).name)


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    assert refusal(SourceFactory(), bytes(51_000_000)) == ("The file has 51 MB. Files of up to 50 MB can be attached.")


def test_the_limit_can_be_set(settings):
    settings.OBSERVATORY_MAX_ATTACHMENT_BYTES = 100
    assert "Files of up to 0" in refusal(SourceFactory(), make_pdf(FIRST))


def test_a_file_that_is_two_types_at_once_is_stored_as_the_one_that_was_read():
    polyglot = b"<!--" + make_pdf(FIRST) + b"--><script>alert(1)</script>"
    snapshot = attach(SourceFactory(), polyglot, "plan.html")
    assert snapshot.content_type == "application/pdf"
    assert "alert" not in snapshot.text


def test_the_name_of_a_file_is_stored_without_folders_and_invisible_characters():
    snapshot = attach(SourceFactory(), make_pdf(FIRST), "../../C:\\etc\\plan\u202efdp\u200f<1>.pdf\x00")
    assert snapshot.file_name == "planfdp_1_.pdf"


@pytest.mark.parametrize(
    "columns",
    [{"role": "original"}, {"role": "attachment", "monitored": True}, {"role": "mirror", "monitored": False}],
)
def test_a_file_is_refused_where_a_page_is_monitored_or_expected(columns):
    place = LocationFactory(**columns)
    assert "can only be attached" in refusal(place.source, make_pdf(FIRST), location=place)


def test_a_file_is_refused_at_a_retired_location_and_at_that_of_another_source():
    place = LocationFactory(url="", role="attachment", monitored=False, retired_at="2026-01-01")
    assert "Restore it" in refusal(place.source, make_pdf(FIRST))
    other = LocationFactory(url="", role="attachment", monitored=False)
    assert "attachment of this source" in refusal(SourceFactory(), make_pdf(FIRST), location=other)


def test_a_file_can_be_attached_where_an_address_is_known_but_not_monitored():
    place = LocationFactory(role="attachment", monitored=False)
    snapshot = attach(place.source, make_pdf(FIRST), location=place)
    assert (snapshot.location, snapshot.url) == (place, "")


def test_the_database_refuses_a_snapshot_that_was_neither_fetched_nor_attached():
    snapshot = attach(SourceFactory(), make_pdf(FIRST))
    for columns in ({"file_name": ""}, {"http_status": 200}, {"url": "https://example.org/"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.filter(pk=snapshot.pk).update(**columns)


def test_an_attached_file_is_never_visited():
    attach(SourceFactory(), make_pdf(FIRST))
    now = timezone.now() + timedelta(days=900)
    create_missing_watches(now=now)
    assert claim_due(by="x", now=now, lease=timedelta(minutes=1), limit=10) == []


def test_retention_keeps_the_first_and_the_current_edition():
    source = SourceFactory()
    first = attach(source, make_pdf(FIRST))
    name = attach(source, make_pdf(FIRST, producer="another")).body.name
    last = attach(source, make_pdf(FIRST, producer="a third"))
    delete_old_rows(now=timezone.now() + timedelta(days=2000), checks_after=timedelta(1), snapshots_after=timedelta(1))
    assert set(Snapshot.objects.all()) == {first, last}
    assert not storages["snapshots"].exists(name)


def test_an_attached_file_is_exported_as_a_warc_resource_named_by_its_hash(tmp_path):
    content = make_pdf(FIRST)
    source = SourceFactory()
    attach(source, content, "plan.pdf")
    file = tmp_path / "plan.warc.gz"
    call_command("export_warc", str(file), "--source", source.key, stdout=io.StringIO())
    with file.open("rb") as stream:
        records = [(record, record.content_stream().read()) for record in ArchiveIterator(stream)]
    (_info, _), (record, body), (metadata, fields) = records
    name = base64.urlsafe_b64encode(sha256(content).digest()).decode().rstrip("=")
    assert (record.rec_type, body) == ("resource", content)
    assert record.rec_headers["WARC-Target-URI"] == f"ni:///sha-256;{name}"
    assert record.rec_headers["Content-Type"] == "application/pdf"
    assert record.rec_headers["WARC-Block-Digest"]
    assert metadata.rec_headers["WARC-Refers-To"] == record.rec_headers["WARC-Record-ID"]
    assert b"filename: plan.pdf\r\n" in fields


def test_the_operator_attaches_a_file_by_a_command(tmp_path):
    source = SourceFactory(key="MOST 2023a")
    file = tmp_path / "plan.pdf"
    out = io.StringIO()
    file.write_bytes(make_pdf(FIRST))
    call_command("attach_file", "MOST 2023a", str(file), "--note", "From the archive.", stdout=out)
    place = source.locations.get()
    assert f"plan.pdf is attached to MOST 2023a: location {place.pk}" in out.getvalue()
    assert place.note_en == "From the archive."
    file.write_bytes(make_pdf(SECOND))
    call_command("attach_file", "MOST 2023a", str(file), "--location", str(place.pk), stdout=out)
    assert "The change waits for a curator." in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["MOST 1999", "plan.pdf"], "There is no source with the key 'MOST 1999'. Similar keys: 'MOST 2023a'."),
        (["MOST 2023a", "absent.pdf"], "absent.pdf cannot be read: No such file or directory"),
        (["MOST 2023a", "."], "The file is empty|Is a directory"),
        (["MOST 2023a", "plan.pdf", "--location", "999"], "has no attachment with the ID 999.*It has: none"),
        (["MOST 2023a", "broken.pdf"], "broken.pdf: The file cannot be read"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, monkeypatch, arguments, reason):
    SourceFactory(key="MOST 2023a")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.pdf").write_bytes(make_pdf(FIRST))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(CommandError, match=reason):
        call_command("attach_file", *arguments)
    assert not Snapshot.objects.exists()


def test_a_lost_page_is_reported_although_a_file_is_attached_and_stays_so():
    page = LocationFactory()
    source = page.source
    attach(source, make_pdf(FIRST))
    now = timezone.now()
    lost = Change.objects.create(location=page, kind="lost", found_at=now, last_seen_at=now)
    attach(source, make_pdf(SECOND))
    lost.refresh_from_db()
    assert lost.state == "open"


@pytest.mark.usefixtures("reading_process")
@pytest.mark.django_db(transaction=True)
def test_two_files_that_are_sent_at_once_become_two_editions():
    source = SourceFactory()
    results = []

    def send(content):
        try:
            results.append(attach(source, content))
        except FileRefused as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[make_pdf(each)]) for each in (FIRST, SECOND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(each, Snapshot) for each in results), results
    place = source.locations.get()
    assert sorted(place.checks.values_list("outcome", flat=True)) == ["changed", "new"]
    assert Change.objects.get().state == "open"


@pytest.mark.django_db(transaction=True)
def test_an_attachment_that_fails_while_it_is_written_leaves_nothing(monkeypatch):
    source = SourceFactory()
    monkeypatch.setattr(
        "observatory.monitoring.on_request.attachments.record_visit",
        lambda **_: (_ for _ in ()).throw(OSError("disk full")),
    )
    with pytest.raises(OSError, match="disk full"):
        attach(source, make_pdf(FIRST))
    assert not Location.objects.exists()
    assert not Watch.objects.exists()
