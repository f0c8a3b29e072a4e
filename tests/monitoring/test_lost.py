"""Series of failures: lost, unreachable from here, or a problem on our side."""

import contextlib
import socket
from functools import partial

import pytest

from observatory.monitoring.http import client
from observatory.monitoring.http.resolve import GuardedResolver
from observatory.monitoring.models import Change, Check, Round, Watch
from observatory.monitoring.outcomes import Outcome

from .sites import LAW, Site, article, days, location, outcome, round_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


def test_a_page_that_vanishes_is_failing_then_broken_then_well_again(site):
    site.pages["/law"] = article(*LAW)
    place = location(site.url("/law"))
    round_at()
    del site.pages["/law"]
    health = []
    for day in (1, 2, 3, 4, 5):
        round_at(days(day), these=[place])
        health.append(Watch.objects.get(location=place).health)
    assert health == ["failing", "failing", "failing", "broken", "broken"]
    lost = place.changes.get()
    assert (lost.kind, lost.state, lost.health) == ("lost", "open", "broken")
    site.pages["/law"] = article(*LAW)
    assert outcome(place, days(6)) == Outcome.UNCHANGED
    lost.refresh_from_db()
    assert (lost.state, Watch.objects.get(location=place).health) == ("resolved", "ok")


def test_a_work_with_a_readable_mirror_is_not_lost(site):
    site.pages |= {"/law": article(*LAW), "/mirror": article(*LAW)}
    original = location(site.url("/law"))
    mirror = location(site.url("/mirror"), original.source, role="mirror")
    round_at()
    del site.pages["/law"]
    for day in range(1, 6):
        round_at(days(day), these=[original, mirror])
    assert Watch.objects.get(location=original).health == "broken"
    assert not Change.objects.exists()
    del site.pages["/mirror"]
    for day in range(6, 11):
        round_at(days(day), these=[original, mirror])
    assert set(Change.objects.open().values_list("kind", flat=True)) == {"lost"}


def test_with_no_network_nothing_alarms_and_nothing_is_lost(monkeypatch):
    """Names that no name server knows (RFC 6761) stand for a machine without a network: on the first day they are
    asked for in earnest, which may take a second, later a stand-in says what the system says without a network."""
    places = [location(f"http://site{n}.invalid/law") for n in range(1, 9)]
    for day in range(6):
        if day == 1:
            monkeypatch.setattr(client, "GuardedResolver", partial(GuardedResolver, lookup=_no_name_server))
        summary, results = round_at(days(day), these=places)
        assert summary.ours
        assert {str(result.finding.outcome) for result in results.values()} <= {"dns_error", "timeout"}
    assert set(Watch.objects.values_list("health", flat=True)) == {"unknown"}
    assert Check.objects.filter(counted=False).count() == 48
    assert not Change.objects.exists()


def _no_name_server(*_, **__):
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def test_when_most_hosts_fail_at_once_the_fault_is_ours():
    """Ports that nobody listens on stand for a line that is down."""
    with Site() as well:
        well.pages["/law"] = article(*LAW)
        places = [location(f"http://127.0.0.{n}:19999/law") for n in range(1, 9)] + [location(well.url("/law"))]
        for day in range(6):
            summary, _ = round_at(days(day), these=places)
            assert summary.ours
            assert summary.done == len(places)
    assert set(Watch.objects.values_list("health", flat=True)) == {"unknown", "ok"}
    assert not Change.objects.exists()
    assert Check.objects.filter(outcome="connection_error", counted=False).count() == 48
    assert Round.objects.filter(ours=True).count() == 6


def test_one_dead_host_among_many_is_its_own_fault():
    with contextlib.ExitStack() as stack:
        sites = [stack.enter_context(Site(host=f"127.0.0.{n}")) for n in range(1, 5)]
        for site in sites:
            site.pages["/law"] = article(*LAW)
        places = [location(site.url("/law")) for site in sites]
        dead = location("http://127.0.0.9:19999/law")
        for day in range(5):
            summary, _ = round_at(days(day), these=[*places, dead])
            assert not summary.ours
    assert Watch.objects.get(location=dead).health == "unreachable"
    assert not Change.objects.exists()


def test_what_is_out_of_sight_for_a_month_is_reported(site):
    place = location(site.url("/law"))
    site.pages["/law"] = ("403 Forbidden", b"no", {})
    for day in range(0, 36, 5):
        round_at(days(day), these=[place])
    change = place.changes.get()
    assert (change.kind, change.health) == ("lost", "blocked")
