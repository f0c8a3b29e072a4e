"""Whole rounds over sites on loopback: what is visited, what is written, what a curator is told."""

import asyncio
import contextlib
import gzip
from dataclasses import replace
from datetime import timedelta

import pytest

from observatory.monitoring import actions
from observatory.monitoring.models import AffectedCitation, Change, Check, Round, Snapshot, Watch
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.sandbox import Sandbox
from observatory.sources.models import Citation, Location
from tests.factories import InitiativeFactory, UserFactory

from .sites import LAW, START, Site, article, days, location, round_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _loopback(settings, tmp_path):
    settings.OBSERVATORY_FETCH_ALLOW = "127.0.0.0/8"
    settings.OBSERVATORY_HOST_INTERVAL = 0
    settings.OBSERVATORY_TOTAL_TIMEOUT = 2
    settings.OBSERVATORY_FIRST_BYTE_TIMEOUT = 1
    settings.OBSERVATORY_READER_PROCESSES = 1
    storages = dict(settings.STORAGES)
    storages["snapshots"] = storages["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = storages


@pytest.fixture
def site():
    with Site() as site:
        yield site


def outcome(place: Location, moment=START, **options) -> str:
    """The outcome of a round over one location."""
    _, results = round_at(moment, these=[place], **options)
    return results[place.url].finding.outcome


def test_the_real_reading_processes_are_used_outside_tests(site):
    site.pages["/law"] = article(*LAW)
    assert outcome(location(site.url("/law")), sandbox=Sandbox) == Outcome.NEW


def test_a_first_visit_keeps_body_text_headers_and_address(site):
    site.pages["/law"] = article(*LAW)
    place = location(site.url("/law"))
    summary, _ = round_at()
    snapshot = Snapshot.objects.get(location=place)
    assert summary.outcomes == {"new": 1}
    assert snapshot.body.read() == article(*LAW)
    assert snapshot.document.blocks[-1] == LAW[-1]
    assert (snapshot.title, snapshot.ip_address, snapshot.http_status) == ("Measures", "127.0.0.1", 200)
    assert snapshot.headers["content-type"] == "text/html; charset=utf-8"
    assert place.watch.health == "ok"
    assert Check.objects.get(location=place).snapshot == snapshot


def test_a_body_is_stored_once_however_many_locations_show_it(site):
    site.pages |= {"/a": article(*LAW), "/b": article(*LAW)}
    one, two = location(site.url("/a")), location(site.url("/b"))
    round_at()
    assert one.snapshots.get().body == two.snapshots.get().body


def test_a_change_lands_on_the_statement_that_rests_on_it(site):
    site.pages["/law"] = article(*LAW)
    place = location(site.url("/law"))
    record = InitiativeFactory()
    fields = {"record": record, "field": "start", "source": place.source}
    gone = Citation.objects.create(
        **fields, locator="2", quote="shall deposit their data in a certified centre within 90 days"
    )
    kept = Citation.objects.create(**fields, locator="5", quote="inspects certified centres every two years")
    bare = Citation.objects.create(**fields, locator="6")
    round_at()
    new = list(LAW)
    new[2] = (
        "Article 2. Contractors need not hand over anything to anybody, and no time limit applies to them any longer."
    )
    site.pages["/law"] = article(*new)
    assert outcome(place, days(1)) == Outcome.CHANGED

    change = Change.objects.get(location=place)
    assert (change.kind, change.state, change.before_id, change.after_id) == (
        "content",
        "open",
        *Snapshot.objects.order_by("pk").values_list("pk", flat=True),
    )
    assert change.diff[0]["before"] == LAW[2]
    found = {row.citation: row for row in AffectedCitation.objects.all()}
    assert found[gone].found == "absent"
    assert found[gone].text == new[2]
    assert found[kept].found == "exact"
    assert found[bare].found == "unquoted"


def test_noise_alarms_nobody_and_keeps_no_snapshot(site):
    place = location(site.url("/law"))
    for day in range(3):
        site.pages["/law"] = article(*LAW, noise=f"Page generated at 2026-03-0{day + 1} 12:00:0{day}. {day}321 visits")
        round_at(days(day), these=[place])
    assert list(place.checks.order_by("at").values_list("outcome", flat=True)) == ["new", "unchanged", "unchanged"]
    assert place.snapshots.count() == 1
    assert not place.changes.exists()


def test_a_page_that_flips_between_variants_alarms_once_and_takes_it_back(site):
    place = location(site.url("/law"))
    other = [*LAW[:5], "Article 5. The Ministry never inspects any centre and keeps all of its findings to itself."]
    seen = []
    for day, text in enumerate([LAW, other, LAW, other, LAW]):
        site.pages["/law"] = article(*text)
        seen.append(str(outcome(place, days(day))))
    assert seen == ["new", "changed", "unchanged", "unchanged", "unchanged"]
    change = place.changes.get()
    assert (change.state, change.closed_by) == ("resolved", None)
    assert place.snapshots.count() == 2


def test_two_changes_before_a_curator_looks_are_one_change_from_the_first_text(site):
    place = location(site.url("/law"))
    for day, ending in enumerate(
        ["every two years", "every four years, or whenever it likes", "only if somebody complains"]
    ):
        site.pages["/law"] = article(*LAW[:5], f"Article 5. The Ministry inspects certified centres {ending}.")
        round_at(days(day), these=[place])
    change = place.changes.get()
    assert "every two years" in change.diff[0]["before"]
    assert "somebody complains" in change.diff[0]["after"]
    assert change.last_seen_at == days(2)


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
    new = actions.accept_move(change=change, by=UserFactory())
    assert (new.url, new.source) == (site.url("/new"), place.source)
    assert not Location.objects.get(pk=place.pk).monitored


def test_a_dismissed_address_is_not_proposed_again(site):
    site.pages |= {"/new": article(*LAW), "/law": ("301 Moved Permanently", b"", {"Location": "/new"})}
    place = location(site.url("/law"))
    assert outcome(place) == Outcome.MOVED
    actions.dismiss(change=place.changes.get(), by=UserFactory(), note="It is the same site.")
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


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (article("页面不存在", "对不起，您访问的页面不存在或已被删除。", title="404"), Outcome.SOFT_404),
        (article("Checking your browser before accessing the site.", title="Just a moment..."), Outcome.BLOCKED),
        (article("用户登录", "请先登录后查看。", title="用户登录"), Outcome.LOGIN_REQUIRED),
    ],
)
def test_an_error_page_is_never_stored_as_the_document(site, page, expected):
    site.pages["/law"] = article(*LAW)
    place = location(site.url("/law"))
    round_at()
    site.pages["/law"] = page
    assert outcome(place, days(1)) == expected
    assert place.snapshots.count() == 1
    assert not place.changes.exists()
    site.pages["/law"] = article(*LAW)
    assert outcome(place, days(2)) == Outcome.UNCHANGED


def test_an_answer_of_304_is_unchanged_and_not_trusted_for_ever(site):
    asked = []

    async def law(request):
        asked.append(request.headers.get("if-none-match"))
        known = asked[-1] == '"1"'
        await request.reply("304 Not Modified" if known else "200 OK", b"" if known else article(*LAW), ETag='"1"')

    site.extra["/law"] = law
    place = location(site.url("/law"))
    for day in range(14):
        round_at(days(day), these=[place])
    assert asked.count(None) == 2
    assert place.checks.filter(http_status=304).count() == 12
    assert set(place.checks.values_list("outcome", flat=True)) == {"new", "unchanged"}


def test_validators_are_dropped_after_a_failure(site):
    site.pages["/law"] = ("200 OK", article(*LAW), {"ETag": '"1"'})
    place = location(site.url("/law"))
    round_at()
    site.pages["/law"] = ("500 Oops", b"", {})
    round_at(days(1), these=[place])
    site.requests.clear()
    round_at(days(2), these=[place])
    assert "if-none-match" not in next(r for r in site.requests if r["path"] == "/law")


def test_with_no_network_nothing_alarms_and_nothing_is_lost():
    """Names that no name server knows (RFC 6761) stand for a machine without a network."""
    places = [location(f"http://site{n}.invalid/law") for n in range(1, 9)]
    for day in range(6):
        summary, results = round_at(days(day), these=places)
        assert summary.ours
        assert {str(result.finding.outcome) for result in results.values()} <= {"dns_error", "timeout"}
    assert set(Watch.objects.values_list("health", flat=True)) == {"unknown"}
    assert Check.objects.filter(counted=False).count() == 48
    assert not Change.objects.exists()


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


def test_robots_txt_is_followed_unless_a_curator_says_why_not(site):
    site.pages |= {"/law": article(*LAW), "/robots.txt": b"User-agent: *\nDisallow: /law\n"}
    place = location(site.url("/law"))
    assert outcome(place) == Outcome.ROBOTS_DISALLOWED
    assert site.hits["/law"] == 0
    Watch.objects.update(ignore_robots=True, robots_reason="A public law; the ministry agreed by letter.")
    assert outcome(place, days(1)) == Outcome.NEW


@pytest.mark.parametrize(("interval", "most"), [(0.01, 1), (0, 4)])
def test_a_host_is_visited_one_at_a_time_unless_it_needs_no_interval(site, settings, interval, most):
    settings.OBSERVATORY_HOST_INTERVAL = interval
    now, seen = 0, []

    async def slow(request):
        nonlocal now
        now += 1
        seen.append(now)
        await asyncio.sleep(0.05)
        now -= 1
        await request.reply(body=article(*LAW))

    places = [location(site.url(f"/{number}")) for number in range(8)]
    for number in range(8):
        site.extra[f"/{number}"] = slow
    round_at(these=places)
    assert max(seen) <= most
    assert len(seen) == 8


def test_a_host_that_asks_for_rest_gets_it(site, settings):
    settings.OBSERVATORY_HOST_INTERVAL = 0.01
    site.pages["/law"] = ("429 Too Many Requests", b"", {"Retry-After": "3600"})
    places = [location(site.url("/law")), location(site.url("/other"))]
    summary, results = round_at(these=places)
    assert results[places[0].url].finding.visit.retry_after == 3600
    assert (summary.done, summary.deferred) == (1, 1)
    assert site.hits["/other"] == 0
    assert Watch.objects.get(location=places[1]).next_check_at == START + timedelta(hours=1)


def test_an_edited_address_is_visited_and_compared_with_the_old_text(site):
    site.pages |= {"/law": article(*LAW), "/law2": article(*LAW)}
    place = location(site.url("/law"))
    round_at()
    place.url = site.url("/law2")
    place.save()
    _, results = round_at(days(0.01))
    assert results[place.url].finding.outcome == Outcome.UNCHANGED


def test_a_newer_extractor_makes_a_technical_change_and_no_alarm(site):
    site.pages["/law"] = article(*LAW)
    place = location(site.url("/law"))
    round_at()
    old = place.snapshots.get()
    few = old.document.blocks[:3]
    poorer = replace(old.document, blocks=few, full_text="\n".join(few), extractor="0")
    Snapshot.objects.update(packed=gzip.compress(poorer.pack()), extractor="0", fingerprint="0" * 64)
    site.pages["/law"] = article(*LAW, noise="another visitor")
    assert outcome(place, days(1)) == Outcome.UNCHANGED
    change = place.changes.get()
    assert (change.kind, change.state) == ("technical", "resolved")
    assert Watch.objects.get(location=place).snapshot.technical
