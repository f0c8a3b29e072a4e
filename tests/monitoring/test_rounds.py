"""Complete runs over sites on loopback: what is read, written and reported to a curator."""

import gzip
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.storage import InMemoryStorage

from observatory.monitoring.models import AffectedCitation, Change, Check, Round, Snapshot, Watch
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.sandbox import Sandbox
from observatory.monitoring.round import create_watches, engine, leases, visit_sql
from observatory.sources.models import Citation
from tests.factories import InitiativeFactory

from .sites import LAW, START, article, days, location, outcome, round_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


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
    assert found[gone].state == "missing"
    assert found[gone].passage == new[2]
    assert found[kept].state == "present"
    assert found[bare].state == "unquoted"


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


def test_an_address_that_is_edited_before_its_first_visit_is_visited_where_it_leads_now(site):
    site.pages |= {"/law": article(*LAW), "/law2": article(*LAW)}
    place = location(site.url("/law"))
    create_watches.create_missing_watches(now=START)
    leases.claim_due(by="another", now=START, lease=timedelta(days=1), limit=9)  # a visit of the old one under way
    place.url = site.url("/law2")
    place.save()
    create_watches.create_missing_watches(now=START)
    assert not Watch.objects.filter(lease_by="another").exists()
    _, results = round_at(days(0.01))
    assert results[place.url].finding.outcome == Outcome.NEW


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


class Full(InMemoryStorage):
    """A storage without room for what mentions the word."""

    def _save(self, name, content):
        if b"enormous" in gzip.decompress(content.read()):
            raise OSError("No space left on device")
        content.seek(0)
        return super()._save(name, content)


def test_a_fault_of_ours_costs_its_own_visit_only_and_is_written_down(site, settings):
    settings.STORAGES = settings.STORAGES | {"snapshots": {"BACKEND": f"{__name__}.Full"}}
    site.pages |= {f"/{n}": article(*LAW, noise=f"{n}") for n in range(5)} | {"/big": article(*LAW, "An enormous end.")}
    places = [location(site.url(path)) for path in ("/0", "/big", "/1", "/2", "/3", "/4")]
    summary, _ = round_at(these=places)
    assert summary.outcomes == {"new": 5, "unreadable": 1}
    assert "No space left" in summary.error
    check = Check.objects.get(outcome="unreadable")
    assert (check.counted, check.location, check.health) == (False, places[1], "unknown")
    assert "internal error of the monitor" in check.error


def test_a_value_the_database_refuses_costs_its_own_visit_only(site):
    site.pages |= {f"/{n}": article(*LAW) for n in range(4)}
    places = [location(site.url(f"/{n}")) for n in range(4)]
    round_at(these=places)
    check = {"at": START, "outcome": "timeout", "health": "ok", "counted": True, "content_type": "", "bytes": 0}
    check |= {"final_url": "", "duration_ms": 0, "body_sha256": "", "proposed_url": "", "error": ""}
    errors = ["a \ud800 surrogate", "a \x00 byte", "a long one" * 99, "plain"]
    entries = [
        visit_sql.VisitRows(place.pk, "me", {"error": error}, check)
        for place, error in zip(places, errors, strict=True)
    ]
    Watch.objects.update(lease_by="me", lease_until=START)
    *bad, good = visit_sql.write_visits(entries)
    assert all(isinstance(error, Exception) for error in bad)
    assert good.check_id
    assert list(Watch.objects.filter(lease_by="").values_list("error", flat=True)) == ["plain"]


def test_the_end_of_a_round_is_written_after_its_last_sign_of_life(site, monkeypatch):
    save_round = engine.save_round

    def slowly(round_, summary, finished_at):
        time.sleep(0 if finished_at else 0.3)
        save_round(round_, summary, finished_at)

    monkeypatch.setattr(engine, "save_round", slowly)
    monkeypatch.setattr(engine, "_BEAT", 0.01)
    site.pages["/law"] = article(*LAW)
    location(site.url("/law"))
    round_at()
    assert Round.objects.get().finished_at
