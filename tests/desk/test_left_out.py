"""What of a file is not in its text is said where the text is read: snapshot, evidence screen, change, attachment."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from observatory.monitoring.admin.stored_files import describe_left_out, page_ranges
from observatory.monitoring.models import Snapshot
from observatory.monitoring.reading.extract.document import Document
from tests.desk.claims import changed, snapshot
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory, SourceFactory
from tests.monitoring.pdf_files import pdf_file
from tests.monitoring.test_pdf import ENGLISH, NAMES, moved

FILE = Document(
    media="pdf", blocks=("Article 1", "Text."), unread_pages=(3, 4, 5, 9), unread_parts=("a<b>.rtf", "c.bin")
)
PAGES = "Pages 3–5, 9 of the file are not in this text: the file does not say which letters its fonts show."
PARTS = "Files inside the Word file cannot be read, and are not in this text: a&lt;b&gt;.rtf, c.bin."
CHINESE = ("文件第3–5、9页不在此文本中", "Word文件内含的文件无法解读，不在此文本中：a&lt;b&gt;.rtf、c.bin。")
LANGUAGES = pytest.mark.parametrize(("language", "sentences"), [("en", (PAGES, PARTS)), ("zh-hans", CHINESE)])


def stored(document: Document, content_type: str = "application/pdf") -> Snapshot:
    row = snapshot(LocationFactory())
    Snapshot.objects.filter(pk=row.pk).update(packed=gzip.compress(document.pack()), content_type=content_type)
    return Snapshot.objects.get(pk=row.pk)


def shown(client, address: str, language: str) -> str:
    return client.get(address if language == "en" else f"/{language}{address}").content.decode()


@pytest.mark.parametrize(
    ("pages", "ranges"),
    [
        ((), []),
        ((7,), ["7"]),
        ((1, 2), ["1–2"]),
        ((1, 3, 5), ["1", "3", "5"]),
        ((2, 3, 4, 9, 11, 12), ["2–4", "9", "11–12"]),
    ],
)
def test_pages_are_given_as_ranges(pages, ranges):
    assert page_ranges(pages) == ranges


def test_nothing_is_said_of_a_file_that_was_read_whole_and_a_long_list_is_cut():
    assert describe_left_out(Document("pdf", ("Text.",), pages=3)) == []
    with translation.override("en"):
        (one,) = describe_left_out(Document("pdf", unread_pages=(8,)))
        (many,) = describe_left_out(Document("pdf", unread_pages=tuple(range(1, 100, 2))))
    assert one.startswith("Page 8 of the file is not in this text")
    assert many.startswith("Pages 1, 3, 5,")
    assert "39, … of the file" in many


@LANGUAGES
@pytest.mark.django_db
def test_the_page_of_a_stored_text_says_what_is_not_in_it(curator, language, sentences):
    page = shown(curator, reverse("admin:monitoring_snapshot_change", args=[stored(FILE).pk]), language)
    assert all(sentence in page for sentence in sentences)


@LANGUAGES
@pytest.mark.django_db
def test_the_evidence_screen_says_what_is_not_in_the_stored_text(curator, language, sentences):
    row = stored(FILE)
    citation = CitationFactory(record=InitiativeFactory(launched="2026-03"), source=row.location.source)
    address = f"/admin/evidence/{citation.record_id}/?citation={citation.pk}"
    assert all(sentence in shown(curator, address, language) for sentence in sentences)


@LANGUAGES
@pytest.mark.django_db
def test_the_page_of_a_change_says_of_which_text_something_was_left_out(curator, language, sentences):
    before, after = stored(FILE), stored(Document("pdf", ("Article 1",)))
    change = changed(before.location, before=before, after=after)
    page = shown(curator, reverse("admin:monitoring_change_change", args=[change.pk]), language)
    heading = {"en": "The text before", "zh-hans": "变动前的文本"}[language]
    assert all(f"<strong>{heading}</strong> · {sentence}" in page for sentence in sentences)
    other = {"en": "The text after", "zh-hans": "变动后的文本"}[language]
    assert f"<strong>{other}</strong>" not in page


@pytest.mark.django_db
def test_whoever_attaches_a_file_is_told_which_pages_were_left_out(curator, settings, tmp_path):
    own = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": own}
    pages = [[f"{ENGLISH} {NAMES[at % 8]} {at}"] * 8 for at in range(20)]
    content = pdf_file([*pages[:7], [moved(ENGLISH)] * 6, *pages[7:]])
    address = reverse("admin:monitoring_snapshot_attach", args=[SourceFactory().pk])
    page = curator.post(address, {"file": SimpleUploadedFile("plan.pdf", content)}, follow=True).content.decode()
    assert "Page 8 of the file is not in this text" in page
