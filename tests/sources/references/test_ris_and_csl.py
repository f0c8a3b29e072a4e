"""RIS and CSL-JSON as people and programs write them, and exports of Chinese databases."""

import json

import orjson
import pytest

from observatory.sources.references import (
    MAX_CHARACTERS,
    MAX_REFERENCES,
    DraftContributor,
    detect_form,
    parse_references,
)


def test_export_of_cnki():
    parsed = parse_references("""\ufeffTY  - JOUR
T1  - 面向科学研究的人工智能
A1  - 孙坦
A1  - 欧阳修远
A1  - 中国科学院
JF  - 中国科学院院刊
Y1  - 2023/04/20/
VL  - 38
IS  - 04
SP  - 12-18+45
UR  - https://kns.cnki.net/kcms/detail/11.1806.N.html;https://other.example/x
LA  - 中文
ER  -

""")
    (draft,) = parsed.references
    assert not parsed.problems
    assert draft.title_zh_hans == "面向科学研究的人工智能"
    assert [str(name.literal or f"{name.family}|{name.given}") for name in draft.contributors] == [
        "孙|坦",
        "欧阳|修远",
        "中国科学院",
    ]
    assert (draft.container_title, draft.issued) == ("中国科学院院刊", "2023-04-20")
    assert (draft.volume, draft.issue, draft.pages) == ("38", "04", "12-18+45")
    assert len(draft.locations) == 2


def test_endnote_of_cnki_and_refworks_of_wanfang():
    (endnote,) = parse_references("""%0 Journal Article
%A 孙坦
%A 张智雄
%+ 中国农业科学院
%T 科学智能
%J 图书情报工作
%D 2023
%V 67
%N 10
%P 3-9
%W CNKI
""").references
    assert (endnote.title, endnote.container_title, endnote.issued, endnote.pages) == (
        "科学智能",
        "图书情报工作",
        "2023",
        "3-9",
    )
    assert len(endnote.contributors) == 2
    (refworks,) = parse_references("""RT Journal Article
SR 1
A1 孙坦;张智雄
T1 科学智能
JF 图书情报工作
YR 2023
IS 10
OP 9
SP 3
""").references
    assert (refworks.title, refworks.issued, refworks.pages, len(refworks.contributors)) == (
        "科学智能",
        "2023",
        "3-9",
        2,
    )


def test_entry_without_end_is_read_and_reported():
    parsed = parse_references("TY  - NEWS\nTI  - One\nTY - BOOK\nTI - Two\nAU - Li, Wei\nER -\n")
    assert [(draft.title, draft.type) for draft in parsed.references] == [("One", "article-newspaper"), ("Two", "book")]
    assert [(problem.line, problem.left_out) for problem in parsed.problems] == [(1, False)]


def test_entry_without_title_is_reported():
    parsed = parse_references("TY  - NEWS\nID  - x1\nER  - \n")
    assert not parsed.references
    assert [(problem.line, problem.entry) for problem in parsed.problems] == [(1, "x1")]


def test_company_with_a_comma_is_a_body():
    (draft,) = parse_references("TY  - RPRT\nTI  - One\nAU  - Huawei Technologies Co., Ltd.\nER  - ").references
    assert draft.contributors == (DraftContributor(literal="Huawei Technologies Co., Ltd."),)


def test_csl_json_with_values_of_any_type():
    (draft,) = parse_references(
        orjson.dumps(
            {
                "id": 7,
                "type": "paper-conference",
                "title": ["One\u202e", "Two"],
                "author": [
                    {"literal": "CAST"},
                    {"family": "Li", "given": ["Wei"]},
                    3,
                    None,
                    "Sun, Tan",
                    {"family": {}},
                ],
                "issued": {"date-parts": [["2023", 13, "x"]]},
                "volume": 4,
                "page": None,
                "DOI": ["10.1000/182"],
                "URL": {"a": 1},
            }
        ).decode()
    ).references
    assert (draft.title, draft.type, draft.issued, draft.volume, draft.doi) == (
        "One",
        "chapter",
        "2023",
        "4",
        "10.1000/182",
    )
    assert [name.literal or name.family for name in draft.contributors] == ["CAST", "Li", "Sun"]


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ({"date-parts": [[2023, 3, 27]]}, "2023-03-27"),
        ({"date-parts": [[2023], [0]]}, "2023/.."),
        ({"date-parts": [[2019]], "circa": True}, "2019~"),
        ({"literal": "–2019"}, "../2019"),
        ({"raw": "12 March 2026"}, "2026-03-12"),
        ({"date-parts": [[2023, 2, 31]]}, "2023-02"),
        ({"date-parts": [None]}, ""),
        ({"date-parts": [[10**30]]}, ""),
        (2023, ""),
    ],
)
def test_csl_dates(issued, expected):
    text = json.dumps([{"title": "x", "issued": issued}])
    assert [draft.issued for draft in parse_references(text).references] == [expected]


def test_json_that_is_cut_off_is_reported():
    parsed = parse_references('[{"title": "One"},\n {"title": "Tw')
    assert not parsed.references
    assert parsed.problems[0].line == 2


def test_form_is_recognised():
    assert detect_form("\n TY  - JOUR") == "ris"
    assert detect_form("% a comment\n@Article {x,") == "bibtex"
    assert detect_form('{"title": "x"}') == "csl-json"
    assert detect_form("https://www.most.gov.cn/") == ""
    assert detect_form("mail@example.org") == ""


def test_text_that_is_none_of_these_is_reported():
    (problem,) = parse_references("Bi et al. (2023), Nature").problems
    assert "BibTeX" in str(problem.reason)


def test_size_and_count_are_bounded():
    assert parse_references("x" * (MAX_CHARACTERS + 1)).problems
    many = parse_references("TY  - NEWS\nTI  - One\nER  - \n" * (MAX_REFERENCES + 1))
    assert len(many.references) == MAX_REFERENCES
    assert any(str(MAX_REFERENCES) in str(problem.reason) for problem in many.problems)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("@phdthesis{k, title = {T}, school = {S}}", "thesis"),
        ("@mastersthesis{k, title = {T}, school = {S}}", "thesis"),
        ("@thesis{k, title = {T}, institution = {S}, type = {phdthesis}}", "thesis"),
        ("@standard{k, title = {T}}", "standard"),
        ("@patent{k, title = {T}}", "patent"),
        ("TY  - THES\nTI  - T\nPB  - S\nER  - ", "thesis"),
        ("TY  - STAND\nTI  - T\nER  - ", "standard"),
        ("TY  - PAT\nTI  - T\nER  - ", "patent"),
        ('[{"type": "thesis", "title": "T"}]', "thesis"),
        ('[{"type": "dissertation", "title": "T"}]', "thesis"),
        ('[{"type": "standard", "title": "T"}]', "standard"),
        ("%0 Thesis\n%T T\n%I S", "thesis"),
        ("%0 Standard\n%T T", "standard"),
        ("%0 Patent\n%T T", "patent"),
        ("RT Dissertation/Thesis\nT1 T", "thesis"),
    ],
)
def test_theses_standards_and_patents_are_read_from_every_format(text, kind):
    [draft] = parse_references(text).references
    assert draft.type == kind
