"""Text in elements that a browser shows in its own way: fields, drawings, dialogs, frames, ruby."""

import pytest

from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import Document, extract

PROSE = (
    "The council publishes a report on the use of machines every year before the end of June, and names costs. "
    "It is read by a panel of five members, none of whom works for the applicant."
)
NOTICE = "Correction: the date in section 2 is the ninth of May."


def html(markup: str, head: str = "") -> Document:
    page = f"<html lang=en><head>{head}</head><body><nav><a href=/>Home</a></nav><main><h1>Rules</h1><p>{PROSE}</p>"
    return extract(f"{page}{markup}<p>{PROSE}</p></main></body></html>".encode(), "text/html")


@pytest.mark.parametrize(
    "markup",
    [
        "<dialog open><p>{}</p></dialog>",
        "<dialog open class=modal role=dialog><h2>Note</h2>{}</dialog>",
        "<textarea readonly>{}</textarea>",
        "<textarea disabled rows=4>{}</textarea>",
        "<p>See: <input readonly value='{}'></p>",
        "<form><label>Note</label><input type=text readonly value='{}'></form>",
        "<svg><text x=1>{}</text></svg>",
        "<figure><svg><g><text>Chart</text><text><tspan>{}</tspan></text></g></svg></figure>",
        "<iframe srcdoc='&lt;script>x()&lt;/script>&lt;p>{}&lt;/p>'></iframe>",
        "<my-note><template shadowrootmode=open><p>{}</p></template></my-note>",
        "<p aria-hidden=true>{}</p>",
        "<div aria-hidden=true><p>{}</p></div>",
        "<span class=sr-only>{}</span>",
    ],
)
def test_what_a_page_shows_in_its_own_way_is_read(markup: str) -> None:
    shown = html(markup.format(NOTICE))

    assert NOTICE in shown.text
    assert compare_texts(html(""), shown).verdict == Verdict.CONTENT
    assert compare_texts(shown, html(markup.format(NOTICE.replace("ninth", "first")))).verdict == Verdict.CONTENT


@pytest.mark.parametrize(
    "markup",
    [
        "<form role=search><input value='{}'></form>",
        "<input name=q value='{}' placeholder=Search>",
        "<input type=hidden readonly value='{}'>",
        "<input type=submit disabled value='{}'>",
        "<form><input name=from readonly value='{}'><input name=q><input type=submit></form>",
        "<textarea name=comment>{}</textarea>",
        "<textarea readonly>&lt;iframe src=/e>{}&lt;/iframe></textarea>",
        "<input readonly value='https://example.org/{}'>",
        "<select><option>{}</select>",
        "<template><p>{}</p></template>",
        "<dialog id=d><p>{}</p></dialog>",
        "<noscript>{}</noscript>",
        "<object data=a.swf><p>{}</p></object>",
        "<svg aria-hidden=true><text>{}</text></svg>",
        "<svg><title>{}</title><path d=M0/></svg>",
        "<svg><defs><text>{}</text></defs></svg>",
        "<svg style='display:none'><symbol><text>{}</text></symbol></svg>",
        "<span aria-hidden=true class=material-icons>arrow_forward {}</span>",
        "<iframe>{}</iframe>",
        "<noembed>{}</noembed>",
    ],
)
def test_what_visitors_fill_or_nobody_sees_is_not_read(markup: str) -> None:
    read = html(markup.format(NOTICE))

    assert NOTICE not in read.text
    assert read.blocks == html("").blocks


def test_a_dialog_that_a_button_opens_is_beside_the_text_and_a_closed_one_is_hidden() -> None:
    closed = html(f"<dialog id=d>{NOTICE}</dialog>")
    opened = html(f"<button commandfor=d>Note</button><dialog id=d>{NOTICE}</dialog>")

    assert closed.struck_blocks == (NOTICE,)
    assert NOTICE not in closed.full_text
    assert NOTICE in opened.full_text
    assert opened.blocks == html("").blocks


LONG = f"<p>{PROSE}</p><p>{NOTICE}</p>"
FIELD = LONG.replace("<", "&lt;")


@pytest.mark.parametrize(
    "markup",
    [
        f"<noscript>{LONG}</noscript><script src=a.js></script>",
        f"<div id=app></div><noscript><div>{LONG}</div></noscript>",
        f"<nav><a href=/>Home</a></nav><h1>Rules</h1><textarea id=zw style='display:none'>{FIELD}</textarea>",
        f"<h1>Rules</h1><textarea id=zw style='display:none'>{PROSE}\n{NOTICE}</textarea><script>show()</script>",
        f"<object data=a.html>{LONG}</object>",
    ],
)
def test_a_fallback_is_read_when_the_page_has_no_other_text(markup: str) -> None:
    read = extract(f"<html><head><title>Rules</title></head><body>{markup}</body>".encode(), "text/html")

    assert PROSE in read.blocks
    assert NOTICE in read.blocks


@pytest.mark.parametrize(
    "markup",
    [
        "<noscript>{} Please enable JavaScript to run this application in your browser.</noscript><div id=root></div>",
        "<form><textarea name=comment>{}</textarea></form>" + f"<p>{PROSE}</p>" * 3,
    ],
)
def test_a_request_to_switch_scripts_on_or_a_comment_is_no_document(markup: str) -> None:
    read = extract(f"<html><body>{markup.format(PROSE)}</body>".encode(), "text/html")

    assert PROSE not in read.blocks[3:]
    assert "JavaScript" not in read.text


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rp>(</rp><rt>zì</rt><rp>)</rp></ruby>表", "汉字表"),
        ("<ruby><rb>東</rb><rb>京</rb><rt>とう</rt><rt>きょう</rt></ruby>都", "東京都"),
        ("<ruby>研<rt>yán</ruby><ruby>究<rt>jiū</ruby>", "研究"),
        ("<ruby>学<rtc><rt>xué</rt></rtc></ruby>", "学"),
    ],
)
def test_ruby_is_no_text(markup: str, shown: str) -> None:
    assert shown in html(f"<p>{markup}</p>").blocks


def test_a_page_that_is_said_to_be_hidden_as_a_whole_is_read() -> None:
    page = f"<html aria-hidden=true role=navigation><body aria-hidden=true><h1>Rules</h1><p>{PROSE}</p></body></html>"

    assert PROSE in extract(page.encode(), "text/html").blocks
