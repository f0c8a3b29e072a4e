"""References in the words of each style, and what other people's libraries read out of our files."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import bibtexparser
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from observatory.site.cite import apa_and_chicago
from observatory.site.cite.gbt7714 import gbt7714
from observatory.site.cite.references import item_of_record
from observatory.sources.models import OTHER_IDENTIFIERS
from observatory.sources.references import csl_json, reference_writers

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
    assert apa_and_chicago.apa(ARTICLE) == (
        "Bi, K., & Xie, L. (2023). Accurate medium-range global weather forecasting with 3D neural networks. "
        "Nature, 619(7970), 533–538. https://doi.org/10.1038/s41586-023-06185-3"
    )


def test_apa_gives_the_month_of_a_page_whose_day_is_not_known():
    assert apa_and_chicago.apa(NOTICE) == (
        "国家网信办. (2023, July). 生成式人工智能服务管理暂行办法. https://www.example.cn/a_b?x=1&y=2"
    )


def test_chicago_inverts_only_the_first_name():
    assert apa_and_chicago.chicago(ARTICLE) == (
        "Bi, Kaifeng, and Lingxi Xie. 2023. “Accurate medium-range global weather forecasting with 3D neural "
        "networks.” Nature 619 (7970): 533–538. https://doi.org/10.1038/s41586-023-06185-3."
    )


def test_gbt_writes_type_code_and_day_of_access():
    assert gbt7714(NOTICE, accessed=TODAY) == (
        "国家网信办. 生成式人工智能服务管理暂行办法[EB/OL]. (2023-07)[2026-11-23]. https://www.example.cn/a_b?x=1&y=2."
    )


def test_gbt_puts_family_names_in_capitals_and_cuts_after_three():
    many = ARTICLE | {"author": [{"family": name, "given": "A B"} for name in ("Bi", "Xie", "Zhang", "Chen")]}
    assert gbt7714(many, accessed=TODAY).startswith("BI A B, XIE A B, ZHANG A B, et al. Accurate")


@pytest.mark.parametrize("style", [apa_and_chicago.apa, apa_and_chicago.chicago])
def test_an_undated_work_says_so(style):
    assert "n.d." in style({"id": "x", "type": "webpage", "title": "Untitled"})


@pytest.mark.parametrize("others", ["et al.", "等"])
def test_a_list_that_was_printed_with_et_al_keeps_it(others):
    cut = ARTICLE | {"author": [ARTICLE["author"][0], {"literal": others}]}
    assert apa_and_chicago.apa(cut).startswith("Bi, K., et al. (2023)")
    assert "author = {Bi, Kaifeng and others}" in reference_writers.write_bibtex(cut)


def test_bibtex_is_read_back_by_a_bibtex_parser():
    library = bibtexparser.parse_string(
        reference_writers.write_bibtex(ARTICLE) + reference_writers.write_bibtex(NOTICE)
    )
    assert not library.failed_blocks
    article, notice = library.entries
    assert article.entry_type == "article"
    assert article["author"] == "Bi, Kaifeng and Xie, Lingxi"
    assert article["doi"] == "10.1038/s41586-023-06185-3"
    assert notice["url"] == "https://www.example.cn/a_b?x=1&y=2"


def test_a_hostile_title_stays_inside_its_bibtex_field():
    title = "A } @misc{evil, url={x}} \\input{/etc/passwd} 100% & more"
    library = bibtexparser.parse_string(reference_writers.write_bibtex(NOTICE | {"title": title}))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == ["notice12"]


def test_ris_is_read_back_by_a_ris_parser():
    article, notice = rispy.loads(reference_writers.write_ris(ARTICLE) + reference_writers.write_ris(NOTICE))
    assert (article["type_of_reference"], article["authors"]) == ("JOUR", ["Bi, Kaifeng", "Xie, Lingxi"])
    assert (article["start_page"], article["end_page"], article["doi"]) == ("533", "538", ARTICLE["DOI"])
    assert notice["title"] == NOTICE["title"]


def test_a_line_break_in_a_title_cannot_add_a_ris_field():
    [record] = rispy.loads(reference_writers.write_ris(NOTICE | {"title": "One\r\nAU  - Mallory"}))
    assert record["authors"] == ["国家网信办"]


def test_a_record_is_cited_with_its_version_and_the_day_it_was_published():
    document = {
        "id": "ab12cd34",
        "title": {"en": "", "zh-hans": "专项", "original": ""},
    }
    item = item_of_record(
        document,
        number=3,
        language="en",
        publisher="Institute",
        container="Observatory",
        url="https://obs.example/r/ab12cd34/versions/3",
        published_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert apa_and_chicago.apa(item) == (
        "Institute. (2026, November 23). 专项 (Version 3). In Observatory. https://obs.example/r/ab12cd34/versions/3"
    )
    assert apa_and_chicago.chicago(item) == (
        "Institute. 2026. “专项.” In Observatory. Version 3. November 23, 2026. "
        "https://obs.example/r/ab12cd34/versions/3."
    )
    assert gbt7714(item, accessed=TODAY) == (
        "Institute. 专项: version 3[DB/OL]//Observatory. (2026-11-23)[2026-11-23]. "
        "https://obs.example/r/ab12cd34/versions/3."
    )


CHAPTER = {
    "id": "ch1",
    "type": "chapter",
    "title": "China",
    "author": [{"family": "Gong", "given": "Ke"}, {"family": "Liu", "given": "Xuan"}],
    "editor": [{"family": "Ray", "given": "Ann B."}],
    "container-title": "AI for Science",
    "publisher": "Sage",
    "page": "10-20",
    "issued": {"date-parts": [[2024]]},
}
NEWS = {
    "id": "news1",
    "type": "article-newspaper",
    "title": "China launches plan",
    "author": [{"literal": "Xinhua"}],
    "container-title": "China Daily",
    "URL": "https://cd.example/1",
    "issued": {"date-parts": [[2023, 3, 27]]},
}
BOOK = {"id": "b1", "type": "book", "title": "科研诚信", "author": [{"family": "孙", "given": "坦"}]}
DATA = {
    "id": "ds1",
    "type": "dataset",
    "title": "Weather data",
    "author": [{"family": "Li", "given": "Ming"}],
    "publisher": "Zenodo",
    "DOI": "10.5281/zenodo.1",
    "issued": {"date-parts": [[2022, 5]]},
}
SOFTWARE = {"id": "sw1", "type": "software", "title": "DeePMD-kit", "version": "2.0", "URL": "https://e.example/x"}


def test_a_chapter_stands_in_its_book_with_the_editors():
    assert (
        apa_and_chicago.apa(CHAPTER)
        == "Gong, K., & Liu, X. (2024). China. In A. B. Ray (Ed.), AI for Science (pp. 10–20). Sage."
    )
    assert apa_and_chicago.chicago(CHAPTER) == (
        "Gong, Ke, and Xuan Liu. 2024. “China.” In AI for Science, edited by Ann B. Ray, 10–20. Sage."
    )
    assert gbt7714(CHAPTER, accessed=TODAY) == (
        "GONG K, LIU X. China[M]//RAY A B. AI for Science. [S.l.]: Sage, 2024: 10-20."
    )
    [entry] = bibtexparser.parse_string(reference_writers.write_bibtex(CHAPTER)).entries
    assert entry["editor"] == "Ray, Ann B."


def test_a_news_article_is_told_by_its_day():
    assert (
        apa_and_chicago.apa(NEWS) == "Xinhua. (2023, March 27). China launches plan. China Daily. https://cd.example/1"
    )
    assert apa_and_chicago.chicago(NEWS) == (
        "Xinhua. 2023. “China launches plan.” China Daily, March 27, 2023. https://cd.example/1."
    )
    assert gbt7714(NEWS, accessed=TODAY) == (
        "Xinhua. China launches plan[N/OL]. China Daily, 2023-03-27[2026-11-23]. https://cd.example/1."
    )


def test_what_is_not_known_of_a_printed_book_is_said_as_each_style_says_it():
    assert apa_and_chicago.apa(BOOK) == "孙坦. (n.d.). 科研诚信."
    assert apa_and_chicago.chicago(BOOK) == "孙坦. n.d. 科研诚信."
    assert gbt7714(BOOK, accessed=TODAY) == "孙坦. 科研诚信[M]. [出版地不详]: [出版者不详]."


def test_data_and_software_are_named_as_such():
    assert (
        apa_and_chicago.apa(DATA) == "Li, M. (2022). Weather data [Data set]. Zenodo. https://doi.org/10.5281/zenodo.1"
    )
    assert apa_and_chicago.apa(SOFTWARE) == "DeePMD-kit (Version 2.0) [Computer software]. (n.d.). https://e.example/x"
    assert gbt7714(DATA, accessed=TODAY) == (
        "LI M. Weather data[DS/OL]. Zenodo, 2022(2022-05)[2026-11-23]. DOI:10.5281/zenodo.1."
    )


def test_citeproc_reads_our_csl_json():
    """Another implementation of CSL, with a style of its own, finds every part where it seeks it."""
    record = {"id": "ab-v3", "type": "entry", "title": "Plan", "version": "3", "container-title": "Observatory"}
    items = [ARTICLE, NOTICE, CHAPTER, NEWS, BOOK, DATA, SOFTWARE, record]
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    written = [str(line) for line in bibliography.bibliography()]
    assert len(written) == len(items)
    for item in items:
        line = next(line for line in written if item["title"] in line)
        assert str(item.get("issued", {}).get("date-parts", [["no date"]])[0][0]) in line


def test_a_source_gives_its_interval_and_leaves_out_what_it_does_not_say():
    names = ["original_title", "title_en", "title_zh_hans", "container_title", "publisher", "volume", "issue", "pages"]
    said = {
        "public_id": "s1",
        "type": "report",
        "original_title": "报告",
        "language": "zh-Hans",
        "issued": "2022/2023-05",
    }
    source = SimpleNamespace(**(dict.fromkeys([*names, "doi", *OTHER_IDENTIFIERS], "") | said))
    person = SimpleNamespace(role="author", literal="", family="孙", given="坦", original="")
    assert csl_json.source_item(source, contributors=[person], url="") == {
        "id": "s1",
        "type": "report",
        "title": "报告",
        "language": "zh-Hans",
        "issued": {"date-parts": [[2022], [2023, 5]]},
        "author": [{"family": "孙", "given": "坦"}],
    }


def test_names_are_written_in_their_own_script_where_it_is_asked_for():
    names = ["original_title", "title_en", "title_zh_hans", "container_title", "publisher", "volume", "issue", "pages"]
    said = {"public_id": "s1", "type": "report", "original_title": "报告", "language": "zh-Hans", "issued": ""}
    source = SimpleNamespace(**(dict.fromkeys([*names, "doi", *OTHER_IDENTIFIERS], "") | said))
    people = [
        SimpleNamespace(role="author", literal="", family="Sun", given="Tan", original="孙坦"),
        SimpleNamespace(role="author", literal="Ministry of Education", family="", given="", original="教育部"),
        SimpleNamespace(role="author", literal="", family="Ni", given="Sijie", original=""),
    ]
    native = csl_json.source_item(source, contributors=people, url="", native=True)
    assert gbt7714(native, accessed=TODAY).startswith("孙坦, 教育部, NI S. 报告[R]")
    assert csl_json.source_item(source, contributors=people, url="")["author"][0] == {"family": "Sun", "given": "Tan"}


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("“人工智能驱动的科学”专项实施方案", "“‘人工智能驱动的科学’专项实施方案.”"),
        ("Who decides?", "“Who decides?”"),
    ],
)
def test_chicago_sets_quotes_within_quotes_single_and_no_stop_after_a_question(title, written):
    assert written in apa_and_chicago.chicago({**NEWS, "title": title})


# Examples of GB/T 7714-2015 (annex A); the standard names the place of a publisher, which sources here have not.
@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            {
                "type": "thesis",
                "title": "人类活动影响下海河流域典型区水循环变化分析",
                "author": [{"family": "马", "given": "欢"}],
                "publisher": "清华大学",
                "issued": {"date-parts": [[2011]]},
            },
            "马欢. 人类活动影响下海河流域典型区水循环变化分析[D]. [出版地不详]: 清华大学, 2011.",
        ),
        (
            {
                "type": "standard",
                "title": "文献著录：第4部分 非书资料",
                "number": "GB/T 3792.4-2009",
                "author": [{"literal": "全国信息与文献标准化技术委员会"}],
                "publisher": "中国标准出版社",
                "issued": {"date-parts": [[2010]]},
                "page": "3",
            },
            "全国信息与文献标准化技术委员会. 文献著录：第4部分 非书资料: GB/T 3792.4-2009[S]. [出版地不详]:"
            " 中国标准出版社, 2010: 3.",
        ),
        (
            {
                "type": "patent",
                "title": "一种荒漠化地区生态植被综合培育种植方法",
                "number": "01129210.5",
                "author": [{"literal": "河北绿洲生态环境科技有限公司"}],
                "issued": {"date-parts": [[2001, 10, 24]]},
                "URL": "https://www.example.org/patent",
            },
            "河北绿洲生态环境科技有限公司. 一种荒漠化地区生态植被综合培育种植方法: 01129210.5[P/OL]."
            " 2001-10-24[2026-11-23]. https://www.example.org/patent.",
        ),
        (
            {
                "type": "report",
                "title": "A comparative risk assessment framework for wildland fire management",
                "number": "RMRS-GTR-262",
                "author": [{"family": "Calkin", "given": "D"}],
                "issued": {"date-parts": [[2011]]},
                "page": "8-9",
            },
            "CALKIN D. A comparative risk assessment framework for wildland fire management: RMRS-GTR-262[R]."
            " [S.l.]: [s.n.], 2011: 8-9.",
        ),
        (
            {
                "type": "legislation",
                "title": "关于转发北京市企业投资项目核准暂行实施办法的通知",
                "number": "京政办发〔2005〕37号",
                "author": [{"literal": "北京市人民政府办公厅"}],
                "issued": {"date-parts": [[2005, 7, 12]]},
                "URL": "http://china.example.cn/a",
            },
            "北京市人民政府办公厅. 关于转发北京市企业投资项目核准暂行实施办法的通知: 京政办发〔2005〕37号[A/OL]."
            " (2005-07-12)[2026-11-23]. http://china.example.cn/a.",
        ),
    ],
)
def test_gbt_marks_theses_standards_patents_and_reports_with_their_numbers(said, written):
    assert gbt7714({"id": "w1", **said}, accessed=TODAY) == written


@pytest.mark.parametrize(
    "style", [apa_and_chicago.apa, apa_and_chicago.chicago, lambda item: gbt7714(item, accessed=TODAY)]
)
def test_a_number_that_the_title_has_is_not_told_twice(style):
    title = "GB/T 35273—2020 信息安全技术 个人信息安全规范"
    text = style({"id": "s", "type": "standard", "title": title, "number": "GB/T 35273-2020"})
    assert text.count("35273") == 1


def test_a_thesis_is_one_for_reference_managers_and_its_degree_is_not_made_up():
    item = {"id": "t1", "type": "thesis", "title": "Water", "publisher": "Tsinghua University", "language": "en"}
    assert reference_writers.write_bibtex(item).startswith("@phdthesis{t1,\n")
    assert "  school = {Tsinghua University},\n  type = {Thesis},\n" in reference_writers.write_bibtex(item)
    assert "type = {学位论文}" in reference_writers.write_bibtex(item | {"language": "zh-Hans"})
    assert reference_writers.write_ris(item).startswith("TY  - THES\r\n")
