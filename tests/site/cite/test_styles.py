"""References in the words of each style, and what other people's libraries read out of our files."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import bibtexparser
import pytest
import rispy

from observatory.site.cite import csl, exchange, styles

TODAY = date(2026, 11, 23)
ARTICLE = {
    "id": "pangu123",
    "type": "article-journal",
    "title": "Accurate medium-range global weather forecasting with 3D neural networks",
    "author": [{"family": "Bi", "given": "Kaifeng"}, {"family": "Xie", "given": "Lingxi"}],
    "container-title": "Nature",
    "volume": "619",
    "issue": "7970",
    "page": "533-538",
    "DOI": "10.1038/s41586-023-06185-3",
    "issued": {"date-parts": [[2023, 7, 5]]},
}
NOTICE = {
    "id": "notice12",
    "type": "webpage",
    "title": "生成式人工智能服务管理暂行办法",
    "author": [{"literal": "国家网信办"}],
    "URL": "https://www.example.cn/a_b?x=1&y=2",
    "issued": {"date-parts": [[2023, 7]]},
}


def test_apa_writes_initials_and_the_doi_as_an_address():
    assert styles.apa(ARTICLE) == (
        "Bi, K., & Xie, L. (2023). Accurate medium-range global weather forecasting with 3D neural networks. "
        "Nature, 619(7970), 533-538. https://doi.org/10.1038/s41586-023-06185-3"
    )


def test_apa_gives_the_month_of_a_page_whose_day_is_not_known():
    assert styles.apa(NOTICE) == (
        "国家网信办. (2023, July). 生成式人工智能服务管理暂行办法. https://www.example.cn/a_b?x=1&y=2"
    )


def test_chicago_inverts_only_the_first_name():
    assert styles.chicago(ARTICLE) == (
        "Bi, Kaifeng, and Lingxi Xie. 2023. “Accurate medium-range global weather forecasting with 3D neural "
        "networks.” Nature 619 (7970): 533-538. https://doi.org/10.1038/s41586-023-06185-3"
    )


def test_gbt_writes_type_code_and_day_of_access():
    assert styles.gbt7714(NOTICE, accessed=TODAY) == (
        "国家网信办. 生成式人工智能服务管理暂行办法[EB/OL]. (2023-07)[2026-11-23]. https://www.example.cn/a_b?x=1&y=2."
    )


def test_gbt_puts_family_names_in_capitals_and_cuts_after_three():
    many = ARTICLE | {"author": [{"family": name, "given": "A B"} for name in ("Bi", "Xie", "Zhang", "Chen")]}
    assert styles.gbt7714(many, accessed=TODAY).startswith("BI A B, XIE A B, ZHANG A B, et al. Accurate")


@pytest.mark.parametrize("style", [styles.apa, styles.chicago])
def test_an_undated_work_says_so(style):
    assert "n.d." in style({"id": "x", "type": "webpage", "title": "Untitled"})


@pytest.mark.parametrize("others", ["et al.", "等"])
def test_a_list_that_was_printed_with_et_al_keeps_it(others):
    cut = ARTICLE | {"author": [ARTICLE["author"][0], {"literal": others}]}
    assert styles.apa(cut).startswith("Bi, K., et al. (2023)")
    assert "author = {Bi, Kaifeng and others}" in exchange.bibtex(cut)


def test_bibtex_is_read_back_by_a_bibtex_parser():
    library = bibtexparser.parse_string(exchange.bibtex(ARTICLE) + exchange.bibtex(NOTICE))
    assert not library.failed_blocks
    article, notice = library.entries
    assert article.entry_type == "article"
    assert article["author"] == "Bi, Kaifeng and Xie, Lingxi"
    assert article["doi"] == "10.1038/s41586-023-06185-3"
    assert notice["url"] == "https://www.example.cn/a_b?x=1&y=2"


def test_a_hostile_title_stays_inside_its_bibtex_field():
    title = "A } @misc{evil, url={x}} \\input{/etc/passwd} 100% & more"
    library = bibtexparser.parse_string(exchange.bibtex(NOTICE | {"title": title}))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == ["notice12"]


def test_ris_is_read_back_by_a_ris_parser():
    article, notice = rispy.loads(exchange.ris(ARTICLE) + exchange.ris(NOTICE))
    assert (article["type_of_reference"], article["authors"]) == ("JOUR", ["Bi, Kaifeng", "Xie, Lingxi"])
    assert (article["start_page"], article["end_page"], article["doi"]) == ("533", "538", ARTICLE["DOI"])
    assert notice["title"] == NOTICE["title"]


def test_a_line_break_in_a_title_cannot_add_a_ris_field():
    [record] = rispy.loads(exchange.ris(NOTICE | {"title": "One\r\nAU  - Mallory"}))
    assert record["authors"] == ["国家网信办"]


def test_a_record_is_cited_with_its_version_and_the_day_it_was_published():
    document = {
        "id": "ab12cd34",
        "title": {"en": "", "zh-hans": "专项", "original": ""},
    }
    item = csl.record_item(
        document,
        number=3,
        language="en",
        publisher="Institute",
        container="Observatory",
        url="https://obs.example/r/ab12cd34/versions/3",
        published_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert styles.apa(item) == (
        "Institute. (2026, November 23). 专项 (Version 3). Observatory. https://obs.example/r/ab12cd34/versions/3"
    )


def test_a_source_gives_its_interval_and_leaves_out_what_it_does_not_say():
    names = ["original_title", "title_en", "title_zh_hans", "container_title", "publisher", "volume", "issue", "pages"]
    said = {
        "public_id": "s1",
        "type": "report",
        "original_title": "报告",
        "language": "zh-Hans",
        "issued": "2022/2023-05",
    }
    source = SimpleNamespace(**(dict.fromkeys([*names, "doi"], "") | said))
    person = SimpleNamespace(role="author", literal="", family="孙", given="坦")
    assert csl.source_item(source, contributors=[person], url="") == {
        "id": "s1",
        "type": "report",
        "title": "报告",
        "language": "zh-Hans",
        "issued": {"date-parts": [[2022], [2023, 5]]},
        "author": [{"family": "孙", "given": "坦"}],
    }
