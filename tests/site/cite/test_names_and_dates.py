"""Names, dates and marks in references, beyond what citeproc can be compared with."""

from datetime import date

import bibtexparser
import pytest
import rispy

from observatory.site.cite import apa_and_chicago
from observatory.site.cite.gbt7714 import gbt7714
from observatory.sources.references import reference_writers
from observatory.sources.references.bibtex_languages import langid
from observatory.sources.references.csl_json import csl_date_of_edtf, csl_name_of_person
from observatory.text.words_and_sentences import ends_sentence

TODAY = date(2026, 11, 29)


def work(**more):
    return {
        "id": "w1",
        "type": "book",
        "title": "Fog",
        "author": [csl_name_of_person("Roy", "Amit")],
        "publisher": "Sage",
    } | more


@pytest.mark.parametrize(
    ("family", "given", "apa", "gbt"),
    [
        ("Wei", "Xiao‑Yu", "Wei, X.-Y.", "WEI X Y"),
        ("Wei", "X.-Y.", "Wei, X.-Y.", "WEI X Y"),
        ("Wei", "Xiaoyu", "Wei, X.", "WEI X"),
        ("Tolkien", "J.R.R.", "Tolkien, J. R. R.", "TOLKIEN J R R"),
        ("d'Arcy", "Émile", "d'Arcy, É.", "D'ARCY É"),
        ("Beethoven", "Ludwig van", "Beethoven, L. van", "BEETHOVEN L van"),
        ("Ford", "Henry, II", "Ford, H., II", "FORD H, II"),
        ("Ford Jr.", "Henry", "Ford, H., Jr.", "FORD H, Jr"),
        ("Ford", "John V", "Ford, J. V.", "FORD J V"),
        ("Иванов", "Иван Петрович", "Иванов, И. П.", "ИВАНОВ И П"),
        ("김", "민수", "김민수", "김민수"),
        ("田中", "さくら", "田中さくら", "田中さくら"),
        ("Plato", "", "Plato", "Plato"),
    ],
)
def test_initials(family, given, apa, gbt):
    item = work(author=[csl_name_of_person(family, given)], issued=csl_date_of_edtf("2023"))
    stop = "" if apa.endswith(".") else "."
    assert apa_and_chicago.apa(item) == f"{apa}{stop} (2023). Fog. Sage."
    assert gbt7714(item, accessed=TODAY).startswith(f"{gbt}. Fog[M]")


def test_a_name_in_small_letters_stays_in_one_piece():
    assert csl_name_of_person("hooks", "bell") == {"family": "hooks", "given": "bell"}


@pytest.mark.parametrize(
    ("issued", "apa", "chicago", "gbt"),
    [
        ("2022/2024", "(2022–2024)", " 2022–2024. ", "2022-2024"),
        ("2023/2023", "(2023)", " 2023. ", "2023"),
        ("2022/..", "(2022–present)", " 2022–. ", "2022-"),
        ("../2022", "(–2022)", " –2022. ", "-2022"),
        ("2019~", "(ca. 2019)", " [ca. 2019]. ", "[2019]"),
        ("2019?/2021~", "(ca. 2019–2021)", " [ca. 2019–2021]. ", "[2019-2021]"),
        ("", "(n.d.)", " n.d. ", "Sage."),
    ],
)
def test_years(issued, apa, chicago, gbt):
    item = work(issued=csl_date_of_edtf(issued) or {})
    assert apa in apa_and_chicago.apa(item)
    assert chicago in apa_and_chicago.chicago(item)
    assert gbt in gbt7714(item, accessed=TODAY)


@pytest.mark.parametrize(
    ("issued", "apa", "chicago"),
    [
        ("2023-03/2023-05", "(2023, March–May)", "Post, March–May 2023."),
        ("2023-03-03/2023-03-05", "(2023, March 3–5)", "Post, March 3–5, 2023."),
        ("2023-03-30/2023-04-02", "(2023, March 30–April 2)", "Post, March 30–April 2, 2023."),
        ("2022-12/2023-01", "(2022, December–2023, January)", "Post, December 2022–January 2023."),
        ("2023-03-03/..", "(2023, March 3–present)", "Post."),
    ],
)
def test_days_of_a_newspaper(issued, apa, chicago):
    item = work(type="article-newspaper", publisher="", **{"container-title": "Post"}, issued=csl_date_of_edtf(issued))
    assert apa in apa_and_chicago.apa(item)
    assert apa_and_chicago.chicago(item).endswith(chicago)


@pytest.mark.parametrize("page", ["A04", "第A04版", "A04版"])
def test_gbt_has_day_and_page_of_a_newspaper_also_online(page):
    item = work(
        type="article-newspaper",
        **{"container-title": "城市日报"},
        publisher="",
        issued=csl_date_of_edtf("2025-01-09"),
        page=page,
        URL="https://a.example/1",
    )
    assert gbt7714(item, accessed=TODAY) == (
        "ROY A. Fog[N/OL]. 城市日报, 2025-01-09(A04)[2026-11-29]. https://a.example/1."
    )


def test_editors_and_translators():
    editors, translators = (
        [csl_name_of_person("Ray", "Ann B.")],
        [csl_name_of_person("Li", "Xiao-Ming"), csl_name_of_person("King", "Leo, Jr.")],
    )
    book = work(editor=editors, translator=translators, issued=csl_date_of_edtf("2020"))
    assert apa_and_chicago.apa(book) == ("Roy, A. (2020). Fog (A. B. Ray, Ed.; X.-M. Li & L. King Jr., Trans.). Sage.")
    assert apa_and_chicago.chicago(book) == (
        "Roy, Amit. 2020. Fog. Edited by Ann B. Ray. Translated by Xiao-Ming Li and Leo King Jr. Sage."
    )
    assert gbt7714(book, accessed=TODAY) == (
        "ROY A. Fog[M]. RAY A B, ed. LI X M, KING L, Jr, trans. [S.l.]: Sage, 2020."
    )


def test_a_chinese_translation_names_its_translator_in_chinese():
    book = work(
        title="雾",
        author=[csl_name_of_person("王", "伟")],
        translator=[csl_name_of_person("李", "明")],
        issued=csl_date_of_edtf("2020"),
    )
    assert gbt7714(book, accessed=TODAY) == "王伟. 雾[M]. 李明, 译. [出版地不详]: Sage, 2020."


def test_a_book_without_an_author_begins_with_its_editors():
    one = work(author=[], editor=[csl_name_of_person("Ray", "Ann B.")], issued=csl_date_of_edtf("2020"))
    two = one | {"editor": [csl_name_of_person("Ray", "Ann B."), csl_name_of_person("Li", "Ming")]}
    assert apa_and_chicago.apa(one) == "Ray, A. B. (Ed.). (2020). Fog. Sage."
    assert apa_and_chicago.apa(two) == "Ray, A. B., & Li, M. (Eds.). (2020). Fog. Sage."
    assert apa_and_chicago.chicago(one) == "Ray, Ann B., ed. 2020. Fog. Sage."
    assert apa_and_chicago.chicago(two) == "Ray, Ann B., and Ming Li, eds. 2020. Fog. Sage."
    assert gbt7714(two, accessed=TODAY) == "RAY A B, LI M. Fog[M]. [S.l.]: Sage, 2020."


@pytest.mark.parametrize("mark", ["？", "！", "。", "?", "!", "…", "？”", "؟", "।", ".’"])
def test_a_title_with_a_mark_at_its_end_gets_no_second_one(mark):
    item = work(type="webpage", title=f"Title{mark}")
    assert f"Title{mark} Sage." in apa_and_chicago.apa(item)
    assert ends_sentence(f"Title{mark}")
    assert f"{mark}." not in apa_and_chicago.chicago(item)


@pytest.mark.parametrize("title", ["Plan (2023)", "规划（2023）", "《规划》", "AI: yes; no", "Why? Because"])
def test_other_titles_get_their_full_stop(title):
    assert f"{title}. Sage." in apa_and_chicago.apa(work(title=title))


def test_a_publisher_with_a_stop_has_one():
    assert gbt7714(work(publisher="Ray Inc."), accessed=TODAY).endswith("Ray Inc.")
    assert gbt7714(work(author=[{"literal": "Ray Inc."}]), accessed=TODAY).startswith("Ray Inc. Fog[M]. ")


def entry(**more):
    text = reference_writers.write_bibtex(work(**more))
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return library.entries[0], text


def test_bibtex_keeps_every_part_of_a_name():
    names = [
        csl_name_of_person("King", "Leo, Jr."),
        csl_name_of_person("Beethoven", "Ludwig van"),
        csl_name_of_person("van der Berg", "Jean-Luc"),
        csl_name_of_person("Zhang San", ""),
        {"literal": "Ministry of Science and Technology, P&R"},
        csl_name_of_person("Fish and Sons", "A"),
    ]
    found, text = entry(author=names, translator=[csl_name_of_person("Li", "Ming")])
    assert found["author"] == (
        "King, Jr., Leo and van Beethoven, Ludwig and van der Berg, Jean-Luc and {Zhang San} and"
        r" {Ministry of Science and Technology, P\&R} and {Fish and Sons}, A"
    )
    assert found["translator"] == "Li, Ming"
    assert "author = {{Zhang San}}" in entry(author=[csl_name_of_person("Zhang San", "")])[1]
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(
    ("issued", "written"),
    [
        ("2024-11-20", "2024-11-20"),
        ("2024-11", "2024-11"),
        ("2022/2024-05", "2022/2024-05"),
        ("2022/..", "2022/.."),
        ("../2022", "../2022"),
        ("2019~", "2019~"),
    ],
)
def test_bibtex_has_the_date_as_biber_reads_it(issued, written):
    assert entry(issued=csl_date_of_edtf(issued))[0]["date"] == written


def test_bibtex_has_the_month_as_every_style_reads_it():
    assert "  month = nov,\n" in entry(issued=csl_date_of_edtf("2024-11-20"))[1]
    assert "month" not in entry(issued=csl_date_of_edtf("2024"))[1]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("zh-Hant-TW", "chinese"),
        ("en", "english"),
        ("fr-CA", "french"),
        ("pt-BR", "brazilian"),
        ("ar", "arabic"),
        ("xx", ""),
    ],
)
def test_languages_are_those_of_babel(tag, name):
    assert langid(tag) == name


def test_ris_has_translators_suffixes_and_what_a_date_has_no_place_for():
    [record] = rispy.loads(
        reference_writers.write_ris(
            work(
                author=[csl_name_of_person("King", "Leo, Jr.")],
                translator=[csl_name_of_person("Li", "Ming")],
                issued=csl_date_of_edtf("2019~"),
            )
        )
    )
    assert record["authors"] == ["King, Leo, Jr."]
    assert record["subsidiary_authors"] == ["Li, Ming"]
    assert (record["year"], record["date"]) == ("2019", "2019///ca. 2019")
