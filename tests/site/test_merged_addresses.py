"""Every public address that names a record or a source leads on to the other one once it was merged."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from observatory.monitoring.on_request import attachments
from observatory.monitoring.on_request.attachments import attach_file
from observatory.publishing.merging.merge_records import merge_records
from observatory.publishing.merging.merge_sources import merge_sources
from observatory.publishing.record_publication import publish, publish_many
from observatory.records.models import Record
from tests.factories import CitationFactory, InstrumentFactory, SourceFactory, UserFactory
from tests.monitoring.sites import ReadHere
from tests.published import publish_rows

pytestmark = pytest.mark.django_db

OF_THE_DESK = ("admin/", "zh-hans/admin/", "preview/", "zh-hans/preview/")
# Named by something that is no record or source: a word of a vocabulary, a secret, a number of the history.
OTHER_KEYS = (
    ("code", "themes/ places/ fields/"),
    ("token", "review/ reports/ follow/ follows/ unsubscribe/"),
    ("key", "api/v1/statements/ api/v1/glossary/ api/v1/surveys/ api/v1/vocabularies/ api/v1/relations/"),
    ("key", "api/v1/changes/"),
)
# What a merged record published stays readable at its own address, and its history says what became of it.
KEPT = re.compile(r"versions/|/r/[^/]+/1$")


def public_patterns() -> list[str]:
    """Return the routes of the public site and the API that take something from the address."""
    return sorted({route for route in _walk(get_resolver("observatory.urls"), "") if "<" in route})


def _walk(resolver, before: str):
    for each in resolver.url_patterns:
        route = before + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from _walk(each, route)
        elif isinstance(each, URLPattern) and not route.startswith(OF_THE_DESK):
            yield route


def takes_another_key(route: str) -> bool:
    route = route.removeprefix("zh-hans/")
    return any(
        f":{name}>" in route or f"<{name}>" in route for name in ("code", "token", "form", "path", "table", "section")
    ) or any(route.startswith(tuple(begins.split())) for _name, begins in OTHER_KEYS)


def address_of(route: str, public_id: str, slug: str) -> str:
    values = {"public_id": public_id, "key": public_id, "slug": slug, "number": "1", "suffix": "bib"}
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route)
    return "/" + address.replace("\\.", ".").replace("\\Z", "").replace("$", "")


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def records(user):
    pair = [InstrumentFactory(title_en=title, slug=title.lower()) for title in ("Norms", "Standards")]
    publish_many(records=pair, by=None, reason="First.")
    winner, loser = (Record.objects.get(pk=row.pk) for row in pair)
    merge_records(record=loser, into=winner, by=user, reason="Entered twice")
    return winner, loser


@pytest.fixture
def sources(user, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(attachments, "Sandbox", ReadHere)  # files are read in this process
    own = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": own}
    winner, loser = SourceFactory(), SourceFactory()
    record = InstrumentFactory()
    CitationFactory(record=record, field="title", source=loser, quote="Norms of the ethics")
    attach_file(source=loser, content=b"Norms of the ethics of AI for Science.", name="norms.txt", by=None)
    publish(record=record, by=None, reason="First.")
    merge_sources(source=loser, into=winner, by=user, reason="Entered twice")
    publish(record=Record.objects.get(pk=record.pk), by=None, reason="Merged.")
    publish_rows(winner)  # with the location that it was given
    return winner, loser


def of_sources(route: str) -> bool:
    return "sources/" in route or route.removeprefix("zh-hans/") == "r/<slug:public_id>"


def test_there_are_routes_of_records_and_sources_in_both_languages():
    routes = [route for route in public_patterns() if not takes_another_key(route)]
    assert {"sources/<slug:public_id>/text/", "r/<slug:public_id>/card"} <= set(routes)
    assert "api/v1/sources/<slug:key>/" in routes


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_address_of_a_merged_source_leads_to_the_other_one(client, sources, prefix):
    winner, loser = sources
    routes = [route for route in public_patterns() if not takes_another_key(route) and of_sources(route)]
    assert len(routes) >= 5
    for route in routes:
        address = ("" if route.startswith("api/") else prefix) + address_of(route, loser.public_id, "")
        query = "" if route.startswith("api/") else "?x=1"  # the API refuses parameters that it does not know
        response = client.get(address + query)
        assert response.status_code in (301, 308), address
        wanted = address.replace(loser.public_id, winner.public_id)
        assert response["Location"].removeprefix("http://testserver") == wanted + query
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_address_of_a_merged_record_leads_to_the_other_one(client, records, prefix):
    winner, loser = records
    routes = [route for route in public_patterns() if not takes_another_key(route) and "sources/" not in route]
    routes = [route for route in routes if "<slug:slug>" not in route or route.startswith("instruments/")]
    routes = [route for route in routes if route != "s/<slug:public_id>"]  # a citation: it goes along with its ID
    assert len(routes) >= 8
    for route in routes:
        address = ("" if route.startswith("api/") else prefix) + address_of(route, loser.public_id, loser.slug)
        response = client.get(address)
        if KEPT.search(address):
            assert client.get(address, follow=True).status_code == 200, address
            continue
        assert response.status_code in (301, 308), address
        last = client.get(address, follow=True)
        assert last.status_code == 200, address
        chain = last.redirect_chain[-1][0]
        assert winner.public_id in chain or winner.slug in chain, address
        assert address.rpartition("/")[2].replace(loser.public_id, winner.public_id) in chain or "/r/" not in chain


def test_a_report_that_was_begun_before_the_merge_goes_to_the_other_record(client, records):
    winner, loser = records
    response = client.post(f"/r/{loser.public_id}/report?version=1", {"text": "x"})
    assert (response.status_code, response["Location"]) == (308, f"/r/{winner.public_id}/report")


def test_following_a_merged_record_is_following_the_other_one(client, records):
    winner, loser = records
    response = client.get(f"/follow/?record={loser.public_id}")
    assert (response.status_code, response["Location"]) == (301, f"/follow/?record={winner.public_id}")


def test_a_source_that_was_never_public_has_no_address(client):
    source = SourceFactory()
    for end in ("", "text/", "cite.bib"):
        assert client.get(f"/sources/{source.public_id}/{end}").status_code == 404
