"""Feeds as documents: RSS and Atom as they are really written, and what is done to break their reader."""

import contextlib

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.monitoring.reading.classify import classify_page
from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import UnreadableDocument, extract
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.extract.media_type import detect_media_type
from observatory.monitoring.reading.extract.xml_root import prolog_length
from observatory.monitoring.reading.quote_finder import QuoteFinder
from observatory.monitoring.reading.quote_match import TextQuoteSelector

GRANT = "The council awards 40 grants of 2.5 million kroner each to groups that share their instruments."
CALL = "Proposals are accepted from 3 May until 30 June; the budget may not exceed 800,000 euros."
RULE = "Laboratories keep a register of every model that they train on data of patients."


def rss(*items: str, channel: str = "", head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    start = f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    about = "<title>News of the council</title><link>https://example.org/</link><description>Decisions</description>"
    return f"{start}<channel>{about}{channel}{''.join(items)}</channel></rss>".encode()


def item(number: int, text: str, more: str = "") -> str:
    return (
        f"<item><title>Notice {number}</title><guid>https://example.org/{number}</guid>"
        f"<pubDate>Mon, {number:02} Mar 2025 08:00:00 GMT</pubDate><description>{text}</description>{more}</item>"
    )


def atom(*entries: str, more: str = "") -> bytes:
    start = f'<feed xmlns="http://www.w3.org/2005/Atom" {more}><title>Journal</title><subtitle>Of the office</subtitle>'
    return f"{start}<id>urn:feed</id><updated>2025-03-09T00:00:00Z</updated>{''.join(entries)}</feed>".encode()


def entry(content: str, number: int = 1) -> str:
    return (
        f"<entry><title>Entry {number}</title><id>urn:{number}</id><updated>2025-03-0{number}T08:00:00Z</updated>"
        f"{content}</entry>"
    )


def read(body: bytes, content_type: str = "application/rss+xml") -> Document:
    return extract(body, content_type)


def test_an_entry_is_its_title_its_date_as_printed_and_its_text():
    found = read(rss(item(3, GRANT), item(2, CALL)))
    assert found.media == "feed"
    assert found.title == "News of the council"
    assert found.blocks == (
        *("News of the council", "Decisions"),
        *("Notice 3", "Mon, 03 Mar 2025 08:00:00 GMT", GRANT),
        *("Notice 2", "Mon, 02 Mar 2025 08:00:00 GMT", CALL),
    )
    assert found.entries == (("https://example.org/3", 2, 3), ("https://example.org/2", 5, 6))


@pytest.mark.parametrize(
    "text",
    [
        f"&lt;p&gt;{GRANT}&lt;/p&gt;&lt;p&gt;{CALL}&lt;/p&gt;",
        f"<![CDATA[<p>{GRANT}</p><p>{CALL}</p>]]>",
        f"<![CDATA[<div>{GRANT}<br>{CALL}<script>alert(1)</script></div>]]>",
    ],
)
def test_html_in_an_entry_is_read_as_a_page_is(text):
    assert read(rss(item(3, text))).blocks[-2:] == (GRANT, CALL)


def test_struck_text_of_an_entry_does_not_stand():
    found = read(rss(item(3, f"<![CDATA[<p>{GRANT}</p><p><del>{CALL}</del></p>]]>")))
    assert CALL not in found.text
    assert found.struck_blocks == (CALL,)
    assert found.struck[0].block == len(found.blocks)


def test_a_summary_that_the_text_repeats_is_left_out_and_another_is_kept():
    whole = f"<content:encoded><![CDATA[<p>{GRANT}</p><p>{CALL}</p>]]></content:encoded>"
    assert read(rss(item(3, GRANT[:40] + " …", whole))).blocks[-2:] == (GRANT, CALL)
    assert read(rss(item(3, RULE, whole))).blocks[-3:] == (RULE, GRANT, CALL)


@pytest.mark.parametrize(
    ("content", "blocks"),
    [
        (f"<summary>{GRANT} 3 &lt; 4 &amp;amp;</summary>", (f"{GRANT} 3 < 4 &amp;",)),
        (f'<content type="html">&lt;p&gt;{GRANT} A&amp;amp;B&lt;/p&gt;</content>', (f"{GRANT} A&B",)),
        (
            f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{GRANT}</p><p>{CALL}<br/></p></div>'
            "</content>",
            (GRANT, CALL),
        ),
        (
            f'<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>{GRANT}</h:p></h:div></content>',
            (GRANT,),
        ),
        ('<content type="image/png">iVBORw0KGgo=</content>', ()),
        (f'<summary>{GRANT}</summary><content type="video/mp4" src="https://example.org/v.mp4"/>', (GRANT,)),
    ],
)
def test_the_text_constructs_of_atom(content, blocks):
    assert read(atom(entry(content)), "application/atom+xml").blocks[2:] == (
        "Entry 1",
        "2025-03-01T08:00:00Z",
        *blocks,
    )


def test_rss_1_has_its_items_beside_the_channel():
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Journal</title></channel>'
        f"<item rdf:about='y'><title>First</title><link>https://example.org/y</link><description>{GRANT}</description>"
        "<dc:date>2025-03-01</dc:date></item></rdf:RDF>"
    )
    assert read(body.encode(), "application/rdf+xml").blocks == ("Journal", "First", "2025-03-01", GRANT)


@pytest.mark.parametrize(
    "channel",
    [
        "<lastBuildDate>Tue, 04 Mar 2025 10:11:12 GMT</lastBuildDate>",
        "<pubDate>Tue, 04 Mar 2025 10:11:12 GMT</pubDate><ttl>60</ttl><generator>Maker 7.1</generator>",
        "<image><url>https://example.org/logo.png</url><title>Logo</title></image><skipHours><hour>3</hour></skipHours>",
    ],
)
def test_what_the_program_says_of_itself_is_no_text(channel):
    assert read(rss(item(3, GRANT), channel=channel)).blocks == read(rss(item(3, GRANT))).blocks


def test_addresses_of_enclosures_are_no_text():
    more = (
        '<enclosure url="https://example.org/a.mp3" length="12" type="audio/mpeg"/><category>grants</category>'
        '<media:title xmlns:media="http://search.yahoo.com/mrss/">Film</media:title>'
    )
    assert read(rss(item(3, GRANT, more))).blocks == read(rss(item(3, GRANT))).blocks


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("gb2312", "科学数据应当在三年内开放共享。"), ("windows-1251", "Данные открываются через три года."),
     ("iso-8859-1", "Les données sont ouvertes après trois années."), ("utf-16", "Öffnung der Daten nach 3 Jahren.")],
)  # fmt: skip
def test_the_encoding_is_that_of_the_prolog(encoding, text):
    body = rss(item(3, text * 3), head=f'<?xml version="1.0" encoding="{encoding}"?>').decode().encode(encoding)
    assert read(body, "text/xml").blocks[-1] == text * 3


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (rss(item(3, GRANT), channel="<language>da-DK</language>"), "da"),
        (rss(item(3, "科学数据应当在三年内开放共享，并由中心统一管理。"), channel="<language>en</language>"), "zh"),
        (atom(entry(f"<summary>{GRANT}</summary>"), more='xml:lang="nb"'), "nb"),
    ],
)
def test_the_language_is_declared_or_seen(body, language):
    assert read(body).language == language


@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/xml", "application/xml", "text/html", ""])
def test_a_feed_is_known_by_its_root_whatever_the_server_calls_it(content_type):
    bodies = [
        rss(item(3, GRANT)),
        b"\xef\xbb\xbf\n<!-- made by hand -->\n" + rss(item(3, GRANT), head=""),
        rss(head='<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?><!DOCTYPE rss SYSTEM "rss-0.91.dtd">'),
        rss(head='<!DOCTYPE rss [<!ENTITY a "]>"><!ENTITY b "c">]>'),
        atom(entry("")),
        atom(entry("")).replace(b"<feed xmlns=", b"<a:feed xmlns:a=").replace(b"</feed", b"</a:feed"),
    ]
    assert [detect_media_type(body, content_type) for body in bodies] == ["feed"] * 6


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>',
        b'<?xml version="1.0"?><feed><row>Feed for cattle</row></feed>',
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>',
        b'<?xml version="1.0"?><!-- <rss version="2.0"> --><report><p>Text</p></report>',
        b"<html><body><rss></rss></body></html>",
        b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    ],
)
def test_other_xml_is_no_feed(body):
    assert detect_media_type(body, "application/xml") == "html"


def test_no_entity_is_defined_and_no_file_is_read():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{lol}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    found = read(rss(item(3, "&l11; &f;"), head=head))
    assert found.blocks[-1] == "&l11; &f;"
    assert "root:" not in found.text


def test_entities_of_html_and_bare_ampersands_do_not_break_a_feed():
    found = read(rss(item(3, "Caf&eacute;&nbsp;R&D costs 5 &euro; & more, AT&T")))
    assert found.blocks[-1] == "Café R&D costs 5 € & more, AT&T"


def test_a_control_character_does_not_break_a_feed():
    assert read(rss(item(3, f"{GRANT}\x0b\x00"))).blocks[-1] == GRANT


def test_a_feed_that_is_cut_off_is_unreadable():
    whole = rss(item(3, GRANT), item(2, CALL))
    for part in (whole[:-20], whole[: len(whole) // 2], whole[:120]):
        with pytest.raises(UnreadableDocument, match="cut off"):
            read(part)


def test_deep_and_long_feeds_end():
    with pytest.raises(UnreadableDocument):
        read(rss("<item>" + "<a>" * 100_000))
    many = read(rss(*(item(number % 28 + 1, GRANT) for number in range(2_000))))
    assert len(many.entries) == 500


def test_a_feed_is_never_taken_for_another_page():
    assert classify_page(read(rss(item(3, "Please sign in to continue. Page not found. Access denied.")))) is None


def test_a_quote_is_found_in_an_entry():
    found = read(rss(item(3, f"<![CDATA[<p>{CALL}</p>]]>")))
    assert QuoteFinder(found).find(TextQuoteSelector("the budget may not exceed 800,000 euros")).state == "present"
    assert QuoteFinder(found).find(TextQuoteSelector("the budget may not exceed 900,000 euros")).state == "altered"


NINE = [item(number, f"Decision {number}: {GRANT}") for number in range(9, 0, -1)]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (NINE, NINE[:8], Verdict.NOISE),  # the oldest left
        (NINE, NINE[:5], Verdict.NOISE),  # the window is shorter
        (NINE, list(reversed(NINE)), Verdict.IDENTICAL),  # the same, the oldest first
        (NINE, [NINE[4], *NINE[:4], *NINE[5:]], Verdict.NOISE),
        (NINE, NINE[:3], Verdict.CONTENT),  # most are gone
        (NINE, [*NINE[:4], *NINE[5:]], Verdict.CONTENT),  # one in the middle was taken back
        (NINE, NINE[1:], Verdict.CONTENT),  # the newest was taken back
        (NINE, [item(20, RULE)], Verdict.CONTENT),  # nothing is left
        (NINE, [item(10, RULE), *NINE[:8]], Verdict.CONTENT),
        (NINE, [*NINE[:8], item(1, f"Decision 1: {GRANT}".replace("40", "45"))], Verdict.CONTENT),
    ],
)
def test_new_and_withdrawn_entries_are_changes_and_expired_ones_are_not(before, after, verdict):
    assert compare_texts(read(rss(*before)), read(rss(*after))).verdict == verdict


def test_a_new_entry_is_shown_without_the_one_that_it_pushed_out():
    found = compare_texts(read(rss(*NINE)), read(rss(item(10, RULE), *NINE[:8])))
    assert RULE in " ".join(found.added)
    assert not found.removed


def test_a_build_date_is_no_change():
    one, two = (rss(*NINE, channel=f"<lastBuildDate>Tue, 04 Mar 2025 {h}:11:12 GMT</lastBuildDate>") for h in (10, 11))
    assert compare_texts(read(one), read(two)).verdict == Verdict.IDENTICAL


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        (rss(*NINE), "08:00:00", "09:13:00"),
        (rss(*NINE), "Mon, 03 Mar 2025", "Fri, 07 Mar 2025"),
        (atom(entry(f"<summary>{GRANT}</summary>", 2), entry("", 1)), "2025-03-01T08", "2025-03-09T11"),
    ],
)
def test_the_date_of_an_entry_alone_is_no_change(body, old, new):
    later = body.replace(old.encode(), new.encode())
    assert later != body
    assert compare_texts(read(body), read(later)).verdict == Verdict.NOISE


def test_a_date_in_a_title_or_a_text_is_one():
    body = rss(item(3, "The call closes on 3 May 2026, as the council decided."))
    assert compare_texts(read(body), read(body.replace(b"3 May", b"5 May"))).verdict == Verdict.CONTENT


def test_texts_of_films_and_talks_are_read_where_an_entry_has_no_other():
    film = (
        '<m:group xmlns:m="http://search.yahoo.com/mrss/"><m:title>Film</m:title>'
        f"<m:description>{GRANT}</m:description></m:group>"
    )
    assert read(atom(entry(film))).blocks[-1] == GRANT
    assert read(atom(entry(f"<summary>{CALL}</summary>{film}"))).blocks[-1] == CALL


def test_a_prolog_of_any_length_is_passed():  # hangs if it takes more than linear time
    for junk in ("<!---->" * 300_000, "<!DOCTYPE x [" + "]" * 2_000_000, "<?a?>" * 400_000, "<!DOCTYPE a>" * 200_000):
        detect_media_type(junk.encode(), "text/xml")
        prolog_length(junk)


@pytest.mark.parametrize("part", ["<![CDATA[", "<![CDATA[]]>&", "&amp", "<a ", "</a>", "&lt;a &amp;", "]]>"])
def test_a_damaged_feed_of_any_length_is_read(part):  # hangs if it takes more than linear time
    for body in (rss(f"<item><title>{part * 100_000}"), rss(item(3, part * 100_000))):
        with contextlib.suppress(UnreadableDocument):
            assert read(body).media == "feed"


def test_a_packed_feed_keeps_its_entries():
    found = read(rss(*NINE))
    assert Document.unpack(found.pack()) == found


@pytest.mark.parametrize("body", [rss(*NINE), atom(entry(f"<summary>{GRANT}</summary>", 2), entry("", 1))])
def test_titles_and_dates_are_those_that_feedparser_reads(body):
    other = feedparser.parse(body)
    blocks = read(body).blocks
    assert other.feed.title in blocks
    for each in other.entries:
        assert each.title in blocks
        assert each.get("published", each.get("updated")) in blocks


WORDS = st.text(st.sampled_from("<>&;/![]\"'=- CDATArsitemcontent:encod\x00é中\n"), max_size=400)


@given(WORDS, WORDS)
def test_no_feed_raises_anything_but_unreadable(channel, text):
    try:
        found = read(rss(item(3, text), channel=channel))
    except UnreadableDocument:
        return
    assert all(isinstance(block, str) and block for block in found.blocks)
