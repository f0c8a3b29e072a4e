"""Feeds that list the oldest entry first: what is new, what left, and what is beyond the limit."""

import feedparser
import pytest

from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract.feed import MOST_ENTRIES

from .test_extract_feed import GRANT, NINE, RULE, atom, item, read, rss

OLDEST_FIRST = NINE[::-1]


def dated(date: str, number: int) -> str:
    text = f"<description>Decision {number}: {GRANT}</description>"
    return f"<item><title>Notice {number}</title><guid>{number}</guid><pubDate>{date}</pubDate>{text}</item>"


def titles(*items: str) -> list[str]:
    return [block for block in read(rss(*items)).blocks if block.startswith("Notice")]


@pytest.mark.parametrize("items", [NINE, OLDEST_FIRST])
def test_the_newest_entry_is_read_first_as_the_dates_that_feedparser_reads_say(items):
    by_date = sorted(feedparser.parse(rss(*items)).entries, key=lambda each: each.published_parsed, reverse=True)
    assert titles(*items) == [each.title for each in by_date]


@pytest.mark.parametrize(
    "dates",
    [
        ("Mon, 30 Dec 2024 23:00:00 GMT", "Tue, 31 Dec 2024 08:00:00 +0800", "Wed, 01 Jan 2025 08:00:00 GMT"),
        ("2024-12-31T08:00:00Z", "2024-12-31T09:30:00Z", "2025-01-01T07:00:00+08:00"),
        ("2024-12-30 08:00", "2024-12-31 08:00", "2025-01-01 08:00"),
        ("2024/12/30", "2024/12/31", "2025/1/1"),
        ("2024年12月30日", "2024年12月31日", "2025年1月1日"),
        ("30-Dec-24", "31-Dec-24", "1-Jan-25"),
        ("30 December 2024", "31 December 2024", "1 January 2025"),
    ],
)
def test_dates_as_feeds_print_them_say_which_entry_is_the_oldest(dates):
    items = [dated(date, number) for number, date in enumerate(dates)]
    assert titles(*items) == titles(*items[::-1]) == ["Notice 2", "Notice 1", "Notice 0"]


@pytest.mark.parametrize(
    "dates",
    [
        ("", "", ""),
        ("yesterday", "today", "tomorrow"),
        ("2025-01-01", "2025-01-01", "2025-01-01"),
        ("2025-01-03", "2025-01-01", "2025-01-02"),
        ("2025-01-01", "2025-01-02"),  # two are no order
        ("2025-13-45", "99 Jan 2025", "2025-02-30"),
    ],
)
def test_without_an_order_by_date_the_entries_stay_as_they_are(dates):
    items = [dated(date, number) for number, date in enumerate(dates)]
    assert titles(*items) == [f"Notice {number}" for number in range(len(dates))]


def test_an_entry_that_stays_at_the_top_hides_no_order():
    pinned = item(9, RULE)
    assert titles(pinned, *OLDEST_FIRST[:8])[0] == "Notice 8"


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (OLDEST_FIRST[1:], Verdict.NOISE),  # the oldest left
        ([*OLDEST_FIRST[1:], item(10, RULE)], Verdict.CONTENT),
        (OLDEST_FIRST[:-1], Verdict.CONTENT),  # the newest was taken back
        ([*OLDEST_FIRST[:4], *OLDEST_FIRST[5:]], Verdict.CONTENT),  # one in the middle was taken back
    ],
)
def test_what_leaves_at_the_beginning_is_no_change_and_what_is_new_or_withdrawn_is_one(after, verdict):
    assert compare_texts(read(rss(*OLDEST_FIRST)), read(rss(*after))).verdict == verdict


def test_a_new_entry_at_the_end_is_shown_without_the_one_that_it_pushed_out():
    found = compare_texts(read(rss(*OLDEST_FIRST)), read(rss(*OLDEST_FIRST[1:], item(10, RULE))))
    assert RULE in " ".join(found.added)
    assert not found.removed


def test_of_a_long_feed_the_newest_entries_are_read():
    dates = [f"{1990 + number // 12}-{number % 12 + 1:02}-01" for number in range(MOST_ENTRIES + 20)]
    found = titles(*(dated(date, number) for number, date in enumerate(dates)))
    assert len(found) == MOST_ENTRIES
    assert (found[0], found[-1]) == (f"Notice {MOST_ENTRIES + 19}", "Notice 20")


def test_an_atom_feed_is_turned_round_too():
    entries = [f"<entry><title>Entry {n}</title><id>{n}</id><updated>2025-03-0{n}</updated></entry>" for n in (1, 2, 3)]
    assert [key for key, _, _ in read(atom(*entries)).entries] == ["3", "2", "1"]
