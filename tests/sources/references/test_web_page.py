"""What web pages and PDFs say of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.sources.references.page_metadata import read_page, read_pdf
from observatory.sources.references.recognise import recognise_entered

URL = "https://www.most.gov.cn/xxgk/t20230327_1.html"
MINISTRY = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">
<title>科技部启动“人工智能驱动的科学研究”专项部署工作_中华人民共和国科学技术部</title>
<meta name="SiteName" content="中华人民共和国科学技术部"><meta name="SiteDomain" content="www.most.gov.cn">
<meta name="ColumnName" content="科技部工作"><meta name="ColumnType" content="工作动态">
<meta name="ArticleTitle" content="科技部启动“人工智能驱动的科学研究”专项部署工作">
<meta name="PubDate" content="2023-03-27 15:02"><meta name="ContentSource" content="来源：新华社">
<meta name="Author" content="责任编辑：某某"></head><body><p>…</p></body></html>"""


def test_page_of_a_chinese_ministry():
    draft = read_page(MINISTRY, URL)
    assert draft.title_zh_hans == "科技部启动“人工智能驱动的科学研究”专项部署工作"
    assert (draft.type, draft.language, draft.issued) == ("webpage", "zh-Hans", "2023-03-27")
    assert draft.container_title == "中华人民共和国科学技术部"
    assert [name.literal for name in draft.contributors] == ["新华社"]
    assert [place.url for place in draft.locations] == [URL]
    assert draft.found["title_zh_hans"] == "ArticleTitle"
    assert draft.found["issued"] == "PubDate"


def test_page_of_a_journal():
    draft = read_page(
        """<html lang="en"><head><meta name="citation_title" content="A paper">
        <meta name="citation_author" content="Li, Wei"><meta name="citation_author" content="Ann Ray">
        <meta name="citation_publication_date" content="2023/07/05">
        <meta name="citation_journal_title" content="Nature">
        <meta name="citation_volume" content="619"><meta name="citation_firstpage" content="533">
        <meta name="citation_lastpage" content="538"><meta name="citation_doi" content="doi:10.1038/x">
        <meta name="og:title" property="og:title" content="Another"><link rel="canonical" href="/articles/x"></head>""",
        "https://www.nature.com/articles/x?utm_source=y",
    )
    assert (draft.title_en, draft.type, draft.issued, draft.doi) == (
        "A paper",
        "article-journal",
        "2023-07-05",
        "10.1038/x",
    )
    assert (draft.container_title, draft.volume, draft.pages) == ("Nature", "619", "533-538")
    assert [(name.family, name.given) for name in draft.contributors] == [("Li", "Wei"), ("Ray", "Ann")]
    assert draft.locations[0].url == "https://www.nature.com/articles/x"


def test_page_with_linked_data():
    draft = read_page(
        """<html lang="en"><head><title>Budget agreed - The Daily</title>
        <meta property="og:site_name" content="The Daily">
        <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "The Daily"},
        {"@type": "NewsArticle", "headline": "Budget agreed", "datePublished": "2026-03-12T09:00:00+08:00",
         "author": [{"@type": "Person", "name": "Ann Ray"}], "publisher": {"name": "Daily Press"}}]}</script></head>""",
        "https://daily.example/a",
    )
    assert (draft.title_en, draft.type, draft.issued) == ("Budget agreed", "article-newspaper", "2026-03-12")
    assert (draft.publisher, draft.container_title) == ("Daily Press", "The Daily")
    assert draft.contributors[0].family == "Ray"


def test_title_without_the_name_of_the_site():
    page = "<title>通知_中国政府网</title><html lang='zh'>"
    assert read_page(page, "https://www.gov.cn/x").title == "通知"
    assert read_page("<title>Notice | example.org</title>", "https://www.example.org/x").title == "Notice"
    assert read_page("<title>Notice – Part 2</title>", "https://www.example.org/x").title == "Notice – Part 2"


def test_canonical_url_of_another_host_or_of_the_home_page_is_not_taken():
    for link in ("https://evil.example/x", "/", "javascript:alert(1)", "https://[", "http://a b"):
        page = f"<link rel=canonical href='{link}'><title>x</title>"
        assert read_page(page, URL).locations[0].url == URL


def test_page_that_says_nothing():
    draft = read_page("", URL)
    assert draft.title == ""
    assert draft.locations[0].url == URL


def test_hostile_values_are_text():
    page = """<title>&lt;script&gt;alert(1)&lt;/script&gt;\u202e\u200bx\x07</title>
    <meta name="citation_author" content="&amp;lt;b&amp;gt;">
    <script type="application/ld+json">[[[[{"@type": 3}]]]]</script>
    <script type="application/ld+json">{"@type": "Article", "author": {"name": {"name": []}},
    "headline": {"a": 1}}</script>"""
    draft = read_page(page, URL)
    assert draft.title == "<script>alert(1)</script>x"


@given(st.text())
def test_no_page_raises(text):
    read_page(text, URL)
    read_page(f'<meta name="PubDate" content="{text}"><script type="application/ld+json">{text}</script>', text)
    read_pdf(b"%PDF-1.7 /Title (" + text.encode("utf-16", "surrogatepass") + b") " + text.encode(errors="ignore"), URL)


def test_pdf():
    info = read_pdf(b"%PDF-1.4\n1 0 obj<< /Title (A \\(short\\) plan) /Author (Ministry of Science) >>", URL)
    assert (info.title, info.type) == ("A (short) plan", "document")
    assert read_pdf(b"%PDF-1.4 /Title <FEFF901A77E5>", URL).title_zh_hans == "通知"
    xmp = b"""<x:xmpmeta><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Plan &amp; budget</rdf:li></rdf:Alt></dc:title>
    </x:xmpmeta>"""
    assert read_pdf(b"%PDF-1.4 /Title (Microsoft Word - x.docx)" + xmp, URL).title == "Plan & budget"
    assert read_pdf(b"%PDF-1.4 /Title (Microsoft Word - x.docx)", URL).title == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10.1000/182", "doi"),
        ("https://doi.org/10.48550/arXiv.2301.00001", "arxiv"),
        ("978-0-306-40615-7", "isbn"),
        ("978-0-306-40615-8", "wrong isbn"),
        ("https://www.most.gov.cn/a.html", "address"),
        ("www.most.gov.cn/a.html", "address"),
        ("@misc{a, title={x}}", "references"),
        ("2026-11-29", "title"),
        ("关于启动专项部署工作的通知", "title"),
        ("javascript:alert(1)", "title"),
        ("", "title"),
    ],
)
def test_what_was_entered_is_recognised(text, kind):
    assert recognise_entered(text).kind == kind


def test_pages_of_a_thesis_and_of_a_report_with_its_number():
    thesis = read_page(
        '<meta name="citation_title" content="Water">'
        '<meta name="citation_dissertation_institution" content="Tsinghua">',
        URL,
    )
    assert (thesis.type, thesis.publisher) == ("thesis", "Tsinghua")
    report = read_page(
        '<meta name="citation_title" content="Fire"><meta name="citation_technical_report_institution" content="USDA">'
        '<meta name="citation_technical_report_number" content="RMRS-GTR-262">',
        URL,
    )
    assert (report.type, report.number) == ("report", "RMRS-GTR-262")
