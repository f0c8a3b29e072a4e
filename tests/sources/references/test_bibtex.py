"""BibTeX as people and programs write it."""

import pytest

from observatory.sources.references import DraftContributor, parse_references


def only(text: str):
    parsed = parse_references(text)
    assert parsed.form == "bibtex"
    assert not parsed.problems
    (draft,) = parsed.references
    return draft


def test_article_with_accents_and_month_macro():
    draft = only(r"""
@article{bi2023,
  author    = {Bi, Kaifeng and G{\"o}del, Kurt and van der Berg, Jean-Luc},
  title     = {Accurate medium-range {Global} weather \& 3D networks},
  journal   = "Nature",
  year      = 2023, month = jul # "~5", volume = {619}, number = {7970}, pages = {533--538},
  doi       = {https://doi.org/10.1038/s41586-023-06185-3},
  url       = {https://www.nature.com/articles/s41586-023-06185-3},
}""")
    assert draft.type == "article-journal"
    assert draft.title_en == "Accurate medium-range Global weather & 3D networks"
    assert [name.family for name in draft.contributors] == ["Bi", "Gödel", "van der Berg"]
    assert (draft.issued, draft.volume, draft.issue, draft.pages) == ("2023-07-05", "619", "7970", "533-538")
    assert draft.doi == "10.1038/s41586-023-06185-3"
    assert [place.url for place in draft.locations] == ["https://www.nature.com/articles/s41586-023-06185-3"]
    assert (draft.entry, draft.line) == ("bi2023", 2)


def test_strings_and_corporate_authors():
    draft = only("""@string{most = "Ministry of Science and Technology"}
@techreport{m, author = {{Ministry of Science and Technology} and {Chinese Academy of Sciences}}, title = {Plan},
  institution = most, year = 2021}""")
    assert draft.contributors == (
        DraftContributor(literal="Ministry of Science and Technology"),
        DraftContributor(literal="Chinese Academy of Sciences"),
    )
    assert (draft.publisher, draft.type) == ("Ministry of Science and Technology", "report")


def test_chapter_takes_what_it_lacks_from_its_book():
    parsed = parse_references("""
@incollection{part, crossref = {whole}, title = {A chapter}, author = {Li, Wei}, pages = {1--9}}
@book{whole, title = {The book}, editor = {Ray, Ann}, publisher = {Press}, year = {2020}, isbn = {978-0-306-40615-7}}
""")
    part, whole = parsed.references
    assert (part.title, part.container_title, part.publisher, part.issued) == ("A chapter", "The book", "Press", "2020")
    assert [name.role for name in part.contributors] == ["author", "editor"]
    assert (part.isbn, whole.isbn) == ("", "9780306406157")


def test_broken_entry_is_reported_with_its_line_and_the_others_are_read():
    parsed = parse_references("""@misc{good, title = {One}}

@misc{bad, title = {never closed,
  year = 2020

@misc{also, title = {Two}}
@misc{untitled, year = 2020}
""")
    assert [draft.title for draft in parsed.references] == ["One", "Two"]
    assert [(problem.line, problem.entry, problem.left_out) for problem in parsed.problems] == [
        (3, "bad", True),
        (7, "untitled", True),
    ]
    assert all(str(problem.reason) and str(problem.remedy) for problem in parsed.problems)


def test_two_entries_with_one_key_are_two():
    parsed = parse_references("@misc{a, title={One}}\n@misc{a, title={Two}}")
    assert [draft.title for draft in parsed.references] == ["One", "Two"]


def test_unreadable_date_keeps_its_year_and_says_so():
    parsed = parse_references("@misc{a, title={One}, date={Spring 2023}}")
    assert parsed.references[0].issued == "2023"
    assert not parsed.problems[0].left_out


@pytest.mark.parametrize(
    ("date", "issued"),
    [
        ("date = {2022-03-01/2022-05}", "2022-03-01/2022-05"),
        ("date = {2022/}", "2022/.."),
        ("date = {2019~}", "2019~"),
        ("year = {2021}, month = {September}", "2021-09"),
        ("year = {2021}, month = 9, day = 3", "2021-09-03"),
        ("year = {n.d.}", ""),
    ],
)
def test_dates(date, issued):
    assert parse_references(f"@misc{{a, title={{One}}, {date}}}").references[0].issued == issued


def test_entry_of_a_chinese_database():
    draft = only("""@article{1013,
author={孙坦 and 张智雄;周力虹},
title={人工智能驱动的科学研究},
journal={中国科学院院刊}, year={2023}, language={Chinese}}""")
    assert draft.title_zh_hans == "人工智能驱动的科学研究"
    assert draft.language == "zh-Hans"
    assert [(name.family, name.given, name.original) for name in draft.contributors] == [
        ("孙", "坦", "孙坦"),
        ("张", "智雄", "张智雄"),
        ("周", "力虹", "周力虹"),
    ]


def test_signs_that_are_no_latex_stay():
    assert only("@misc{a, title={Costs $5 and 50% more}}").title == "Costs $5 and 50% more"


def test_nested_braces_without_end_are_no_fault():
    text = "@misc{a, title={" + "{" * 5000 + "x" + "}" * 5000 + "}}"
    assert parse_references(text).references[0].title == "x"
