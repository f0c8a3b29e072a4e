"""Where documents went: redirects, canonical links and refreshes, on loopback."""

import pytest

from observatory.monitoring.changes import change_actions
from observatory.monitoring.models import Change, Watch
from observatory.monitoring.outcomes import Outcome
from observatory.sources.models import Location, Source
from tests.factories import UserFactory

from .sites import LAW, START, article, days, location, outcome, round_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


def test_a_permanent_redirect_to_the_same_document_proposes_the_new_address(site):
    site.pages["/law"] = article(*LAW)
    place = location(site.url("/law"))
    round_at()
    site.pages |= {"/new": article(*LAW), "/law": ("301 Moved Permanently", b"", {"Location": "/new"})}
    assert outcome(place, days(1)) == Outcome.MOVED
    assert outcome(place, days(2)) == Outcome.MOVED
    change = place.changes.get()
    assert (change.kind, change.proposed_url, change.state) == ("moved", site.url("/new"), "open")
    assert Watch.objects.get(location=place).health == "moved"
    new = change_actions.accept_move(change=change, by=UserFactory())
    assert (new.url, new.source) == (site.url("/new"), place.source)
    assert not Location.objects.get(pk=place.pk).monitored


def test_a_dismissed_address_is_not_proposed_again(site):
    site.pages |= {"/new": article(*LAW), "/law": ("301 Moved Permanently", b"", {"Location": "/new"})}
    place = location(site.url("/law"))
    assert outcome(place) == Outcome.MOVED
    change_actions.dismiss_change(change=place.changes.get(), by=UserFactory(), note="It is the same site.")
    assert outcome(place, days(1)) == Outcome.UNCHANGED
    assert place.changes.count() == 1
    assert Watch.objects.get(location=place).health == "ok"


def test_a_redirect_to_the_home_page_is_not_a_move(site):
    site.pages["/law"] = article(*LAW)
    site.pages["/"] = article("Welcome to the Ministry of Research", *LAW[1:])
    place = location(site.url("/law"))
    round_at()
    site.pages["/law"] = ("301 Moved Permanently", b"", {"Location": "/"})
    assert outcome(place, days(1)) == Outcome.SOFT_404
    assert place.snapshots.count() == 1


def test_a_page_that_every_made_up_address_leads_to_is_not_a_move(site):
    site.pages["/catch"] = article(*LAW)

    class Everything(dict):
        def get(self, path, default=None):
            async def lead(request):
                await request.reply("301 Moved Permanently", b"", Location="/catch")

            async def catch(request):
                await request.reply(body=article(*LAW))

            return {"/catch": catch, "/robots.txt": None}.get(path, lead)

    site.extra = Everything()
    assert outcome(location(site.url("/docs/law"))) == Outcome.SOFT_404


def test_meta_refresh_and_canonical_links_are_moves_when_the_document_stands_there(site):
    refresh = "<meta http-equiv='refresh' content='0; url=/there'>"
    site.pages |= {
        "/here": f"<html><head>{refresh}</head><body></body></html>".encode(),
        "/there": article(*LAW),
        "/print": article(*LAW, head="<link rel='canonical' href='/there'>"),
        "/wrong": article(*LAW, head="<link rel='canonical' href='/absent'>"),
    }
    places = {path: location(site.url(path)) for path in ("/here", "/print", "/wrong")}
    for moment in (START, days(1)):
        _, results = round_at(moment, these=list(places.values()))
        found = {path: results[place.url].finding for path, place in places.items()}
        assert found["/here"].outcome == found["/print"].outcome == Outcome.MOVED
        assert found["/here"].proposed_url == found["/print"].proposed_url == site.url("/there")
        assert found["/wrong"].outcome in (Outcome.NEW, Outcome.UNCHANGED)


def test_a_page_that_only_sends_its_reader_in_a_circle_is_no_document(site):
    def sending_to(url: str) -> bytes:
        return f"<html><head><meta http-equiv='refresh' content='0;url={url}'></head><body></body></html>".encode()

    site.pages |= {f"/{n}": sending_to(f"/{n + 1}") for n in range(9)}
    site.pages |= {"/self": sending_to("/self"), "/script": sending_to("javascript:alert(1)")}
    site.pages |= {"/private": sending_to("http://10.0.0.1/")}
    expected = {"/0": "redirect_loop", "/self": "redirect_loop", "/script": "invalid_url"}
    expected |= {"/private": "forbidden_address"}
    places = {path: location(site.url(path)) for path in expected}
    _, results = round_at(these=list(places.values()))
    assert {path: str(results[place.url].finding.outcome) for path, place in places.items()} == expected


def test_pages_that_all_lead_to_one_page_have_not_moved_there(site):
    site.pages["/notice"] = article(*LAW)
    site.pages |= {f"/{n}": ("301 Moved Permanently", b"", {"Location": "/notice"}) for n in range(6)}
    places = [location(site.url(f"/{n}")) for n in range(6)]
    summary, _ = round_at(these=places)
    assert summary.outcomes == {"soft_404": 6}
    assert not Change.objects.exists()


def test_a_move_is_taken_back_when_more_and_more_pages_lead_there(site):
    site.pages["/notice"] = article(*LAW)
    places = []
    for day in range(5):
        site.pages[f"/{day}"] = ("301 Moved Permanently", b"", {"Location": "/notice"})
        places.append(location(site.url(f"/{day}")))
        round_at(days(day), these=[places[-1]])
    assert Change.objects.filter(kind="moved").count() == 3
    assert not Change.objects.open().exists()
    assert outcome(places[0], days(6)) == Outcome.SOFT_404


def test_two_addresses_of_one_source_that_lead_to_one_page_are_no_crowd(site):
    site.pages["/new"] = article(*LAW)
    source = Source.objects.create(key="law", type="webpage", title_en="Law")
    for n in range(5):
        site.pages[f"/{n}"] = ("301 Moved Permanently", b"", {"Location": "/new"})
    places = [location(site.url(f"/{n}"), source) for n in range(5)]
    summary, _ = round_at(these=places)
    assert summary.outcomes == {"moved": 5}
