"""Rounds over sites on loopback: where each quote stands after each visit, and which statements a change names."""

import gzip
from dataclasses import replace

import pytest

from observatory.monitoring.models import AffectedCitation, Sighting, Snapshot, Watch
from observatory.monitoring.outcomes import Outcome, QuoteState
from observatory.monitoring.quotes.sought_quotes import CitedQuote
from observatory.monitoring.reading.sandbox import Sandbox
from observatory.monitoring.round import record_visit, visit_sql
from observatory.sources.models import Citation, Location
from tests.factories import InitiativeFactory

from .sites import LAW, article, days, location, outcome, round_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]
DEPOSIT = "shall deposit their data in a certified centre within 90 days"
INSPECTS = "inspects certified centres every two years"


def cite(place: Location, quote: str, **values) -> Citation:
    """A citation of the place's source, each for a place of its own in it."""
    record = values.pop("record", None) or InitiativeFactory()
    return Citation.objects.create(record=record, field="start", source=place.source, quote=quote, **values)


def current(citation: Citation, place: Location) -> Sighting:
    return Sighting.objects.current().get(citation=citation, location=place)


def with_article_2(text: str) -> bytes:
    return article(*LAW[:2], text, *LAW[3:])


@pytest.fixture
def law(site) -> Location:
    site.pages["/law"] = article(*LAW)
    return location(site.url("/law"))


def test_the_first_reading_says_of_each_quote_where_it_stands(law):
    stands = cite(law, DEPOSIT)
    never = cite(law, "The Ministry shall pay every contractor a yearly bonus in gold.")
    bare = cite(law, "")
    assert outcome(law) == Outcome.NEW
    seen = current(stands, law)
    assert (seen.state, seen.passage, seen.since) == ("present", DEPOSIT, days(0))
    assert seen.snapshot == Snapshot.objects.get(location=law)
    assert seen.start[0] == Snapshot.objects.get().document.blocks.index(LAW[2])
    assert current(never, law).state == QuoteState.NEVER_FOUND
    assert not Sighting.objects.filter(citation=bare).exists()
    assert not law.changes.exists()


def test_an_unchanged_visit_neither_looks_for_quotes_nor_writes_about_them(law, monkeypatch):
    cite(law, DEPOSIT)
    outcome(law)
    before = list(Sighting.objects.values())

    def refuse(*arguments, **options):
        raise AssertionError("A quote was looked for, or a sighting written.")

    monkeypatch.setattr(Sandbox, "find_quotes", refuse)
    monkeypatch.setattr(visit_sql, "record_sightings", lambda searches: refuse() if searches else [])
    monkeypatch.setattr(record_visit, "record_sightings", refuse)
    assert outcome(law, days(1)) == Outcome.UNCHANGED
    assert law.checks.order_by("-at").first().counted
    assert list(Sighting.objects.values()) == before


def test_a_figure_that_changes_alters_the_quote(site, law):
    citation, other = cite(law, DEPOSIT), cite(law, INSPECTS)
    outcome(law)
    site.pages["/law"] = with_article_2(LAW[2].replace("90 days", "30 days"))
    assert outcome(law, days(1)) == Outcome.CHANGED
    now = current(citation, law)
    assert (now.state, now.meaning_changed, now.since) == ("altered", True, days(1))
    assert "30 days" in now.passage
    former = Sighting.objects.get(citation=citation, state="present")
    assert (former.until, former.since) == (days(1), days(0))
    assert current(other, law).state == "present"
    assert current(other, law).snapshot == Watch.objects.get(location=law).snapshot == now.snapshot
    affected = {row.citation: row for row in AffectedCitation.objects.all()}
    row = affected[citation]
    assert (row.state, row.meaning_changed, row.passage) == (now.state, True, now.passage)
    assert (row.prefix, row.suffix, row.differences) == (now.prefix, now.suffix, now.differences)
    assert row.locator == f"paragraph {now.start[0] + 1}"
    assert affected[other].state == "present"


def test_a_negation_alters_the_quote_and_its_meaning(site, law):
    citation = cite(law, DEPOSIT)
    outcome(law)
    site.pages["/law"] = with_article_2(LAW[2].replace("shall deposit", "shall not deposit"))
    outcome(law, days(1))
    assert (current(citation, law).state, current(citation, law).meaning_changed) == ("altered", True)


def test_another_typography_is_no_change_and_the_sighting_stays(site, law):
    text = 'Article 2. Undertakers shall deposit "all their data" in a certified centre - within 90 days.'
    site.pages["/law"] = with_article_2(text)
    citation = cite(law, 'shall deposit "all their data" in a certified centre - within 90 days')
    outcome(law)
    before = Sighting.objects.values().get()
    site.pages["/law"] = with_article_2(text.replace('"all', "“all").replace('data"', "data”").replace(" - ", " – "))
    assert outcome(law, days(1)) == Outcome.UNCHANGED
    assert Sighting.objects.values().get() == before
    assert current(citation, law).state == "present"
    assert not law.changes.exists()


def test_noise_in_which_a_quote_stands_otherwise_is_a_change_after_all(site, law):
    site.pages["/law"] = article(*LAW, "Last updated: 1 March 2026")
    citation = cite(law, "Last updated: 1 March 2026")
    outcome(law)
    site.pages["/law"] = article(*LAW, "Last updated: 2 March 2026")
    assert outcome(law, days(1)) == Outcome.CHANGED
    assert current(citation, law).state == "altered"
    assert current(citation, law).snapshot == law.snapshots.order_by("pk").last()
    change = law.changes.get()
    assert change.state == "open"
    assert (change.diff[0]["before"], change.diff[0]["after"]) == (citation.quote, "Last updated: 2 March 2026")
    assert change.affected.get().state == "altered"


def test_a_section_headed_as_repealed_moves_the_quote_into_another_context(site, law):
    citation = cite(law, DEPOSIT)
    outcome(law)
    site.pages["/law"] = article(*LAW[:2], *LAW[3:], "The following provisions have been repealed:", LAW[2])
    assert outcome(law, days(1)) == Outcome.CHANGED
    assert current(citation, law).state == "moved"
    assert AffectedCitation.objects.get(citation=citation).state == "moved"


def test_deleted_text_strikes_the_quote(site, law):
    citation = cite(law, DEPOSIT)
    outcome(law)
    site.pages["/law"] = with_article_2(f"<del>{LAW[2]}</del>")
    assert outcome(law, days(1)) == Outcome.CHANGED
    assert current(citation, law).state == "struck"


def test_a_quote_that_is_hidden_is_missing_and_the_sighting_says_that_it_is_hidden(site, law):
    citation = cite(law, DEPOSIT)
    outcome(law)
    site.pages["/law"] = with_article_2(f"<i hidden>{LAW[2]}</i>")
    assert outcome(law, days(1)) == Outcome.CHANGED
    seen = current(citation, law)
    assert (seen.state, seen.hidden, seen.passage) == ("missing", True, "")


def test_a_quote_that_went_and_came_back_closes_the_change(site, law):
    citation = cite(law, DEPOSIT)
    outcome(law)
    site.pages["/law"] = article(*LAW[:2], *LAW[3:])
    outcome(law, days(1))
    assert current(citation, law).state == "missing"
    site.pages["/law"] = article(*LAW)
    assert outcome(law, days(2)) == Outcome.UNCHANGED
    assert law.changes.get().state == "resolved"
    assert current(citation, law).state == "present"
    assert current(citation, law).snapshot == Watch.objects.get(location=law).snapshot
    assert Sighting.objects.filter(citation=citation).count() == 3


def test_a_quote_that_goes_again_with_a_text_shown_before_opens_a_change_again(site, law):
    citation = cite(law, DEPOSIT)
    for day, text in enumerate([LAW, [*LAW[:2], *LAW[3:]], LAW, [*LAW[:2], *LAW[3:]]]):
        site.pages["/law"] = article(*text)
        outcome(law, days(day))
    assert list(law.changes.order_by("pk").values_list("state", flat=True)) == ["resolved", "open"]
    assert current(citation, law).state == "missing"
    assert law.snapshots.count() == 2
    assert AffectedCitation.objects.get(change__state="open").state == "missing"


def test_an_english_quote_is_never_gone_from_the_chinese_mirror(site, law):
    chinese = [
        "科研数据管理办法",
        "第一条 为规范国家实验室科研数据管理，制定本办法。",
        "第二条 项目承担单位应当汇交数据。",
    ]
    site.pages["/zh"] = article(*chinese)
    mirror = location(site.url("/zh"), law.source, role=Location.Role.MIRROR)
    citation = cite(law, DEPOSIT)
    round_at(these=[law, mirror])
    assert current(citation, law).state == "present"
    assert current(citation, mirror).state == QuoteState.NEVER_FOUND
    site.pages["/zh"] = article(*chinese[:2], "第二条 项目承担单位可以不汇交任何数据，但应当说明理由并报主管部门备案。")
    assert outcome(mirror, days(1)) == Outcome.CHANGED
    assert current(citation, mirror).state == QuoteState.NEVER_FOUND
    assert not mirror.changes.get().affected.exists()


def test_a_quote_is_looked_for_where_it_was_read_or_everywhere_but_in_retired_places_and_home_pages(site, law):
    site.pages |= {"/mirror": article(*LAW), "/home": article(*LAW), "/old": article(*LAW)}
    mirror = location(site.url("/mirror"), law.source, role=Location.Role.MIRROR)
    home = location(site.url("/home"), law.source, role=Location.Role.HOME)
    old = location(site.url("/old"), law.source, retired_at=days(0).date(), monitored=False)
    anywhere, here = cite(law, DEPOSIT), cite(law, INSPECTS, location=mirror)
    round_at(these=[law, mirror, home, old])
    places = {row.location for row in Sighting.objects.filter(citation=anywhere)}
    assert places == {law, mirror}
    assert Sighting.objects.get(citation=here).location == mirror


def test_an_edited_quote_has_a_sighting_of_its_own(site, law):
    citation = cite(law, DEPOSIT)
    outcome(law)
    Citation.objects.update(quote=INSPECTS)
    site.pages["/law"] = with_article_2("Article 2. Undertakers keep all of their data to themselves for ever.")
    outcome(law, days(1))
    old, new = Sighting.objects.order_by("pk")
    citation.refresh_from_db()
    assert (old.until, new.until) == (days(1), None)
    assert new.selector == CitedQuote.selector_of(citation).digest != old.selector
    assert new.state == "present"


def test_a_page_that_cannot_be_read_leaves_the_last_sighting(site, law):
    citation = cite(law, DEPOSIT)
    outcome(law)
    before = Sighting.objects.values().get(citation=citation)
    site.pages["/law"] = ("500 Internal Server Error", b"", {})
    outcome(law, days(1))
    site.pages["/law"] = ("200 OK", b"%PDF-1.4 broken", {"content-type": "application/pdf"})
    assert outcome(law, days(2)) == Outcome.UNREADABLE
    assert Sighting.objects.values().get(citation=citation) == before


def test_a_source_that_nobody_could_ever_read_says_so_once(site):
    site.pages["/law.pdf"] = ("200 OK", b"%PDF-1.4 broken", {"content-type": "application/pdf"})
    place = location(site.url("/law.pdf"))
    citation = cite(place, DEPOSIT)
    assert outcome(place) == Outcome.UNREADABLE
    assert (current(citation, place).state, current(citation, place).snapshot) == ("unreadable", None)
    outcome(place, days(1))
    assert current(citation, place).since == days(0)
    site.pages["/law.pdf"] = article(*LAW)
    outcome(place, days(2))
    assert (current(citation, place).state, current(citation, place).since) == ("present", days(2))


def test_a_newer_extractor_looks_again_in_what_it_reads_and_alarms_nobody(site, law):
    citation = cite(law, DEPOSIT)
    outcome(law)
    old = law.snapshots.get()
    few = old.document.blocks[:2]
    poorer = replace(old.document, blocks=few, full_text="\n".join(few), extractor="0")
    Snapshot.objects.update(packed=gzip.compress(poorer.pack()), extractor="0", fingerprint="0" * 64)
    Sighting.objects.update(state="never_found", passage="", start=None, end=None)
    site.pages["/law"] = article(*LAW, noise="another visitor")
    assert outcome(law, days(1)) == Outcome.UNCHANGED
    now = current(citation, law)
    assert (now.state, now.snapshot) == ("present", Watch.objects.get(location=law).snapshot)
    assert now.snapshot.technical
    assert not law.changes.exclude(kind="technical").exists()


def test_a_move_knows_the_statements_of_the_location_as_their_quotes_stand(site, law):
    site.pages["/new/law"] = article(*LAW)
    citation, bare = cite(law, DEPOSIT), cite(law, "")
    outcome(law)
    site.pages["/law"] = ("301 Moved Permanently", b"", {"location": "/new/law"})
    assert outcome(law, days(1)) == Outcome.MOVED
    rows = {row.citation: row.state for row in law.changes.get(kind="moved").affected.all()}
    assert rows == {citation: "present", bare: "unquoted"}


def test_a_lost_source_names_its_statements_as_unreadable(site, law, settings):
    settings.OBSERVATORY_BROKEN_AFTER_CHECKS = 1
    settings.OBSERVATORY_BROKEN_AFTER_DAYS = 0
    citation = cite(law, DEPOSIT)
    outcome(law)
    site.pages["/law"] = ("404 Not Found", b"", {})
    outcome(law, days(1))
    assert law.changes.get(kind="lost").affected.get().state == "unreadable"
    assert current(citation, law).state == "present"


def test_a_claim_that_was_judged_stays_judged_until_its_quote_stands_otherwise(site, law):
    judged, other = cite(law, DEPOSIT), cite(law, INSPECTS)
    outcome(law)
    site.pages["/law"] = with_article_2(LAW[2].replace("90 days", "30 days"))
    outcome(law, days(1))
    AffectedCitation.objects.filter(citation=judged).update(
        decision="dismissed", decided_at=days(1), reason="A slip of the page."
    )
    site.pages["/law"] = article(*LAW[:2], LAW[2].replace("90 days", "30 days"), *LAW[3:5], "Article 5. Repealed.")
    outcome(law, days(2))
    rows = {row.citation: row for row in law.changes.get().affected.all()}
    assert (rows[judged].decision, rows[judged].state) == ("dismissed", "altered")
    assert rows[other].state == "missing"
    site.pages["/law"] = article(*LAW[:2], *LAW[3:5], "Article 5. Repealed.")
    outcome(law, days(3))
    row = law.changes.get().affected.get(citation=judged)
    assert (row.decision, row.reason, row.state) == ("", "", "missing")
