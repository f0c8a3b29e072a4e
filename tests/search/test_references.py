"""Sources and official terms, found in the same box as records."""

import pytest

from observatory.publishing.record_publication import publish
from observatory.search.query_parser import LONGEST
from observatory.search.sources_and_terms import (
    MOST_COUNTED,
    SHOWN,
    find_official_terms,
    find_sources,
    find_sources_and_terms,
)
from observatory.search.suggestions import complete_title
from observatory.sources.models import Contributor, OfficialTerm, Rendering, Source
from tests.factories import InitiativeFactory, LocationFactory, SourceFactory
from tests.published import publish_all_items, publish_rows
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


def make_source(**columns):
    people = columns.pop("people", ())
    source = SourceFactory(**{"cited": True, **columns})
    for position, person in enumerate(people, start=1):
        Contributor.objects.create(source=source, position=position, **person)
    publish_rows(source)
    return source.published


def make_term(term, *renderings, cited=True):
    row = OfficialTerm.objects.create(term=term)
    for text in renderings:
        Rendering.objects.create(term=row, text=text, source=SourceFactory(cited=cited))
    publish_rows(row)
    return row.published


@pytest.fixture
@made_once
def study():
    return make_source(
        key="Bi et al. 2023",
        title_en="Accurate forecasting with neural networks",
        title_zh_hans="神经网络天气预报",
        container_title="Nature",
        doi="10.1038/s41586-023-06185-3",
        people=[{"family": "Bi", "given": "Kaifeng", "original": "毕恺峰"}, {"literal": "Huawei Cloud"}],
    )


@pytest.mark.parametrize(
    "text",
    [
        *("forecast", "neural network", "天气", "神经网络预报", "Bi et al. 2023", "bi 2023", "毕恺峰", "Kaifeng Bi"),
        *("huawei", "nature", "10.1038/s41586-023-06185-3", "https://doi.org/10.1038/s41586-023-06185-3"),
    ],
)
def test_a_source_is_found_by_its_title_key_people_journal_and_doi(study, text):
    make_source(title_en="Something else")
    assert list(find_sources(text)) == ([] if text == "神经网络预报" else [study])


def test_a_source_is_found_by_an_address_longer_than_what_is_read_of_a_search(study):
    address = f"https://news.example.cn/{'a' * 300}"
    LocationFactory(source=study.item, url=address)
    publish_rows(study.item)
    assert list(find_sources(address[:LONGEST])) == [study]
    assert not find_sources(address[: LONGEST - 1])


@pytest.mark.parametrize("end", ["", "/"])
def test_a_source_is_found_by_an_address_where_it_can_be_read(study, end):
    LocationFactory(source=study.item, url="https://news.example.cn/2023-07/05/a_1.htm")
    publish_rows(study.item)
    assert list(find_sources("https://news.example.cn/2023-07/05/a_1.htm" + end)) == [study]
    assert not find_sources("https://news.example.cn/2023-07/05/a_2.htm")


def test_a_source_that_no_public_record_cites_is_not_found(study):
    Source.objects.update(cited=False)
    assert not find_sources("forecast")
    assert not find_sources_and_terms("forecast")


@pytest.mark.parametrize("text", ["伦理", "科技伦理", "ethics", "ethic", "伦理 ethics"])
def test_a_term_is_found_by_itself_and_by_its_renderings(text):
    term = make_term("科技伦理", "ethics of science and technology", "S&T ethics")
    make_term("治理", "governance")
    assert list(find_official_terms(text)) == [term]


def test_a_rendering_by_a_source_that_is_not_public_finds_nothing():
    term = make_term("治理", "governance", cited=False)
    assert not find_official_terms("governance")
    found = find_official_terms("治理").get()
    assert found == term
    assert not found.renderings.all()


def test_text_without_a_word_is_a_list_of_all(study):
    term = make_term("治理")
    assert list(find_sources("  ?! ")) == [study]
    assert list(find_official_terms("")) == [term]
    assert not find_sources_and_terms("?!")


def test_the_best_are_shown_and_the_others_counted():
    inside = [make_source(key=f"A {n}", title_en="Notes", publisher="Quantum Press") for n in range(SHOWN)]
    titled = make_source(key="Z", title_en="Quantum methods")
    found = find_sources_and_terms("quantum").sources
    assert (len(found.rows), found.total, found.more) == (SHOWN, len(inside) + 1, False)
    assert found.rows[0] == titled


def test_a_broad_search_counts_no_further_than_a_limit(django_assert_max_num_queries):
    Source.objects.bulk_create(SourceFactory.build(title_en="Quantum", cited=True) for _n in range(MOST_COUNTED + 5))
    publish_all_items()
    for n in range(5):
        make_term(f"量子{n}", f"quantum {n}", f"quanta {n}")
    with django_assert_max_num_queries(8):  # among them the begin, settings and end of one transaction
        found = find_sources_and_terms("quantum")
    assert (found.sources.total, found.sources.more) == (MOST_COUNTED, True)
    assert [len(term.renderings.all()) for term in found.terms.rows] == [2] * SHOWN


@pytest.mark.parametrize(
    ("begun", "offered"),
    [
        ("gover", ["governance", "Governance notes", "governance of AI"]),
        ("治", ["治理"]),
        ("governance of", ["governance of AI"]),
        ("g", []),
        ("press", []),  # by which the source is found, but not what it is called
    ],
)
def test_terms_and_sources_are_offered_while_a_reader_types(begun, offered):
    make_term("治理", "governance", "governance of AI")
    make_term("隐", "governance hidden", cited=False)
    make_source(title_en="Governance notes", publisher="Press")
    assert complete_title(begun) == offered


def test_records_are_offered_before_terms_and_sources_and_nothing_twice():
    publish(record=InitiativeFactory(title_en="Quantum programme", slug="q"), by=None, reason="new")
    make_source(title_en="Quantum")
    make_source(title_en="Quantum programme", key="Other")
    assert complete_title("quant") == ["Quantum programme", "Quantum"]
