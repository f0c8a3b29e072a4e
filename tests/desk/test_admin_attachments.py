"""The form that attaches a file to a source, and the download of what is stored."""

import gzip
from hashlib import sha256

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from observatory.monitoring.models import Body, Change, Snapshot
from observatory.monitoring.models.snapshot import store_body
from observatory.monitoring.on_request import attachments
from observatory.monitoring.reading.extract.document import Document
from observatory.sources.models import Location
from tests.factories import LocationFactory, SourceFactory
from tests.monitoring.documents import make_pdf
from tests.monitoring.sites import ReadHere

pytestmark = pytest.mark.django_db
TEXT = ["The plan was launched in March 2023 by the ministry.", "It has 36 projects in five fields."]
HOSTILE = b"<!doctype html><title>x</title><script>alert(document.domain)</script><p>The plan was launched.</p>"


@pytest.fixture(autouse=True)
def _storage_of_its_own(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(attachments, "Sandbox", ReadHere)  # files are read in this process
    own = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": own}


def address(source) -> str:
    return reverse("admin:monitoring_snapshot_attach", args=[source.pk])


def send(client, source, content=None, name="plan.pdf", **values):
    values["file"] = SimpleUploadedFile(name, make_pdf(TEXT) if content is None else content)
    return client.post(address(source), values, follow=True)


def fetched(place: Location, body: bytes = HOSTILE, content_type: str = "text/html") -> Snapshot:
    digest = sha256(body).hexdigest()
    stored = store_body(body, digest)
    return Snapshot.objects.create(
        location=place,
        body=Body.objects.create(sha256=digest, size=len(body), stored_size=stored),
        taken_at=timezone.now(),
        url=place.url,
        http_status=200,
        content_type=content_type,
        extractor="1",
        packed=gzip.compress(Document(media="html", blocks=("text",)).pack()),
        fingerprint="f" * 64,
    )


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_those_who_edit_sources_attach_files_and_download_them(person, role):
    user, client = person(role)
    source = SourceFactory()
    assert address(source) in client.get(reverse("admin:sources_source_change", args=[source.pk])).content.decode()
    page = send(client, source, note="Sent by the ministry.").content.decode()
    snapshot = Snapshot.objects.get()
    assert "“plan.pdf” is attached." in page
    assert snapshot.attached_by == user
    assert snapshot.location.note_en == "Sent by the ministry."
    shown = client.get(reverse("admin:monitoring_snapshot_change", args=[snapshot.pk])).content.decode()
    download = reverse("admin:monitoring_snapshot_body", args=[snapshot.pk])
    assert download in shown
    assert "plan.pdf" in shown
    assert b"".join(client.get(download)) == make_pdf(TEXT)


def test_others_neither_attach_nor_download(person, client):
    source = SourceFactory()
    snapshot = fetched(LocationFactory(source=source))
    pages = [address(source), reverse("admin:monitoring_snapshot_body", args=[snapshot.pk])]
    _user, without_role = person(None)
    for page in pages:
        assert client.get(page).status_code == 302
        assert without_role.get(page).status_code == 403
    assert send(without_role, source).status_code == 403
    assert Snapshot.objects.count() == 1


def test_the_row_of_an_attached_file_does_not_speak_of_a_url_that_was_visited(curator):
    source = SourceFactory()
    send(curator, source)
    page = curator.get(reverse("admin:sources_source_change", args=[source.pk])).content.decode()
    assert "Files were attached here, and they are kept." in page
    assert "This URL cannot be changed" not in page


def test_the_second_edition_is_reported_with_its_change(curator):
    source = SourceFactory()
    send(curator, source)
    page = send(curator, source, make_pdf([TEXT[0], "It has 48 projects in seven fields."])).content.decode()
    assert "It differs from the edition before it." in page
    assert reverse("admin:monitoring_change_change", args=[Change.objects.get().pk]) in page


@pytest.mark.parametrize(
    ("language", "reason"),
    [("en", "This file is attached already, since"), ("zh-hans", "此文件已于")],
)
def test_the_same_file_is_refused_in_the_language_of_the_user(curator, language, reason):
    source = SourceFactory()
    send(curator, source)
    with override(language):
        assert reason in send(curator, source).content.decode()
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"MZ\x00\x00program", make_pdf([])])
def test_a_refused_file_keeps_what_was_typed(curator, content):
    source = SourceFactory()
    page = send(curator, source, content, note="Typed at length.")
    assert page.status_code == 200
    assert "Nothing was attached." in page.content.decode()
    assert "Typed at length." in page.content.decode()
    assert not Snapshot.objects.exists()
    assert not Location.objects.exists()


def test_a_file_of_51_megabytes_is_refused_before_it_is_read(curator):
    page = send(curator, SourceFactory(), bytes(51_000_000), note="Typed.").content.decode()
    assert "The file has 51 MB. Files of up to 50 MB can be attached." in page
    assert "Typed." in page


def test_a_form_without_a_file_says_so(curator):
    page = curator.post(address(SourceFactory()), {"note": "Typed."}).content.decode()
    assert "This field is required." in page
    assert "Typed." in page


def test_a_name_with_folders_and_marks_of_direction_is_cleaned(curator):
    source = SourceFactory()
    send(curator, source, name="..\\..\\plan\u202efdp.exe")
    assert Snapshot.objects.get().file_name == "planfdp.exe"
    snapshot = Snapshot.objects.get()
    answer = curator.get(reverse("admin:monitoring_snapshot_body", args=[snapshot.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="planfdp.exe"'


def test_an_attachment_with_a_url_can_be_chosen(curator):
    place = LocationFactory(role="attachment", monitored=False)
    assert f'<option value="{place.pk}">' in curator.get(address(place.source)).content.decode()
    send(curator, place.source, location=place.pk)
    assert Snapshot.objects.get().location == place


def test_a_fetched_page_is_downloaded_as_bytes_that_no_browser_executes(curator):
    snapshot = fetched(LocationFactory(url="https://example.org/plan/index.php?id=1"))
    answer = curator.get(reverse("admin:monitoring_snapshot_body", args=[snapshot.pk]))
    assert answer.streaming
    assert b"".join(answer) == HOSTILE
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="index.php.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Length"] == str(len(HOSTILE))


def test_a_body_that_the_storage_has_lost_is_not_found(curator):
    snapshot = fetched(LocationFactory())
    storages["snapshots"].delete(snapshot.body.name)
    assert curator.get(reverse("admin:monitoring_snapshot_body", args=[snapshot.pk])).status_code == 404


def test_the_page_of_a_source_takes_a_bounded_number_of_queries(curator, django_assert_max_num_queries):
    source = SourceFactory()
    for number in range(2):
        send(curator, source, make_pdf([*TEXT, f"Edition {number} of it."]))
    with django_assert_max_num_queries(12):
        curator.get(address(source))


def test_what_readers_see_of_the_text_is_set_in_the_form_of_the_source(curator, form_of):
    source = SourceFactory()
    form = reverse("admin:sources_source_change", args=[source.pk])
    values = form_of(curator, form) | {"rights": "whole"}
    assert curator.post(form, values).status_code == 302
    source.refresh_from_db()
    assert source.rights == "whole"
