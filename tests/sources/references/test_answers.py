"""Answers of Crossref, DataCite, Open Library and arXiv, in the form that these services document, and damaged ones."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.sources.references.metadata_services import read_arxiv, read_crossref, read_datacite, read_open_library

CROSSREF = {
    "status": "ok",
    "message-type": "work",
    "message-version": "1.0.0",
    "message": {
        "publisher": "Springer Science and Business Media LLC",
        "issue": "7970",
        "DOI": "10.1038/s41586-023-06185-3",
        "type": "journal-article",
        "page": "533-538",
        "title": ["Accurate medium-range global <i>weather</i> forecasting &amp; 3D networks"],
        "container-title": ["Nature"],
        "short-container-title": ["Nature"],
        "volume": "619",
        "author": [
            {"given": "Kaifeng", "family": "Bi", "sequence": "first", "affiliation": []},
            {"name": "The Pangu Group", "sequence": "additional", "affiliation": []},
        ],
        "language": "en",
        "published-print": {"date-parts": [[2023, 7, 20]]},
        "issued": {"date-parts": [[2023, 7, 5]]},
        "URL": "https://doi.org/10.1038/s41586-023-06185-3",
        "ISSN": ["0028-0836", "1476-4687"],
    },
}
DATACITE = {
    "data": {
        "id": "10.5281/zenodo.1",
        "type": "dois",
        "attributes": {
            "doi": "10.5281/zenodo.1",
            "creators": [
                {"name": "Sun, Tan", "nameType": "Personal", "givenName": "Tan", "familyName": "Sun"},
                {"name": "CAS Library", "nameType": "Organizational"},
            ],
            "titles": [{"title": "Subtitle", "titleType": "Subtitle"}, {"title": "A data set"}],
            "publisher": {"name": "Zenodo"},
            "publicationYear": 2024,
            "dates": [{"date": "2024-05-01", "dateType": "Issued"}],
            "types": {"resourceTypeGeneral": "Dataset", "resourceType": ""},
            "language": "en",
            "url": "https://zenodo.org/record/1",
        },
    }
}
OPEN_LIBRARY = {
    "ISBN:9780306406157": {
        "url": "https://openlibrary.org/books/OL1M/Handbook",
        "key": "/books/OL1M",
        "title": "Handbook",
        "subtitle": "of things",
        "authors": [{"url": "https://openlibrary.org/authors/OL1A/Ann_Ray", "name": "Ann van der Ray"}],
        "publishers": [{"name": "Plenum Press"}],
        "publish_date": "March 1980",
    }
}
ARXIV = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?id_list=2211.02556" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: id_list=2211.02556</title>
  <entry>
    <id>http://arxiv.org/abs/2211.02556v1</id>
    <updated>2022-11-03T17:19:43Z</updated>
    <published>2022-11-03T17:19:43Z</published>
    <title>Pangu-Weather: A 3D High-Resolution Model for
      Fast and Accurate Global Weather Forecast</title>
    <author><name>Kaifeng Bi</name></author>
    <author><name>Lingxi Xie</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1038/s41586-023-06185-3</arxiv:doi>
  </entry>
</feed>"""


def test_crossref():
    draft = read_crossref(orjson.dumps(CROSSREF), "10.1038/s41586-023-06185-3")
    assert draft.title_en == "Accurate medium-range global weather forecasting & 3D networks"
    assert (draft.type, draft.container_title, draft.issued) == ("article-journal", "Nature", "2023-07-05")
    assert (draft.volume, draft.issue, draft.pages) == ("619", "7970", "533-538")
    assert draft.doi == "10.1038/s41586-023-06185-3"
    assert [name.literal or name.family for name in draft.contributors] == ["Bi", "The Pangu Group"]


def test_datacite():
    draft = read_datacite(orjson.dumps(DATACITE), "10.5281/zenodo.1")
    assert (draft.title, draft.type, draft.publisher, draft.issued) == ("A data set", "dataset", "Zenodo", "2024-05-01")
    assert [name.literal or name.family for name in draft.contributors] == ["Sun", "CAS Library"]


def test_open_library():
    draft = read_open_library(orjson.dumps(OPEN_LIBRARY), "9780306406157")
    assert (draft.title, draft.publisher, draft.issued) == ("Handbook: of things", "Plenum Press", "1980-03")
    assert draft.contributors[0].family == "van der Ray"
    assert draft.source_fields()["isbn"] == "9780306406157"
    assert read_open_library(b"{}", "9780306406157") is None


def test_arxiv():
    draft = read_arxiv(ARXIV, "2211.02556")
    assert draft.title == "Pangu-Weather: A 3D High-Resolution Model for Fast and Accurate Global Weather Forecast"
    assert (draft.issued, draft.doi) == ("2022-11-03", "10.48550/arxiv.2211.02556")
    assert [name.family for name in draft.contributors] == ["Bi", "Xie"]
    assert "10.1038/s41586-023-06185-3" in draft.note_en
    assert [place.url for place in draft.locations] == ["https://arxiv.org/abs/2211.02556"]


@pytest.mark.parametrize(
    "body",
    [
        b"Rate exceeded.",
        b"",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>http://arxiv.org/api/errors#x</id><title>Error</title>"
        b"</entry></feed>",
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><feed>&a;</feed>",
    ],
)
def test_arxiv_without_a_paper(body):
    assert read_arxiv(body, "2211.02556") is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(data=st.data())
def test_values_of_other_types_raise_nothing(data):
    for answer, part, read in (
        (CROSSREF, "message", read_crossref),
        (DATACITE["data"], "attributes", lambda body, doi: read_datacite(b'{"data": %s}' % body, doi)),
        (OPEN_LIBRARY, "ISBN:9780306406157", read_open_library),
    ):
        fields = dict(answer[part])
        for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=4)):
            fields[name] = data.draw(VALUES)
        draft = read(orjson.dumps(answer | {part: fields}), "9780306406157")
        assert draft is None or isinstance(draft.title, str)
