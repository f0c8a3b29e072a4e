"""Rules of sightings, and the statements with which they are written."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes import sightings
from observatory.monitoring.quotes.sightings import TextSearch, end_misplaced_sightings, record_sightings
from observatory.monitoring.quotes.sought_quotes import CitedQuote, SoughtQuote, quotes_at_location
from observatory.monitoring.reading.quote_match import QuoteMatch, TextPosition, TextQuoteSelector
from observatory.monitoring.round import affected_citations
from observatory.sources.models import Citation
from tests.factories import InitiativeFactory

from .sites import START, days, location

QUOTE = CitedQuote(1, "abc", TextQuoteSelector("within 90 days"))
PRESENT = QuoteMatch(QuoteState.PRESENT, 1.0, "within 90 days", start=TextPosition(2, 5), end=TextPosition(2, 19))
MISSING = QuoteMatch(QuoteState.MISSING)
ALTERED = QuoteMatch(QuoteState.ALTERED, 0.9, "within 30 days", meaning_changed=True)


def seen(match: QuoteMatch) -> Sighting:
    return sightings.as_sighting(QUOTE, match)


@pytest.mark.parametrize(
    ("state", "stood", "expected"),
    [
        (QuoteState.MISSING, True, QuoteState.MISSING),
        (QuoteState.MISSING, False, QuoteState.NEVER_FOUND),
        (QuoteState.NEVER_FOUND, True, QuoteState.MISSING),
        (QuoteState.PRESENT, False, QuoteState.PRESENT),
        (QuoteState.STRUCK, False, QuoteState.STRUCK),
        (QuoteState.NOT_CHECKED, False, QuoteState.NOT_CHECKED),
    ],
)
def test_a_quote_is_missing_only_where_it_stood(state, stood, expected):
    assert sightings.missing_or_never_found(QuoteMatch(state), stood=stood).state == expected


@pytest.mark.parametrize(
    ("before", "now", "affected", "lost"),
    [
        (PRESENT, PRESENT, True, False),
        (PRESENT, MISSING, True, True),
        (PRESENT, ALTERED, True, True),
        (ALTERED, ALTERED, False, False),
        (MISSING, MISSING, False, False),
        (MISSING, PRESENT, True, False),
        (None, ALTERED, True, True),
        (None, QuoteMatch(QuoteState.NEVER_FOUND), False, False),
        (PRESENT, QuoteMatch(QuoteState.NOT_CHECKED), True, True),
    ],
)
def test_a_change_affects_a_statement_whose_quote_stands_otherwise_or_still(before, now, affected, lost):
    pair = before and seen(before), seen(now)
    assert (affected_citations.is_affected(*pair), affected_citations.is_loss(*pair)) == (affected, lost)


@pytest.mark.parametrize(
    ("before", "now", "worse", "expected"),
    [
        (PRESENT, PRESENT, False, []),
        (PRESENT, QuoteMatch(QuoteState.PRESENT, 1.0, "“within 90 days”"), False, []),
        (PRESENT, QuoteMatch(QuoteState.NOT_CHECKED), False, []),
        (QuoteMatch(QuoteState.NEVER_FOUND), MISSING, False, []),
        (PRESENT, MISSING, True, [("delete", "within 90 days", "")]),
        (MISSING, PRESENT, False, [("insert", "", "within 90 days")]),
        (MISSING, PRESENT, True, []),
        (PRESENT, ALTERED, True, [("replace", "within 90 days", "within 30 days")]),
        (
            PRESENT,
            QuoteMatch(QuoteState.MOVED, 1.0, "within 90 days", "Repealed: "),
            True,
            [("replace", "within 90 days", "Repealed: within 90 days")],
        ),
    ],
)
def test_noise_in_which_a_quote_stands_otherwise_shows_the_difference_of_the_quote(before, now, worse, expected):
    blocks = sightings.changed_quotes([SoughtQuote(QUOTE, now)], {"abc": seen(before)}, worse=worse)
    assert [(block.op, block.before, block.after) for block in blocks] == expected


def test_text_that_the_database_cannot_store_is_cut_out():
    values = sightings.sighting_columns(
        QuoteMatch(
            QuoteState.ALTERED, 0.9, "a\x00b\ud800" + "x" * 9_999, "p" * 999, differences=(("insert", "\x00", ""),)
        )
    )
    assert values["passage"].startswith("abx")
    assert (len(values["passage"]), len(values["prefix"])) == (5_000, 300)
    assert values["differences"] == [["insert", "", ""]]


def cited(number: int) -> tuple[int, list[CitedQuote]]:
    place = location(f"http://{number}.example/law")
    record = InitiativeFactory()
    rows = [
        Citation(record=record, field="start", source=place.source, locator=str(n), quote=f"quote {n}")
        for n in range(number)
    ]
    Citation.objects.bulk_create(rows)
    return place.pk, quotes_at_location(place.pk, place.source_id)


def write(place: int, quotes: list[CitedQuote], match: QuoteMatch, day: float):
    return record_sightings([TextSearch(place, None, days(day), tuple(SoughtQuote(q, match) for q in quotes))])


@pytest.mark.django_db
def test_sightings_are_written_in_five_statements_however_many_they_are():
    counts = []
    for number in (2, 300):
        place, quotes = cited(number)
        write(place, quotes, PRESENT, 0)
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            assert len(write(place, quotes, ALTERED, 1)) == number
        counts.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))
        assert Sighting.objects.current().filter(location=place, state="altered").count() == number
        assert Sighting.objects.filter(location=place, until=days(1), state="present").count() == number
    assert counts[0] == counts[1] <= 5


@pytest.mark.django_db
def test_the_same_again_writes_nothing():
    place, quotes = cited(3)
    write(place, quotes, PRESENT, 0)
    before = list(Sighting.objects.values())
    with CaptureQueriesContext(connection) as captured:
        write(place, quotes, PRESENT, 1)
    assert list(Sighting.objects.values()) == before
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE"))]


@pytest.mark.django_db
def test_a_quote_that_ever_stood_is_missing_even_after_it_was_not_looked_for():
    place, quotes = cited(1)
    for day, match in enumerate([PRESENT, QuoteMatch(QuoteState.NOT_CHECKED), MISSING]):
        write(place, quotes, match, day)
    assert Sighting.objects.current().get().state == "missing"


@pytest.mark.django_db
def test_quotes_that_were_edited_or_deleted_in_the_meantime_are_left_out():
    place, quotes = cited(3)
    Citation.objects.filter(pk=quotes[0].citation_id).update(quote="another")
    Citation.objects.filter(pk=quotes[1].citation_id).delete()
    assert [row.now.citation_id for row in write(place, quotes, PRESENT, 0)] == [quotes[2].citation_id]


@pytest.mark.django_db
def test_an_older_visit_that_is_written_later_ends_no_sighting_before_it_began():
    place, quotes = cited(1)
    write(place, quotes, PRESENT, 1)
    write(place, quotes, ALTERED, 0)
    assert Sighting.objects.current().get().since == days(1)


@pytest.mark.django_db
def test_sightings_end_where_a_citation_is_no_longer_looked_for():
    place, quotes = cited(2)
    write(place, quotes, PRESENT, 0)
    assert end_misplaced_sightings(now=START) == 0
    Citation.objects.filter(pk=quotes[0].citation_id).update(quote="")
    assert end_misplaced_sightings(now=START + timedelta(days=1), citation_ids=[quotes[1].citation_id]) == 0
    assert end_misplaced_sightings(now=START + timedelta(days=1)) == 1
    assert Sighting.objects.current().get().citation_id == quotes[1].citation_id
