"""What readers see of a source whose file the observatory cannot read: that it is the same, or that it was replaced."""

from datetime import date

import pytest
from lxml import html

from observatory.monitoring.models import Change, Watch
from observatory.public.location_health import health_digest
from observatory.publishing.record_publication import publish
from observatory.site.overview.statement_and_source_changes import latest_changes, latest_losses
from observatory.sources.models import Citation
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory, SourceFactory
from tests.published import publish_rows
from tests.stored_rows import made_once
from tests.unread import kept_file, replaced

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage_of_its_own(settings, tmp_path):
    own = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": own}


@pytest.fixture
@made_once
def place(db):
    source = SourceFactory(key="MOST 2023")
    place = LocationFactory(source=source, url="https://gov.example.cn/annex.doc")
    plan = InitiativeFactory(slug="plan", title_en="Plan", launched="2023-08")
    CitationFactory(record=plan, field="launched", source=source, verdict="supports", checked_at=date(2026, 11, 10))
    publish_rows(source)
    publish(record=plan, by=None, reason="x")
    return place


def margin(client, prefix: str = "") -> str:
    tree = html.fromstring(client.get(f"{prefix}/initiatives/plan/").content.decode())
    [cell] = tree.xpath("//div[@id='launched']/dd[contains(@class, 'margin')]")
    return " ".join(cell.text_content().split())


def health(client, place, prefix: str = "") -> str:
    tree = html.fromstring(client.get(f"{prefix}/sources/{place.source.public_id}/").content.decode())
    return " ".join(tree.xpath("//p[contains(@class, 'health')]")[0].text_content().split())


def test_the_source_says_that_the_file_is_the_same(client, place):
    kept_file(place, b"first")
    assert health(client, place) == "we cannot read this file; the same since 3 Nov 2026"
    assert health(client, place, "/zh-hans") == "本站无法读取此文件，文件未变，始于 2026年11月3日"


def test_the_source_and_the_margin_say_that_the_file_was_replaced(client, place):
    replaced(place)
    for text in (health(client, place), margin(client)):
        assert "file replaced, and we cannot read it; detected 20 Nov 2026" in text
    assert "文件已被替换，本站无法读取，发现于 2026年11月20日" in margin(client, "/zh-hans")


def test_of_a_change_that_was_judged_nothing_is_said(client, place):
    Change.objects.filter(pk=replaced(place).pk).update(state="resolved", closed_at="2026-11-21T00:00Z")
    assert health(client, place) == "we cannot read this file; the same since 20 Nov 2026"
    assert "replaced" not in margin(client)


def test_a_verdict_of_a_later_day_was_given_on_the_new_file(client, place):
    replaced(place)
    Citation.objects.update(checked_at=date(2026, 11, 21))
    publish(record=Citation.objects.get().record, by=None, reason="x")
    assert "replaced" not in margin(client)


def test_a_failure_of_another_kind_comes_first(client, place):
    kept_file(place, b"first")
    Watch.objects.update(outcome="timeout", health="unreachable")
    assert health(client, place) == "our server could not reach it; last tried 3 Nov 2026"


@pytest.mark.parametrize("state", ["failing", "blocked"])
def test_changed_sources_name_the_replaced_file_and_say_why_it_is_not_read(client, place, state):
    replaced(place)
    Watch.objects.update(health=state)
    assert [(row.key, row.words) for row in latest_changes(9)] == [("MOST 2023", "file replaced")]
    assert [row.words for row in latest_losses(9)] == ["the file is there, but we cannot read it"]
    text = " ".join(html.fromstring(client.get("/changes/").content.decode()).text_content().split())
    assert "file replaced" in text
    assert "文件已替换" in client.get("/zh-hans/changes/").content.decode()


def test_a_file_that_is_no_longer_there_is_lost(place):
    kept_file(place, b"first")
    Watch.objects.update(outcome="not_found", health="broken")
    assert [row.words for row in latest_losses(9)] == ["has not been readable for some time"]


def test_a_cached_page_is_made_anew_when_a_file_is_kept_or_replaced(place):
    seen = [health_digest([place.source.public_id])]
    kept_file(place, b"first")
    seen.append(health_digest([place.source.public_id]))
    change = replaced(place)
    seen.append(health_digest([place.source.public_id]))
    Change.objects.filter(pk=change.pk).update(last_seen_at="2026-11-25T00:00Z")
    seen.append(health_digest([place.source.public_id]))
    assert len(set(seen)) == 4
