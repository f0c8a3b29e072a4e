"""The main text of a page, and what is left out of it."""

import pytest

from observatory.monitoring.reading.extract import Document, UnreadableDocument, extract
from observatory.monitoring.reading.extract.media_type import Unsupported

PROSE = (
    "The council shall publish a report on the use of models in public research, every year before the end of June. "
    "It will name the institutions concerned, and what they spent."
)
LAW = (
    "科研机构应当在项目结题后六个月内汇交科学数据；涉及国家秘密和个人隐私的数据，不得公开。本办法由科学技术局负责解释。"
)


def html(body: str, head: str = "", lang: str = "en") -> Document:
    return extract(f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'.encode())


def test_navigation_scripts_and_footers_are_not_the_document() -> None:
    document = html(
        f"<nav><a href=/>Home</a></nav><main><h1>Report</h1><p>{PROSE}</p><script>var a = 'no'</script>"
        "<noscript>Turn on JavaScript</noscript></main><footer>Imprint and contact of the council</footer>"
    )

    assert document.blocks == ("Report", PROSE)
    assert "Home" in document.full_text
    assert "Imprint" in document.full_text


def test_a_form_around_the_whole_page_hides_nothing() -> None:
    assert PROSE in html(f'<form action="/default.aspx"><div><p>{PROSE}</p></div></form>').blocks


def test_a_table_row_is_one_block() -> None:
    document = html(
        f"<main><p>{PROSE}</p><table><tr><td>Centre</td><td>12</td></tr><tr><th>Hub</th><td>40</td></tr></table>"
    )

    assert document.blocks == (PROSE, "Centre 12", "Hub 40")


def test_the_headline_and_the_date_outside_the_container_of_the_text_belong_to_it() -> None:
    document = html(
        f"<div class=top><h1>National strategy</h1><p>Last modified: 16 September 2025</p></div>"
        f"<div class=article-body><p>{PROSE}</p><p>{PROSE}</p></div>",
        "<title>National strategy | Council</title>",
    )

    assert document.blocks[:2] == ("National strategy", "Last modified: 16 September 2025")


def test_text_in_sibling_containers_is_read_whole() -> None:
    sections = "".join(f"<section><h2>Part {n}</h2><p>{PROSE} ({n})</p></section>" for n in range(6))

    blocks = html(f"<div>{sections}</div>").blocks

    assert [block for block in blocks if block.startswith("Part")] == [f"Part {n}" for n in range(6)]


@pytest.mark.parametrize("heading", ["相关阅读：", "Related articles", "点击排行", "You may also like"])
def test_links_under_a_heading_of_related_pages_are_left_out(heading: str) -> None:
    document = html(
        f"<article><p>{LAW}</p><p>{heading}</p><p><a href=1>One</a></p><p><a href=2>Two</a></p><p>{LAW}终</p>"
    )

    assert document.blocks == (LAW, f"{LAW}终")


def test_attachments_are_the_documents_own() -> None:
    document = html(
        f"<article><p>{LAW}{LAW}</p><p>相关链接：</p><p><a href=f.doc>附件1：项目申报表.docx</a></p></article>",
        lang="zh",
    )

    assert document.blocks[-1] == "附件1：项目申报表.docx"


def test_a_chrome_name_on_the_container_of_the_whole_text_does_not_drop_it() -> None:
    assert PROSE in html(f'<div class="sidebar-layout menu"><p>{PROSE}</p><p>{PROSE}</p></div>').blocks


def test_a_question_in_an_accordion_button_is_a_heading() -> None:
    assert (
        "Who may apply?"
        in html(f"<main><h3><button>Who may apply?</button></h3><p>{PROSE}</p><button>Print</button>").blocks
    )


def test_a_hidden_mail_address_is_read() -> None:
    code = "42" + "".join(f"{byte ^ 0x42:02x}" for byte in b"ai@example.org")

    document = html(f'<p>{PROSE} Write to <a data-cfemail="{code}">[email protected]</a> please, at any time.</p>')

    assert "ai@example.org" in document.text


def test_head_tells_title_canonical_address_and_refresh() -> None:
    document = extract(
        b"<head><title> A \n title </title><link rel=canonical href='/doc/1'>"
        b"<meta http-equiv=Refresh content='0; URL=../new'></head><body>x</body>",
        "text/html",
        url="https://example.org/a/b.html",
    )

    assert document.title == "A title"
    assert document.canonical_url == "https://example.org/doc/1"
    assert document.meta_refresh_url == "https://example.org/new"


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", LAW, "zh"),
        ("zh-CN", PROSE, "en"),
        ("de", "Der Rat veröffentlicht jedes Jahr einen Bericht.", "de"),
        ("", PROSE, "en"),
    ],
)
def test_the_script_of_the_text_is_believed_before_the_declared_language(lang: str, text: str, expected: str) -> None:
    assert html(f"<p>{text}</p>", lang=lang).language == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<",
        b"<!--",
        b"<div>" * 5_000 + PROSE.encode(),
        b"<p " + b"a=" * 10_000 + b">" + PROSE.encode(),
        b"<table>" * 500 + PROSE.encode(),
        b'<a href="x" title="<b>not a tag</b>">' + PROSE.encode(),
    ],
)
def test_broken_markup_never_raises(body: bytes) -> None:
    document = extract(body, "text/html")

    assert isinstance(document, Document)
    assert (PROSE.encode() not in body) or PROSE in document.text


def test_binary_data_called_html_is_no_document() -> None:
    with pytest.raises(Unsupported, match="Binary"):
        extract(b"\x00\xff" * 50, "text/html")


def test_a_page_of_millions_of_tags_is_unreadable() -> None:
    with pytest.raises(UnreadableDocument, match="tags"):
        extract(b"<b>" * 500_000, "text/html")


def test_a_document_survives_packing() -> None:
    document = html(f"<main><h1>Report</h1><p>{PROSE}</p><p><a href=1>More</a></p></main>", "<title>T</title>")

    assert Document.unpack(document.pack()) == document


def test_what_is_no_packed_document_is_refused() -> None:
    with pytest.raises(ValueError, match="packed"):
        Document.unpack(b'["media"]')
