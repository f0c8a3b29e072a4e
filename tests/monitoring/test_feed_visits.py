"""Feeds visited on loopback: what of a feed is reported to a curator."""

import pytest

from observatory.monitoring.models import AffectedCitation, Change, Snapshot
from observatory.monitoring.outcomes import Outcome
from observatory.sources.models import Citation
from tests.factories import InitiativeFactory

from .sites import START, days, location, outcome, round_at
from .test_extract_feed import GRANT, NINE, RULE, item, rss
from .test_json_feed import NINE as NINE_ITEMS
from .test_json_feed import entry as json_item
from .test_json_feed import feed as json_feed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]
HEADERS = {"Content-Type": "application/rss+xml"}


def test_a_feed_is_read_and_a_new_entry_is_a_change(site):
    site.pages["/feed"] = ("200 OK", rss(*NINE), HEADERS)
    place = location(site.url("/feed"))
    assert outcome(place, START) == Outcome.NEW
    site.pages["/feed"] = ("200 OK", rss(item(10, RULE), *NINE[:8]), HEADERS)
    assert outcome(place, days(1)) == Outcome.CHANGED
    change = Change.objects.get(location=place)
    assert [block["after"] for block in change.diff][-1] == RULE
    assert not any(block["before"] for block in change.diff)
    assert Snapshot.objects.filter(location=place).first().title == "News of the council"


def test_a_json_feed_is_read_and_a_new_item_at_its_end_is_a_change(site):
    headers = {"Content-Type": "application/feed+json"}
    site.pages["/feed.json"] = ("200 OK", json_feed(*NINE_ITEMS[::-1]), headers)
    place = location(site.url("/feed.json"))
    assert outcome(place, START) == Outcome.NEW
    site.pages["/feed.json"] = ("200 OK", json_feed(*NINE_ITEMS[::-1][1:], json_item(10, RULE)), headers)
    assert outcome(place, days(1)) == Outcome.CHANGED
    change = Change.objects.get(location=place)
    assert [block["after"] for block in change.diff][-1] == RULE
    assert not any(block["before"] for block in change.diff)


def test_an_expired_entry_is_reported_only_where_a_quote_was_in_it(site):
    site.pages["/feed"] = ("200 OK", rss(*NINE), HEADERS)
    plain, cited = location(site.url("/feed")), location(site.url("/feed?cited"))
    site.pages["/feed?cited"] = site.pages["/feed"]
    Citation.objects.create(
        record=InitiativeFactory(), field="start", source=cited.source, quote=f"Decision 1: {GRANT}", locator="1"
    )
    round_at()
    site.pages["/feed"] = site.pages["/feed?cited"] = ("200 OK", rss(*NINE[:8]), HEADERS)
    assert outcome(plain, days(1)) == Outcome.UNCHANGED
    assert outcome(cited, days(1)) == Outcome.CHANGED
    assert AffectedCitation.objects.get(change__location=cited).state in ("missing", "altered")


def test_a_feed_that_is_cut_off_leaves_the_last_text(site):
    site.pages["/feed"] = ("200 OK", rss(*NINE), HEADERS)
    place = location(site.url("/feed"))
    round_at()
    site.pages["/feed"] = ("200 OK", rss(*NINE)[:-40], HEADERS)
    assert outcome(place, days(1)) == Outcome.UNREADABLE
    assert not Change.objects.exists()
