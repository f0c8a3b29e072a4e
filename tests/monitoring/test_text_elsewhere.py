"""Pages whose text is elsewhere: in a frame, behind a refresh, in a script, in a picture."""

import pytest

from observatory.monitoring.models import Change, Snapshot, Watch
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading import classify

from .documents import make_pdf
from .sites import LAW, article, days, location, outcome, round_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]
MENU = "<ul><li><a href='/a'>Laws</a></li><li><a href='/b'>News</a></li></ul>"


def shell(body: str, head: str = "") -> bytes:
    html = f"<html><head><title>Measures</title>{head}</head><body><h1>Measures</h1>{body}</body></html>"
    return html.encode()


def frameset(*frames: str) -> bytes:
    inside = "".join(f"<frame src='{url}'>" for url in frames)
    return f"<html><head><title>Ministry</title></head><frameset cols='20%,80%'>{inside}</frameset></html>".encode()


def visit(place, day: float = 0):
    """The finding of one visit to a location."""
    _, results = round_at(days(day), these=[place])
    return results[place.url].finding


FRAMED = {
    "iframe": {"/page": shell("<iframe src='law.html' width='100%'></iframe>"), "/law.html": article(*LAW)},
    "object": {"/page": shell("<object data='/law.html' type='text/html'></object>"), "/law.html": article(*LAW)},
    "embed": {"/page": shell("<embed src='/law.html' type='text/html'>"), "/law.html": article(*LAW)},
    "with a line before it": {
        "/page": shell("<p>The text is shown below.</p><iframe src='/law.html'></iframe>"),
        "/law.html": article(*LAW),
    },
    "loaded when scrolled to": {"/page": shell("<iframe data-src='/law.html'></iframe>"), "/law.html": article(*LAW)},
    "frameset with a menu": {
        "/page": frameset("menu.html", "start.html"),
        "/menu.html": MENU.encode(),
        "/start.html": article(*LAW),
    },
    "frameset without telling names": {
        "/page": frameset("1.html", "2.html", "3.html"),
        "/1.html": MENU.encode(),
        "/2.html": article(*LAW),
        "/3.html": b"<p>Ministry of Research</p>",
    },
    "frames in a frame": {
        "/page": frameset("top.html", "inner.html"),
        "/top.html": b"<h1>Ministry</h1>",
        "/inner.html": frameset("left.html", "main.html"),
        "/left.html": MENU.encode(),
        "/main.html": article(*LAW),
    },
    "a refresh in a frame": {
        "/page": shell("<iframe src='/go'></iframe>"),
        "/go": b"<meta http-equiv='refresh' content='0;url=/law.html'>",
        "/law.html": article(*LAW),
    },
    "a frame after a redirect": {
        "/page": ("302 Found", b"", {"Location": "/deep/er/page"}),
        "/deep/er/page": shell("<iframe src='law.html'></iframe>"),
        "/deep/er/law.html": article(*LAW),
    },
    "a viewer": {"/page": shell("<iframe src='/viewer?file=%2Flaw.html'></iframe>"), "/law.html": article(*LAW)},
}


@pytest.mark.parametrize("pages", FRAMED.values(), ids=FRAMED)
def test_the_text_in_a_frame_is_read_and_the_snapshot_says_from_where(site, pages):
    site.pages |= pages
    place = location(site.url("/page"))

    found = visit(place)

    snapshot = Snapshot.objects.get(location=place)
    assert found.outcome == Outcome.NEW
    assert LAW[2] in snapshot.text
    assert LAW[2].encode() in snapshot.body.read()
    assert snapshot.url in [site.url(path) for path in pages if LAW[2].encode() in pages[path]]
    assert not found.proposed_url
    assert not place.changes.exists()


@pytest.mark.parametrize(
    "body",
    [
        "<object data='/files/law.pdf' type='application/pdf' width=800></object>",
        "<embed src='/files/law.pdf'>",
        "<iframe src='/pdfjs/web/viewer.html?file=%2Ffiles%2Flaw.pdf'></iframe>",
        "<div id=pdf></div><script>PDFObject.embed('/files/law.pdf#page=1', '#pdf');</script>",
    ],
)
def test_a_file_in_a_viewer_is_read(site, body):
    site.pages |= {
        "/page": shell(body),
        "/files/law.pdf": ("200 OK", make_pdf(LAW), {"content_type": "application/pdf"}),
    }
    place = location(site.url("/page"))

    assert outcome(place) == Outcome.NEW
    snapshot = Snapshot.objects.get(location=place)
    assert (snapshot.url, snapshot.content_type) == (site.url("/files/law.pdf"), "application/pdf")
    assert LAW[5] in " ".join(snapshot.text.split())


def test_a_picture_in_a_frame_is_named(site):
    site.pages |= {
        "/page": shell("<iframe src='/scan.jpg'></iframe>"),
        "/scan.jpg": ("200 OK", b"\xff\xd8\xff", {"content_type": "image/jpeg"}),
    }
    found = visit(location(site.url("/page")))

    assert found.outcome == Outcome.TEXT_ELSEWHERE
    assert site.url("/scan.jpg") in found.error


def test_an_unchanged_frame_costs_a_conditional_request_and_a_changed_one_is_a_change(site):
    site.pages |= {"/page": shell("<iframe src='/law'></iframe>"), "/law": ("200 OK", article(*LAW), {"ETag": '"1"'})}
    place = location(site.url("/page"))
    assert outcome(place) == Outcome.NEW
    site.pages["/law"] = ("304 Not Modified", b"", {})

    assert outcome(place, days(1)) == Outcome.UNCHANGED
    assert [r["if-none-match"] for r in site.requests if r["path"] == "/law" and "if-none-match" in r] == ['"1"']

    site.pages["/law"] = article(*LAW[:3], LAW[3].replace("24", "12"), *LAW[4:])
    assert outcome(place, days(2)) == Outcome.CHANGED
    assert Snapshot.objects.filter(location=place).count() == 2


def test_the_page_around_a_frame_may_change_without_a_change_and_lead_to_another_frame(site):
    site.pages |= {"/page": shell("<iframe src='/law'></iframe>"), "/law": article(*LAW)}
    place = location(site.url("/page"))
    assert outcome(place) == Outcome.NEW
    site.pages["/page"] = shell("<p id='x17'></p><iframe src='/law'></iframe>")
    assert outcome(place, days(1)) == Outcome.UNCHANGED
    site.pages |= {"/page": shell("<iframe src='/law-2'></iframe>"), "/law-2": article(*LAW[:4])}
    assert outcome(place, days(2)) == Outcome.CHANGED


def test_a_shell_that_an_older_extractor_took_for_the_document_is_found_out(site, monkeypatch):
    site.pages |= {"/page": shell("<iframe src='/law'></iframe>"), "/law": article(*LAW)}
    other = location(site.url("/page"))
    with monkeypatch.context() as older:
        older.setattr(classify, "find_frames", lambda document, url: ())
        older.setattr(classify, "_classify_page_without_text", lambda document, size, text: None)
        assert outcome(other) == Outcome.NEW
    Snapshot.objects.update(extractor="1")

    assert outcome(other, days(1)) == Outcome.CHANGED
    assert outcome(other, days(2)) == Outcome.UNCHANGED
    assert LAW[2] in Snapshot.objects.filter(location=other).first().text


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (("503 Service Unavailable", b"", {}), Outcome.SERVER_ERROR),
        (("404 Not Found", b"", {}), Outcome.TEXT_ELSEWHERE),
        (("403 Forbidden", b"", {}), Outcome.TEXT_ELSEWHERE),
        (b"<h1>Page not found</h1>", Outcome.TEXT_ELSEWHERE),
        (b"<p>Ministry</p>", Outcome.CHANGED),
    ],
)
def test_a_frame_that_is_lost_never_leaves_the_page_around_it_as_the_document(site, answer, expected):
    site.pages |= {"/page": shell("<iframe src='/law'></iframe>"), "/law": article(*LAW)}
    place = location(site.url("/page"))
    assert outcome(place) == Outcome.NEW
    site.pages["/law"] = answer

    found = visit(place, 1)

    assert found.outcome == expected
    assert expected is Outcome.CHANGED or site.url("/law") in found.error
    assert expected is Outcome.CHANGED or Snapshot.objects.filter(location=place).count() == 1


def test_a_frame_that_fails_for_a_day_does_not_make_a_line_above_it_the_document(site):
    line = "<p>The text is shown below.</p>"
    site.pages |= {"/page": shell(f"{line}<iframe src='/law'></iframe>"), "/law": article(*LAW)}
    place = location(site.url("/page"))
    assert outcome(place) == Outcome.NEW
    site.pages["/law"] = ("503 Service Unavailable", b"", {})
    assert outcome(place, days(1)) == Outcome.SERVER_ERROR
    site.pages["/law"] = article(*LAW)
    assert outcome(place, days(2)) == Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<iframe src='https://files.example.org/law.pdf'></iframe>", "https://files.example.org/law.pdf"),
        (
            "<iframe src='https://docs.example.net/viewer?url=https%3A%2F%2Fother.example.org%2Flaw.pdf'></iframe>",
            "https://other.example.org/law.pdf",
        ),
        ("<iframe src='http://10.0.0.1/law.html'></iframe>", "http://10.0.0.1/law.html"),
    ],
)
def test_a_frame_of_another_site_is_named_and_not_visited(site, body, named):
    site.pages["/page"] = shell(body)

    found = visit(location(site.url("/page")))

    assert found.outcome == Outcome.TEXT_ELSEWHERE
    assert named in found.error
    assert not Snapshot.objects.exists()


def test_robots_txt_holds_for_frames(site):
    site.pages |= {
        "/robots.txt": ("200 OK", b"User-agent: *\nDisallow: /law", {"content_type": "text/plain"}),
        "/page": shell("<iframe src='/law'></iframe>"),
        "/law": article(*LAW),
    }

    found = visit(location(site.url("/page")))

    assert found.outcome == Outcome.TEXT_ELSEWHERE
    assert site.url("/law") in found.error
    assert site.hits["/law"] == 0


def test_frames_that_lead_in_a_circle_or_too_deep_end(site):
    site.pages |= {
        "/a": shell("<iframe src='/b'></iframe>"),
        "/b": shell("<iframe src='/a'></iframe>"),
        **{f"/{n}": shell(f"<iframe src='/{n + 1}'></iframe>") for n in range(9)},
    }
    circle, deep = location(site.url("/a")), location(site.url("/0"))
    _, results = round_at(these=[circle, deep])

    assert results[circle.url].finding.outcome == Outcome.TEXT_ELSEWHERE
    assert results[deep.url].finding.outcome == Outcome.TEXT_ELSEWHERE
    assert site.hits["/3"] == 0


@pytest.mark.parametrize(
    "around",
    [
        "<iframe src='/law'></iframe>" + "".join(f"<p>{block}</p>" for block in LAW),
        "<p>The committee meets on 8 April 2026 in the hall of the ministry.</p><iframe src='/hall'></iframe>",
        "<p>The committee meets on 8 April 2026 in the hall.</p><iframe src='https://www.youtube.com/embed/x'></iframe>",
        "<p>The committee meets on 8 April 2026.</p><iframe src='/counter.html' width=1 height=1></iframe>",
    ],
)
def test_an_article_with_a_frame_beside_it_stays_the_document(site, around):
    site.pages |= {"/page": shell(around), "/law": article(*LAW), "/hall": b"<p>Map of the hall</p>"}
    place = location(site.url("/page"))

    assert outcome(place) == Outcome.NEW
    assert Snapshot.objects.get(location=place).url == site.url("/page")


def test_several_pages_with_one_frame_have_not_moved_there(site):
    site.pages |= {f"/{n}": shell("<iframe src='/law'></iframe>") for n in range(5)} | {"/law": article(*LAW)}
    summary, _ = round_at(these=[location(site.url(f"/{n}")) for n in range(5)])

    assert summary.outcomes == {"new": 5}
    assert not Change.objects.exists()


def test_the_canonical_url_of_a_frame_is_no_proposal(site):
    framed = article(*LAW, head="<link rel='canonical' href='/page'>")
    site.pages |= {"/page": shell("<iframe src='/law'></iframe>"), "/law": framed}
    place = location(site.url("/page"))

    assert outcome(place) == Outcome.NEW
    assert outcome(place, days(1)) == Outcome.UNCHANGED
    assert Watch.objects.get(location=place).proposed_url == ""


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        (b"<html><body></body></html>", {"Refresh": "0; url=/there"}),
        (b"<p>Moved.</p>", {"Refresh": "5;URL='/there'"}),
        (b"<body><p>One moment</p><meta http-equiv=refresh content='3; url=/there'></body>", {}),
        (b"<noscript><meta http-equiv=refresh content='0;url=/there'></noscript>", {}),
        (b"<script>window.location.href = '/there';</script>", {}),
        (b'<script>location.replace("/there")</script><p>Redirecting to the new page</p>', {}),
        (b"<script>setTimeout(function () { top.location = '/there?a=1'; }, 500);</script>", {}),
        (b"<body onload=\"location.href='/there'\"></body>", {}),
    ],
)
def test_a_page_without_text_is_left_the_way_it_sends_its_reader(site, page, headers):
    site.pages |= {"/here": ("200 OK", page, headers), "/there": article(*LAW)}
    place = location(site.url("/here"))

    assert outcome(place) == Outcome.MOVED
    assert LAW[2] in Snapshot.objects.get(location=place).text


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        (article(*LAW), {"Refresh": "600; url=/there"}),
        (article(*LAW), {"Refresh": "nonsense"}),
        (article(*LAW, head="<script>if (small) location.href = '/there'</script>"), {}),
        (article(*LAW, head="<script>location.href = '/there'</script>"), {}),
    ],
)
def test_a_page_with_a_text_is_the_document_wherever_it_sends_its_reader(site, page, headers):
    site.pages |= {"/here": ("200 OK", page, headers), "/there": article("Home")}

    assert outcome(location(site.url("/here"))) == Outcome.NEW
    assert site.hits["/there"] == 0


@pytest.mark.parametrize(
    "page",
    [
        b"<link rel=canonical href=/there><p>Ministry</p>",
        b"<script>if (mobile) location.href = '/there'</script><p>Ministry</p>",
        b"<p onclick=\"location.href='/there'\">Ministry</p>",
    ],
)
def test_what_is_no_plain_redirect_is_not_followed(site, page):
    site.pages |= {"/here": page, "/there": b"<p>Something else</p>"}
    visit(location(site.url("/here")))

    assert not any("Something else" in snapshot.text for snapshot in Snapshot.objects.all())
