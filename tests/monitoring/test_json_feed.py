"""JSON feeds as documents: as they are really written, as what RSS says of the same, and broken ones."""

import contextlib
import json

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import UnreadableDocument, extract
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.extract.feed import MOST_ENTRIES
from observatory.monitoring.reading.extract.media_type import detect_media_type
from observatory.monitoring.reading.quote_finder import QuoteFinder
from observatory.monitoring.reading.quote_match import TextQuoteSelector

from .test_extract_feed import CALL, GRANT, RULE, rss

VERSION = "https://jsonfeed.org/version/1.1"


def entry(number: int, html: str = "", **more) -> dict:
    date = {"date_published": f"2025-03-{number:02}T08:00:00Z"}
    return {"id": f"urn:{number}", "title": f"Notice {number}", "content_html": f"<p>{html}</p>"} | date | more


def feed(*items: object, **more) -> bytes:
    head = {"version": VERSION, "title": "News of the council", "description": "Decisions"}
    return json.dumps(head | {"items": items} | more, ensure_ascii=False).encode()


def read(body: bytes, content_type: str = "application/feed+json") -> Document:
    return extract(body, content_type)


NINE = [entry(number, f"Decision {number}: {GRANT}") for number in range(9, 0, -1)]


def test_an_item_is_its_title_its_date_as_printed_and_its_text():
    found = read(feed(entry(3, GRANT), entry(2, CALL), home_page_url="https://example.org/", language="da-DK"))
    assert (found.media, found.title, found.language) == ("feed", "News of the council", "da")
    assert found.blocks == (
        *("News of the council", "Decisions"),
        *("Notice 3", "2025-03-03T08:00:00Z", GRANT),
        *("Notice 2", "2025-03-02T08:00:00Z", CALL),
    )
    assert found.entries == (("urn:3", 2, 3), ("urn:2", 5, 6))
    assert Document.unpack(found.pack()) == found


@pytest.mark.parametrize(
    ("more", "blocks"),
    [
        ({"content_html": f"<h2>Call</h2><p>{GRANT}</p><p><del>{RULE}</del>{CALL}</p>"}, ("Call", GRANT, CALL)),
        ({"content_html": None, "content_text": f"{GRANT}\n\n{CALL} 3 < 4 & <b>"}, (GRANT, f"{CALL} 3 < 4 & <b>")),
        ({"content_text": RULE, "content_html": f"<p>{GRANT}</p>"}, (GRANT,)),
        ({"summary": f"{GRANT[:40]} …", "content_html": f"<p>{GRANT}</p>"}, (GRANT,)),
        ({"summary": RULE, "content_html": f"<p>{GRANT}</p>"}, (RULE, GRANT)),
        ({"summary": "A <b> & a c", "content_html": ""}, ("A <b> & a c",)),
        ({"content_html": 7, "content_text": ["x"], "summary": {"a": GRANT}}, ()),
        ({"authors": [{"name": "A. Writer"}], "tags": ["grants"], "attachments": [{"title": "Film"}]}, ("",)),
    ],
)
def test_the_texts_of_an_item(more, blocks):
    assert read(feed(entry(3, **more))).blocks[4:] == tuple(filter(None, blocks))


def test_the_date_of_modification_stands_for_one_that_is_missing():
    old = entry(3, GRANT, date_modified="2025-04-01T00:00:00Z")
    assert "2025-03-03T08:00:00Z" in read(feed(old)).blocks
    del old["date_published"]
    assert "2025-04-01T00:00:00Z" in read(feed(old)).blocks


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"id": 17}, "17"),
        ({"id": "", "url": "https://example.org/3"}, "https://example.org/3"),
        ({"id": None}, "Notice 3"),
        ({"id": {"a": 1}, "title": None}, ""),
    ],
)
def test_an_item_is_known_by_its_id_else_its_address_else_its_title(values, key):
    assert read(feed(entry(3, GRANT, **values))).entries[0][0] == key


def test_titles_and_dates_are_those_that_feedparser_reads_of_the_same_feed_in_rss():
    items = "".join(
        f"<item><title>{each['title']}</title><pubDate>{each['date_published']}</pubDate>"
        f"<description><![CDATA[{each['content_html']}]]></description></item>"
        for each in NINE
    )
    other = feedparser.parse(rss(items))
    blocks = read(feed(*NINE)).blocks
    assert blocks == read(rss(items), "application/rss+xml").blocks
    assert other.feed.title in blocks
    for each in other.entries:
        assert {each.title, each.published} < {*blocks}


@pytest.mark.parametrize("content_type", ["application/feed+json", "application/json", "text/html", "text/plain", ""])
def test_a_json_feed_is_known_by_its_version_whatever_the_server_calls_it(content_type):
    written = feed(entry(3, GRANT))
    bodies = [
        written,
        b"\xef\xbb\xbf \n" + written,
        written.replace(b"/", rb"\/"),
        written.replace(b"version/1.1", b"version/1"),
        json.dumps(dict(reversed(json.loads(written).items())), indent=2).encode(),
    ]
    assert [detect_media_type(body, content_type) for body in bodies] == ["json feed"] * 5


@pytest.mark.parametrize(
    ("body", "content_type", "media"),
    [
        (b'{"version": "1.1", "items": []}', "application/json", "text"),
        (b'{"items": [{"content_text": "\\"version\\": \\"https://jsonfeed.org/version/1\\""}]}', "text/plain", "text"),
        (b'[{"version": "https://jsonfeed.org/version/1.1"}]', "application/json", "text"),
        (b"<html><body>Sign in</body></html>", "application/feed+json", "html"),
        (b'{"items": []}', "application/feed+json", "json feed"),
    ],
)
def test_other_json_is_no_feed_unless_it_is_sent_as_one(body, content_type, media):
    assert detect_media_type(body, content_type) == media


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_the_encoding_is_found(encoding):
    body = feed(entry(3, "科学数据应当在三年内开放共享，并由中心统一管理。" * 3)).decode().encode(encoding)
    assert "科学数据应当在三年内开放共享" in read(body).text


def test_halves_of_characters_and_control_characters_break_nothing():
    body = feed(entry(3, GRANT, title="A@B", id="k@")).replace(b"@", rb"\ud83d\u0000")
    found = read(body)
    assert found.blocks[2] == "A?B"
    assert Document.unpack(found.pack()) == found


def test_a_json_feed_that_is_cut_off_or_has_no_items_is_unreadable():
    whole = feed(entry(3, GRANT), entry(2, CALL))
    for part in (whole[:-2], whole[: len(whole) // 2], whole.replace(b'"items": [', b'"items": {}, "x": [')):
        with pytest.raises(UnreadableDocument):
            read(part)


@pytest.mark.parametrize("part", ["[", '{"a":', "[1e999,", "9" * 5_000, '"\\u'])
def test_deep_long_and_odd_json_is_read_or_refused(part):
    for body in (
        f'{{"version": "{VERSION}", "items": {part * (700_000 // len(part))}',
        f'{{"version": "{VERSION}", "items": [{part}]}}',
    ):
        with contextlib.suppress(UnreadableDocument):
            assert read(body.encode()).media == "feed"


def test_of_a_long_feed_the_newest_items_are_read_also_where_the_oldest_comes_first():
    days = [f"{1990 + number // 12}-{number % 12 + 1:02}-01" for number in range(MOST_ENTRIES + 20)]
    items = [entry(1, GRANT, id=str(number), date_published=day) for number, day in enumerate(days)]
    for order in (items, items[::-1]):
        keys = [key for key, _, _ in read(feed(*order)).entries]
        assert (len(keys), keys[0], keys[-1]) == (MOST_ENTRIES, str(MOST_ENTRIES + 19), "20")


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (NINE[:8], Verdict.NOISE),  # the oldest left
        (NINE[::-1], Verdict.IDENTICAL),
        ([entry(10, RULE), *NINE[:8]], Verdict.CONTENT),
        ([*NINE[:4], *NINE[5:]], Verdict.CONTENT),  # one was taken back
        ([NINE[0] | {"date_published": "2025-03-09T11:00:00Z"}, *NINE[1:]], Verdict.NOISE),
        ([NINE[0] | {"content_html": f"<p>Decision 9: {GRANT.replace('40', '45')}</p>"}, *NINE[1:]], Verdict.CONTENT),
    ],
)
def test_changes_of_a_json_feed_are_those_of_other_feeds(after, verdict):
    assert compare_texts(read(feed(*NINE)), read(feed(*after))).verdict == verdict


def test_a_feed_that_goes_from_rss_to_json_says_the_same():
    items = [f"<item><title>{n['title']}</title><guid>{n['id']}</guid><pubDate>{n['date_published']}</pubDate>"
             f"<description><![CDATA[{n['content_html']}]]></description></item>" for n in NINE]  # fmt: skip
    assert compare_texts(read(rss(*items), "text/xml"), read(feed(*NINE))).verdict == Verdict.IDENTICAL


def test_a_quote_is_found_in_an_item():
    finder = QuoteFinder(read(feed(entry(3, CALL))))
    assert finder.find(TextQuoteSelector("the budget may not exceed 800,000 euros")).state == "present"
    assert finder.find(TextQuoteSelector("the budget may not exceed 900,000 euros")).state == "altered"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*entry(1), "items"]), inner),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_no_json_feed_raises_anything_but_unreadable(items, title):
    try:
        found = read(json.dumps({"version": VERSION, "title": title, "items": items}).encode())
    except UnreadableDocument:
        return
    assert Document.unpack(found.pack()) == found
