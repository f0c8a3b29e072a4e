"""A replaced file that cannot be read, at the desk: the inbox, the page of the change, its decisions and downloads."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import Change, Watch
from tests.desk.browser_form import form_values
from tests.desk.claims import decision_page, page_of
from tests.factories import CitationFactory, LocationFactory
from tests.unread import kept_file, replaced

pytestmark = pytest.mark.django_db
QUOTE = "the central budget will provide 4.5 billion yuan"


@pytest.fixture(autouse=True)
def _storage_of_its_own(settings, tmp_path):
    own = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": own}


@pytest.fixture
def change():
    place = LocationFactory(url="https://gov.example.cn/annex.doc")
    citation = CitationFactory(source=place.source, quote=QUOTE, verdict="supports", checked_at=date(2026, 3, 3))
    return replaced(place, citation)


def shown(client, address: str) -> str:
    return " ".join(html.fromstring(client.get(address).content.decode()).text_content().split())


def test_the_inbox_says_that_the_file_was_replaced_and_when(curator, change):
    text = shown(curator, "/admin/monitoring/change/")
    assert "The file was replaced on Nov. 20, 2026." in text
    assert "text cannot be read" in text


def test_the_inbox_says_it_also_of_a_file_that_no_statement_cites(curator):
    replaced(LocationFactory())
    assert "The file was replaced on Nov. 20, 2026." in shown(curator, "/admin/monitoring/change/")


def test_the_page_of_the_change_shows_both_files_and_no_difference(curator, change):
    text = shown(curator, page_of(change))
    for file, kind in ((change.file_before, "application/msword"), (change.file_after, "text/x-hostile")):
        assert file.body_id[:16] in text
        assert kind in text
        assert reverse("admin:monitoring_unread_file", args=[file.pk]) in curator.get(page_of(change)).content.decode()
    assert "no difference can be shown" in text
    assert "This change has no difference of texts." not in text


def test_it_says_so_in_chinese(curator, change):
    text = shown(curator, f"/zh-hans{page_of(change)}")
    assert "文件已于2026年11月20日被替换。" in text
    assert "请打开两个文件自行比较" in text


def test_a_text_that_a_file_replaced_is_named_as_such(curator, change):
    Change.objects.update(file_before=None)
    assert "A file that cannot be read took the place of the text" in shown(curator, page_of(change))


def test_a_server_that_sends_another_file_at_every_visit_is_told_of(curator, change):
    assert "at each of the last" not in shown(curator, page_of(change))
    Watch.objects.update(replacements=7)
    for address in (page_of(change), reverse("admin:monitoring_watch_change", args=[change.location_id])):
        assert "The server sent another file at each of the last 7 visits." in shown(curator, address)


def test_a_stored_file_is_sent_as_a_download_that_no_browser_executes(curator, change):
    answer = curator.get(reverse("admin:monitoring_unread_file", args=[change.file_after_id]))
    assert b"".join(answer.streaming_content) == b"<script>second</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="annex.doc"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_may_not_download_gets_no_link_and_no_file(person, change):
    _, client = person(None)
    url = reverse("admin:monitoring_unread_file", args=[change.file_after_id])
    assert client.get(url).status_code == 403
    kept_file(change.location, b"third")


def test_still_supported_asks_whether_the_file_was_opened_and_leaves_the_quote(curator, change):
    row = change.affected.get()
    page = decision_page(row, "still_supported")
    text = shown(curator, page)
    assert "Yes, I have opened the new file" in text
    assert "The quote stays as it is." in text
    curator.post(page, form_values(curator.get(page)) | {"confirmed": "on"}, follow=True)
    row.refresh_from_db()
    citation = row.citation
    assert (row.decision, citation.quote, citation.verdict) == ("still_supported", QUOTE, "supports")
    assert citation.checked_at == timezone.localdate()
    change.refresh_from_db()
    assert change.state == "resolved"


def test_still_supported_is_not_given_unseen(curator, change):
    row = change.affected.get()
    page = decision_page(row, "still_supported")
    curator.post(page, form_values(curator.get(page)), follow=True)
    row.refresh_from_db()
    assert row.decision == ""


def test_a_file_that_was_replaced_again_meanwhile_is_looked_at_again(curator, change):
    row = change.affected.get()
    page = decision_page(row, "still_supported")
    form = form_values(curator.get(page))
    Change.objects.update(file_after=kept_file(change.location, b"third"))
    curator.post(page, form | {"confirmed": "on"}, follow=True)
    row.refresh_from_db()
    assert row.decision == ""


@pytest.mark.parametrize("decision", ["not_supported", "dismissed"])
def test_a_statement_of_a_replaced_file_is_judged_like_others(curator, change, decision):
    row = change.affected.get()
    page = decision_page(row, decision)
    curator.post(page, form_values(curator.get(page)) | {"reason": "Only the layout is another."}, follow=True)
    row.refresh_from_db()
    assert row.decision == decision


def test_a_lost_source_still_offers_no_support(curator, change):
    Change.objects.update(kind="lost", file_before=None, file_after=None)
    row = change.affected.get()
    row.change.refresh_from_db()
    assert "still_supported" not in curator.get(page_of(change)).content.decode()


def test_the_page_of_the_url_names_the_file(curator, change):
    text = shown(curator, reverse("admin:monitoring_watch_change", args=[change.location_id]))
    assert "File that cannot be read" in text
    assert change.file_after.body_id[:16] in text
