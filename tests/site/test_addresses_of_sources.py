"""What readers see of addresses: former ones only where a citation names them, and none that may not be published."""

from datetime import date

import pytest
from django.utils import timezone

from observatory.monitoring.models import Change, Watch
from observatory.publishing.models import PublishedSource
from observatory.publishing.record_publication import publish
from observatory.site.cite.references import source_item
from observatory.site.overview.statement_and_source_changes import latest_changes, latest_losses
from observatory.sources.location_actions import restore_location, retire_location
from observatory.sources.models import Location
from tests.factories import CitationFactory, LocationFactory, UserFactory
from tests.published import publish_rows

pytestmark = pytest.mark.django_db

SECRET = "https://user:secretpw@intranet.example/"
BAD = [SECRET, "http://127.0.0.1:8000/admin/", "http://169.254.169.254/", "http://168.63.129.16/"]


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def pages_of(world) -> list[str]:
    source = f"/sources/{world.notice.public_id}/"
    return [source, "/sources/", "/initiatives/plan/", f"/api/v1{source}", "/api/v1/sources/"]


def test_a_retired_address_that_no_citation_names_is_not_shown(client, world):
    former = LocationFactory(source=world.notice, url="https://old.example.org/notice")
    publish_rows(world.notice)
    before = [page(client, address) for address in pages_of(world)]
    assert all("https://old.example.org/notice" in text for text in before)
    retire_location(location=former, by=UserFactory())
    publish_rows(world.notice)
    after = [page(client, address) for address in pages_of(world)]
    assert not any("old.example.org" in text for text in after)
    restore_location(location=former, by=UserFactory())
    publish_rows(world.notice)
    assert all("https://old.example.org/notice" in page(client, address) for address in pages_of(world))


def test_a_retired_address_that_a_citation_names_is_told_as_a_former_one(client, world):
    place = Location.objects.get(url__startswith="https://www.gov")
    retire_location(location=place, by=None, on=date(2026, 11, 28))
    publish_rows(world.notice)
    for address in (f"/sources/{world.notice.public_id}/", "/initiatives/plan/"):
        text = page(client, address)
        assert "https://www.gov.example.cn/xinwen/1.htm" in text
        assert "former web address since" in text
    found = client.get(f"/api/v1/sources/{world.notice.public_id}/").json()["locations"]
    row = next(row for row in found if row["url"] == place.url)
    assert (row["retired_at"], row["watched"]) == ("2026-11-28", False)
    assert client.get(f"/api/v1/sources/?q={place.url}").json()["results"][0]["key"] == world.notice.key


def test_a_retired_address_is_not_the_one_to_cite_the_source_by(world):
    source = PublishedSource.objects.get(pk=world.notice.pk)
    assert source_item(source.content)["URL"] == "https://www.gov.example.cn/xinwen/1.htm"
    retire_location(location=world.notice.locations.first(), by=None)
    publish_rows(world.notice)
    source.refresh_from_db()
    assert source_item(source.content)["URL"] == "https://archive.example.org/1"


def test_what_became_of_a_retired_address_is_no_news(world):
    place = Location.objects.get(url__startswith="https://www.gov")
    now = timezone.now()
    Watch.objects.create(location=place, health="gone", since=now, next_check_at=now)
    Change.objects.create(location=place, kind="moved", proposed_url="https://a.cn/", found_at=now, last_seen_at=now)
    assert (len(latest_changes(9)), len(latest_losses(9))) == (1, 1)
    retire_location(location=place, by=None)
    assert (len(latest_changes(9)), len(latest_losses(9))) == (1, 1)
    publish_rows(world.notice)
    assert (latest_changes(9), latest_losses(9)) == ([], [])


@pytest.mark.parametrize("url", BAD)
def test_an_address_that_was_stored_before_the_check_is_published_nowhere(client, world, url):
    place = LocationFactory(source=world.notice, url=url)
    record = world.plan
    CitationFactory(record=record, field="objectives", source=world.notice, location=place)
    publish_rows(world.notice)
    type(world.model).objects.filter(pk=world.model.pk).update(website=url)
    for row in (record, world.model):
        publish(record=row, by=None, reason="With an address that must not be public")
    now = timezone.now()
    Watch.objects.create(location=place, health="gone", since=now, next_check_at=now)
    documents = [f"/api/v1/records/{row.public_id}/" for row in (record, world.model)]
    for address in [*pages_of(world), *documents, "/platforms/pangu/", "/changes/", "/api/v1/export.jsonl"]:
        text = client.get(address).getvalue().decode()
        assert url not in text, address
        assert "secretpw" not in text, address


def test_a_published_website_that_may_not_be_public_is_not_printed(client, world):
    entry = world.model.entry
    entry.document["facts"]["website"] = SECRET
    entry.save()
    assert "secretpw" not in page(client, "/platforms/pangu/")
    assert "The web address is not public" in page(client, "/platforms/pangu/")


def test_an_address_of_a_local_installation_is_a_link_there(client, world, settings):
    LocationFactory(source=world.notice, url="http://127.0.0.1:8000/law")
    publish_rows(world.notice)
    assert "http://127.0.0.1:8000/law" not in page(client, f"/sources/{world.notice.public_id}/")
    settings.OBSERVATORY_FETCH_ALLOW = "127.0.0.0/8"
    LocationFactory(source=world.notice)  # another page than the one that was kept
    publish_rows(world.notice)
    assert 'href="http://127.0.0.1:8000/law"' in page(client, f"/sources/{world.notice.public_id}/")


@pytest.mark.parametrize("url", ["https://user:pw@example.org/", "http://10.0.0.1/", "http://"])
def test_a_program_that_asks_for_a_bad_address_is_told_why(client, world, url):
    response = client.get("/api/v1/sources/", {"q": url})
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "q"
