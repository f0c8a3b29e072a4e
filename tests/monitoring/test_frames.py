"""The frames of a page: which of them may hold its text."""

import pytest

from observatory.monitoring.reading.extract import Document, extract

URL = "https://gov.example.org/a/b/index.html"


def frames(markup: str, head: str = "") -> tuple[str, ...]:
    return extract(f"<html><head>{head}</head><body>{markup}</body>".encode(), "text/html", url=URL).frame_urls


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        ("<iframe src=text.html></iframe>", ("https://gov.example.org/a/b/text.html",)),
        ("<iframe src='/x?id=1#top' width=100% height=900></iframe>", ("https://gov.example.org/x?id=1",)),
        ("<iframe src='//cdn.example.org/t.htm'></iframe>", ("https://cdn.example.org/t.htm",)),
        ("<iframe data-src=late.html src=about:blank></iframe>", ("https://gov.example.org/a/b/late.html",)),
        ("<iframe src=a.html></iframe><iframe src=a.html></iframe>", ("https://gov.example.org/a/b/a.html",)),
        ("<object data=rules.pdf type=application/pdf></object>", ("https://gov.example.org/a/b/rules.pdf",)),
        ("<embed src=rules.pdf>", ("https://gov.example.org/a/b/rules.pdf",)),
        ("<p>No frame.</p>", ()),
    ],
)
def test_frames_that_readers_see_are_named(markup: str, urls: tuple[str, ...]) -> None:
    assert frames(markup) == urls


@pytest.mark.parametrize(
    "markup",
    [
        "<iframe src=a.html hidden></iframe>",
        "<iframe src=a.html style='display: none'></iframe>",
        "<iframe src=a.html width=1 height=1></iframe>",
        "<iframe src=a.html height=0></iframe>",
        "<iframe src=a.html style='width:0;height:0;border:0'></iframe>",
        "<div style='display:none'><p><iframe src=a.html></iframe></p></div>",
        "<div hidden><iframe src=a.html></iframe></div>",
        "<noscript><iframe src='https://www.googletagmanager.com/ns.html?id=1'></iframe></noscript>",
        "<iframe src='https://td.doubleclick.net/t'></iframe>",
        "<iframe src='https://www.youtube.com/embed/1'></iframe>",
        "<iframe src=/show.html id=google_ads_iframe_1></iframe>",
        "<iframe src='https://www.google.com/maps/embed?pb=1'></iframe>",
        "<iframe src=/widget+23/i.html></iframe><iframe src=/ads-footer/i.html></iframe>",
        "<iframe src=/x/comments/></iframe>",
        "<iframe src='https://widget.weibo.example/show'></iframe>",
        "<iframe src='javascript:x()'></iframe><iframe src='data:text/html,x'></iframe><iframe src=mailto:a></iframe>",
        "<iframe src='http://[broken'></iframe>",
        "<iframe src=index.html></iframe>",
        "<iframe src=a.html srcdoc='&lt;p>text&lt;/p>'></iframe>",
        "<footer><iframe src=a.html></iframe></footer>",
        "<object data=film.swf></object><embed src=song.mp3>",
    ],
)
def test_frames_for_machines_advertisers_and_players_are_not_named(markup: str) -> None:
    assert frames(markup) == ()


def test_frames_start_from_the_base_and_at_most_ten_are_named() -> None:
    found = frames("".join(f"<iframe src={n}.html></iframe>" for n in range(30)), "<base href=/c/>")

    assert found == tuple(f"https://gov.example.org/c/{n}.html" for n in range(10))


def test_the_text_of_a_frameset_for_old_browsers_is_not_the_document() -> None:
    page = (
        "<html><head><title>Law</title></head><frameset cols='20%,80%'><frame src=menu.html><frame src=law.html>"
        "<noframes><body><p>Your browser does not support frames.</p></body></noframes></frameset></html>"
    )
    read = extract(page.encode(), "text/html", url=URL)

    assert read.frame_urls == ("https://gov.example.org/a/b/menu.html", "https://gov.example.org/a/b/law.html")
    assert (read.text, read.full_text, read.title) == ("", "", "Law")
    assert Document.unpack(read.pack()) == read
