"""Pages return 304 to a client with a current copy, are rendered once for all others, and only as long as nothing
they show has changed."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from observatory.monitoring.models import Watch
from observatory.public import program_digest
from observatory.publishing.catalogue.load import load
from observatory.publishing.record_publication import publish, withdraw
from observatory.records import registry
from observatory.records.models import Jurisdiction
from observatory.site.http.page_cache import SHOWN_AS_EDITED
from observatory.sources.models import Citation, Location
from tests.desk.browser_form import form_values
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory, SourceFactory, UserFactory
from tests.published import publish_rows

pytestmark = pytest.mark.django_db
PAGES = ["/initiatives/", "/search/?q=plan", "/timeline/", "/graph/", "/feed.atom", "/feed.json", "/sitemap.xml"]
PAGES += ["/sitemap-initiative.xml", "/zh-hans/initiatives/", "/coverage/", "/glossary/", "/disagreements/"]


@pytest.fixture(autouse=True)
def known_models(world):
    """The numbers of the models are looked up once a process."""
    for model in SHOWN_AS_EDITED:
        ContentType.objects.get_for_model(model)


def again(client, address, response, **cookies):
    client.cookies.load(cookies)
    return client.get(address, headers={"if-none-match": response.headers["ETag"]})


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_is_held_costs_one_query_and_no_body(client, world, address, django_assert_max_num_queries):
    first = client.get(address)
    assert first.status_code == 200
    with django_assert_max_num_queries(1):
        second = again(client, address, first)
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("address", PAGES)
def test_a_publication_and_a_withdrawal_make_a_new_page(client, world, address):
    first = client.get(address)
    record = InitiativeFactory(title_en="Plan of today")
    publish(record=record, by=None, reason="new")
    second = again(client, address, first)
    assert second.status_code == 200
    withdraw(record=record, by=None, reason="mistaken")
    assert again(client, address, second).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_what_is_published_after_the_clock_was_set_back_shows_at_once(client, world, address):
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=False):
        publish(record=InitiativeFactory(title_en="Published too early"), by=None, reason="a clock ahead")
    first = client.get(address)
    publish(record=InitiativeFactory(title_en="Plan of today"), by=None, reason="the right time")
    second = again(client, address, first)
    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]


def test_of_two_edits_at_once_the_one_that_ends_last_shows_too(client, admin_client, world):
    """Ids are drawn before the rows are committed: the later id may be seen first."""
    kind, user = ContentType.objects.get_for_model(Jurisdiction), UserFactory()
    row = {"content_type": kind, "user": user, "object_id": "1", "object_repr": "x", "action_flag": CHANGE}
    early, late = 9_000_001, 9_000_002
    LogEntry.objects.create(pk=late, **row)
    first = client.get("/places/CN/")
    Jurisdiction.objects.filter(code="CN").update(label_en="Middle Kingdom")
    LogEntry.objects.create(pk=early, **row)
    assert "Middle Kingdom" in again(client, "/places/CN/", first).content.decode()


def test_the_program_that_pages_are_made_with_holds_every_app_of_the_project():
    folders = program_digest.program_folders()
    types = {Path(apps.get_app_config(row.model._meta.app_label).path) for row in registry.all_types()}
    assert types <= folders
    assert {settings.BASE_DIR / "observatory", settings.BASE_DIR / "platforms"} <= folders
    assert not [path for path in folders if "site-packages" in path.parts]


def test_the_theme_and_the_language_are_part_of_what_is_held(client, world):
    first = client.get("/initiatives/")
    assert again(client, "/initiatives/", first, theme="dark").status_code == 200
    assert again(client, "/zh-hans/initiatives/", first).status_code == 200
    assert "Cookie" in first.headers["Vary"]


def test_no_page_needs_the_nonce_of_its_own_response(client, world):
    """A 304 comes with a policy of its own, which must fit the body that is kept."""
    for address in PAGES:
        assert "nonce" not in client.get(address).headers.get("Content-Security-Policy", "")


def test_what_cannot_be_read_is_not_held(client, world):
    response = client.get("/initiatives/?sort=password")
    assert response.status_code == 400
    assert "ETag" not in response.headers


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_made_once_for_all_readers(client, world, address, django_assert_max_num_queries):
    first = client.get(address)
    with django_assert_max_num_queries(1):
        second = client.get(address)
    assert (second.status_code, second.getvalue()) == (200, first.getvalue())
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_label_that_a_curator_mends_shows_at_once(client, admin_client, world):
    term = Jurisdiction.objects.get(code="CN")
    first = client.get("/places/CN/")
    address = f"/admin/records/jurisdiction/{term.pk}/change/"
    form = form_values(admin_client.get(address)) | {"label_en": "Middle Kingdom"}
    assert admin_client.post(address, form).status_code == 302
    again_shown = client.get("/places/CN/", headers={"if-none-match": first.headers["ETag"]})
    assert again_shown.status_code == 200
    assert "Middle Kingdom" in again_shown.content.decode()


def test_a_label_that_a_file_mends_shows_at_once(client, world, tmp_path):
    first = client.get("/places/CN/")
    lines = (settings.BASE_DIR / "fixtures" / "vocabularies" / "jurisdictions.yaml").read_text()
    (tmp_path / "vocabularies").mkdir()
    (tmp_path / "vocabularies" / "jurisdictions.yaml").write_text(lines.replace("China", "Middle Kingdom"))
    load(paths=[tmp_path], by=None, reason="x")
    shown = again(client, "/places/CN/", first)
    assert "Middle Kingdom" in shown.content.decode()
    load(paths=[tmp_path], by=None, reason="nothing new")
    assert again(client, "/places/CN/", shown).status_code == 304


def test_a_record_tells_the_health_of_its_sources_as_it_is_now(client, world, django_assert_max_num_queries):
    first = client.get("/initiatives/plan/")
    with django_assert_max_num_queries(8):
        assert client.get("/initiatives/plan/").content == first.content
        assert again(client, "/initiatives/plan/", first).status_code == 304
    now = timezone.now()
    gone = {"health": "gone", "since": now, "next_check_at": now}
    Watch.objects.update_or_create(location=Location.objects.get(url__startswith="https://www.gov"), defaults=gone)
    changed = again(client, "/initiatives/plan/", first)
    assert changed.status_code == 200
    assert "page removed since" in changed.content.decode()


def test_an_old_version_tells_the_health_of_sources_that_are_cited_no_longer(client, world):
    Citation.objects.filter(record=world.plan).delete()
    publish(record=world.plan, by=None, reason="x")
    first = client.get("/initiatives/plan/versions/1/")
    assert again(client, "/initiatives/plan/versions/1/", first).status_code == 304
    now = timezone.now()
    gone = {"health": "gone", "since": now, "next_check_at": now}
    Watch.objects.update_or_create(location=Location.objects.get(url__startswith="https://www.gov"), defaults=gone)
    assert "page removed since" in again(client, "/initiatives/plan/versions/1/", first).content.decode()


def test_a_record_tells_the_health_of_sources_that_only_its_neighbours_cite(client, world):
    address, launched = "/initiatives/plan/", world.ministry.relations.get(object=world.plan)
    source = SourceFactory()
    place = LocationFactory(source=source, url="https://news.example/launch")
    CitationFactory(record=world.ministry, field="", relation=launched, source=source, location=place)
    publish(record=world.ministry, by=None, reason="x")
    first = client.get(address)
    assert source.key in first.content.decode()
    assert again(client, address, first).status_code == 304
    now = timezone.now()
    Watch.objects.update_or_create(location=place, defaults={"health": "gone", "since": now, "next_check_at": now})
    changed = again(client, address, first)
    assert changed.status_code == 200
    assert "page removed since" in changed.content.decode()
    assert client.get(address).content == changed.content


def test_sources_are_held_until_their_health_or_what_is_published_of_them_changes(client, world):
    place = Location.objects.get(url__startswith="https://www.gov")
    addresses = ["/sources/", f"/sources/?q={world.notice.key}", f"/sources/{world.notice.public_id}/"]
    first = {address: client.get(address) for address in addresses}
    assert {again(client, address, first[address]).status_code for address in addresses} == {304}
    now = timezone.now()
    Watch.objects.update_or_create(location=place, defaults={"health": "gone", "since": now, "next_check_at": now})
    second = {address: again(client, address, first[address]) for address in addresses}
    assert all("page removed since" in page.content.decode() for page in second.values())
    assert {again(client, address, second[address]).status_code for address in addresses} == {304}
    Location.objects.filter(pk=place.pk).update(url="https://www.gov.example/elsewhere")
    assert {again(client, address, second[address]).status_code for address in addresses} == {304}
    publish_rows(world.notice)
    assert all(again(client, address, second[address]).status_code == 200 for address in addresses)
    assert client.get("/sources/nobody/").status_code == 404


def test_a_source_is_found_by_an_address_as_soon_as_it_is_published(client, world):
    address = "/sources/?q=https://new.example/notice"
    first = client.get(address)
    assert again(client, address, first).status_code == 304
    LocationFactory(source=world.notice, url="https://new.example/notice")
    assert again(client, address, first).status_code == 304
    publish_rows(world.notice)
    assert world.notice.key in again(client, address, first).content.decode()
