"""How many published statements are in each state: one count, compared with brute force on the whole seed."""

from collections import Counter

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.sightings import (
    decisive_sighting,
    end_misplaced_sightings,
    selector_of,
    sightings_by_citation,
)
from observatory.public.evidence_counts import StatementState, evidence_counts, share
from observatory.publishing.documents.document_statements import statements_with_citations
from observatory.publishing.models import Entry
from observatory.sources.models import Citation, Source
from tests.case_study import loaded_case_study
from tests.factories import LocationFactory
from tests.sightings import see


@pytest.fixture(scope="module", autouse=True)
def _catalogue(django_db_setup, django_db_blocker):
    with loaded_case_study(django_db_blocker, publish=True):
        yield


pytestmark = pytest.mark.django_db


# What a sighting says of its statement; of several citations the first of `StatementState` counts.
OF_SIGHTING = {
    "missing": "missing",
    "struck": "altered",
    "altered": "altered",
    "moved": "altered",
    "present": "seen",
    "never_found": "not_found",
}


def citation_state(citation, sighting):
    if citation["quote"]:
        return StatementState(OF_SIGHTING.get(sighting.state, "unread") if sighting else "unread")
    return StatementState.REFERENCE if citation["basis"] else StatementState.UNQUOTED


def statement_state(states):
    return min(states, key=list(StatementState).index, default=StatementState.UNSOURCED)


def by_brute_force():
    counts, primary = Counter(), 0
    for entry in Entry.objects.live():
        for citations in statements_with_citations(entry.upgraded_document).values():
            rows = sightings_by_citation([each["id"] for each in citations])
            seen = {}
            for each in citations:
                seen[each["id"]] = (
                    each["quote"] and decisive_sighting(rows.get(each["id"], ()), selector_of(each))
                ) or None
            counts[statement_state(citation_state(each, seen[each["id"]]) for each in citations).value] += 1
            primary += any(
                each["source"]["standing"] == "primary"
                and each["basis"] == "passage"
                and each["verdict"] in ("supports", "partly")
                and seen[each["id"]] is not None
                and seen[each["id"]].state == "present"
                for each in citations
            )
    return dict(counts), primary


def counted():
    cache.clear()
    found = evidence_counts()
    return dict(found.by_state), found.primary_seen


def test_nothing_has_been_seen_of_the_seed_and_the_pages_say_so(client):
    states, primary = counted()
    assert (states, primary) == by_brute_force()
    assert (states.get("seen", 0), primary) == (0, 0)
    assert states["unread"] > 400
    for path in ("/", "/coverage/"):
        tree = html.fromstring(client.get(path).content.decode())
        table = [" ".join(row.text_content().split()) for row in tree.xpath("//table[@class='shares']/tbody/tr")]
        assert len(table) == len(StatementState)
        assert table[0] == "Passage seen in the source now 0 0 %"
        assert "For 0 of them we have seen a passage of a primary source" in tree.text_content()
        assert "项。其中0项" in client.get(f"/zh-hans{path}").content.decode()


def test_the_count_is_the_one_by_brute_force_when_quotes_are_in_every_state():
    citations = Citation.objects.exclude(quote="").select_related("source", "location").order_by("pk")
    Citation.objects.filter(source__standing="primary", verdict="supports").update(basis="reference")
    for number, citation in enumerate(citations[:120]):
        place = citation.location or citation.source.locations.first() or LocationFactory(source=citation.source)
        see(citation, QuoteState.values[number % len(QuoteState.values)], place)
        if number % 5 == 0:
            see(citation, "never_found", LocationFactory(source=citation.source))
    states, primary = counted()
    assert (states, primary) == by_brute_force()
    assert {"seen", "altered", "missing", "not_found", "unread"} <= states.keys()


def test_the_count_is_kept_until_a_quote_is_looked_for():
    counted()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        evidence_counts()
    assert len(queries) == 1
    before = evidence_counts().by_state.get("seen", 0)
    citation = Citation.objects.exclude(quote="").filter(source__key="Gong and Liu n.d.").first()
    see(citation, "present")
    with CaptureQueriesContext(connection) as queries:
        after = evidence_counts()
    assert len(queries) == 2
    assert after.by_state["seen"] == before + 1


def test_the_count_and_the_home_page_are_made_again_when_a_sighting_ends_without_another(client):
    citation = Citation.objects.exclude(quote="").filter(source__key="Gong and Liu n.d.").first()
    sighting = see(citation, "present")
    seen, page = evidence_counts().by_state["seen"], client.get("/")
    Citation.objects.filter(pk=citation.pk).update(location=LocationFactory(source=citation.source))
    assert end_misplaced_sightings(now=timezone.now(), citation_ids=[citation.pk]) == 1
    sighting.refresh_from_db()
    assert sighting.until is not None
    assert evidence_counts().by_state.get("seen", 0) == seen - 1
    assert client.get("/", headers={"If-None-Match": page["ETag"]}).status_code == 200


def test_only_the_case_study_supports_the_records_of_the_seed():
    states = Counter(Entry.objects.live().values_list("evidence", flat=True))
    assert states["primary"] == 0
    assert sum(states.values()) == 67
    assert Source.objects.get(key="Gong and Liu n.d.").standing == "secondary"
    assert Source.objects.get(key="MOST 2023a").standing == "primary"


def test_no_verdict_of_the_seed_claims_a_passage_that_is_not_quoted():
    without = Citation.objects.filter(quote="").exclude(verdict="not_checked")
    assert without.count() == 30
    assert set(without.values_list("basis", flat=True)) == {"reference"}


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [(0, 0, "0"), (0, 9, "0"), (1, 1000, "<1"), (999, 1000, ">99"), (5, 10, "50"), (10, 10, "100")],
)
def test_a_share_keeps_a_few_apart_from_none_and_almost_all_from_all(count, total, said):
    assert share(count, total) == said
