"""Where no source, term or stored text has all words of a search, those with some of them, and what each lacks."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from observatory.publishing.record_publication import publish
from observatory.search.sources_and_terms import find_partial_sources, find_partial_terms
from observatory.sources.models import OfficialTerm, Rendering, Source
from observatory.sources.text_block_index import index_text
from tests.factories import InitiativeFactory, LocationFactory, SourceFactory
from tests.published import publish_rows
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db
SOURCES = {
    "Both 2021": {"title_en": "Tidal sensors and coral networks", "title_zh_hans": "海洋传感器与珊瑚网络"},
    "Energy 2022": {"title_en": "Tidal energy roadmap"},
    "Coral 2023": {"title_en": "Nurseries of the reef", "container_title": "Coral Letters"},
}


@pytest.fixture
@made_once
def sources():
    for key, columns in SOURCES.items():
        publish_rows(SourceFactory(key=key, cited=True, **columns))
    publish_rows(SourceFactory(key="Draft 2024", title_en="Tidal coral quantum", cited=False))


@pytest.fixture
@made_once
def terms():
    source = SourceFactory(key="MOST 2023", title_en="Measures", cited=True)
    publish_rows(source)
    rows = [
        (OfficialTerm.objects.create(term=term), renderings)
        for term, renderings in (("科技伦理审查", ["Ethics review"]), ("伦理", ["ethics", "moral principles"]))
    ]
    for term, renderings in rows:
        for text in renderings:
            Rendering.objects.create(term=term, text=text, source=source)
        publish_rows(term)


def partial_sources(text):
    rows = dict(Source.objects.values_list("pk", "key"))
    return [(rows[match.key], list(match.lacks)) for match in find_partial_sources(text)]


def partial_terms(text):
    rows = dict(OfficialTerm.objects.values_list("pk", "term"))
    return [(rows[match.key], list(match.lacks)) for match in find_partial_terms(text)]


def test_public_sources_with_most_words_come_first_with_the_words_that_they_lack(sources):
    assert partial_sources("tidal coral quantum") == [("Both 2021", ["quantum"])]
    assert partial_sources("tidal nurseries") == [
        ("Coral 2023", ["tidal"]),
        ("Both 2021", ["nurseries"]),
        ("Energy 2022", ["nurseries"]),
    ]
    assert partial_sources("海洋珊瑚法律") == [("Both 2021", ["法律"])]


def test_of_sources_with_equally_many_words_those_in_a_title_come_first(sources):
    assert [key for key, _lacks in partial_sources("coral zebra")] == ["Both 2021", "Coral 2023"]


def test_a_term_is_a_partial_match_by_itself_or_by_one_translation(terms):
    assert partial_terms("ethics review quantum") == [("科技伦理审查", ["quantum"])]
    assert partial_terms("伦理 审查 法律") == [("科技伦理审查", ["法律"])]
    # Of each translation the words count together with the term, not with those of another.
    assert partial_terms("ethics principles") == [("伦理", ["ethics"]), ("科技伦理审查", ["principles"])]


def test_one_word_and_words_that_nothing_has_find_no_partial_match(sources, terms):
    for text in ("zebra", "zebra giraffe", ""):
        assert partial_sources(text) == partial_terms(text) == []


def test_the_list_of_sources_shows_them_in_both_languages(sources):
    english = Client().get("/sources/?q=tidal+coral+%3Cb%3Equantum").content.decode()
    assert "No source has all the words of “tidal coral &lt;b&gt;quantum”." in english
    assert "Sources with some of the words" in english
    assert "Both 2021" in english
    assert "<s>quantum</s>" in english
    assert "Energy 2022" not in english
    chinese = Client().get("/zh-hans/sources/?q=海洋珊瑚法律").content.decode()
    assert "没有一个来源包含“海洋珊瑚法律”中的全部词语。" in chinese
    assert "缺少：" in chinese
    assert "<s>法律</s>" in chinese


def test_the_glossary_shows_them_in_both_languages(terms):
    english = Client().get("/glossary/?q=ethics+review+quantum").content.decode()
    assert "No term has all the words of “ethics review quantum”." in english
    assert "科技伦理审查" in english
    assert "<s>quantum</s>" in english
    assert "没有一条术语包含" in Client().get("/zh-hans/glossary/?q=伦理+法律").content.decode()


def test_a_search_of_everything_shows_sources_and_terms_where_no_record_has_a_word(sources, terms):
    page = Client().get("/search/?q=tidal+coral+ethics+quantum").content.decode()
    assert "No record has all the words of “tidal coral ethics quantum”." in page
    assert "<s>quantum</s>" in page
    assert "<mark>Tidal</mark> sensors and <mark>coral</mark> networks" in page
    assert "Terms with some of the words" in page
    publish(record=InitiativeFactory(title_en="Tidal coral ethics quantum"), by=None, reason="new")
    assert "with some of the words" not in Client().get("/search/?q=tidal+coral+ethics+quantum").content.decode()


def test_passages_of_stored_texts_are_shown_once_each(sources):
    place = LocationFactory(source=SourceFactory(key="Law 2020", cited=True, rights="whole"))
    publish_rows(place.source)
    blocks = ["Tides are measured. " + "word " * 500 + "Reefs are counted.", "Reefs only."]
    index_text(location_id=place.pk, body_sha256="a" * 64, extractor=1, blocks=blocks)
    page = Client().get("/search/texts/?q=reefs+counted+quantum").content.decode()
    assert "Passages with some of the words" in page
    assert page.count("<s>quantum</s>") == 1
    hidden = Source.objects.get(key="Law 2020")
    hidden.rights = "passages"
    hidden.save()
    publish_rows(hidden)
    assert "some of the words" not in Client().get("/search/texts/?q=reefs+counted+quantum").content.decode()


@pytest.mark.parametrize("path", ["/sources/", "/glossary/", "/search/texts/", "/api/v1/sources/", "/api/v1/glossary/"])
@pytest.mark.parametrize("typed", ["'", "tidal ' | & ! xyzzy", "ethics \\ xyzzy:*", "tidal %s xyzzy", "https://a b"])
def test_no_query_is_an_error(sources, terms, path, typed):
    assert Client().get(path, {"q": typed}).status_code == 200


@pytest.mark.parametrize("path", ["/sources/", "/glossary/"])
def test_a_page_takes_as_many_queries_for_ten_matches_as_for_two(sources, terms, path):
    for number in range(12):
        source = SourceFactory(key=f"Source {number}", title_en="Tidal ethics", cited=True)
        publish_rows(source)
        term = OfficialTerm.objects.create(term=f"伦理{number}")
        Rendering.objects.create(term=term, text=f"Tidal ethics {number}", source=source)
        publish_rows(term)
        if number == 1:
            with CaptureQueriesContext(connection) as few:
                Client().get(path, {"q": "tidal ethics quantum"})
    with CaptureQueriesContext(connection) as many:
        page = Client().get(path, {"q": "tidal ethics quantum"}).content.decode()
    assert page.count("<s>quantum</s>") == 10
    assert len(few) == len(many) <= 16


def test_the_api_has_them_as_a_member_of_an_empty_first_page(sources, terms):
    get = Client().get
    source = Source.objects.get(key="Both 2021")
    assert get("/api/v1/sources/?q=tidal+coral+quantum").json() == {
        "next": None,
        "results": [],
        "partial": [
            {
                "id": source.public_id,
                "key": "Both 2021",
                "title": {"en": source.title_en, "zh-hans": source.title_zh_hans, "original": ""},
                "lacks": ["quantum"],
            }
        ],
    }
    assert get("/api/v1/glossary/?q=ethics+review+quantum").json()["partial"] == [
        {"term": "科技伦理审查", "language": "zh-Hans", "lacks": ["quantum"]}
    ]
    for address in ("sources/?q=tidal+coral", "sources/?q=zebra", "sources/?q=tidal+quantum&type=book", "glossary/"):
        assert "partial" not in get(f"/api/v1/{address}").json()
