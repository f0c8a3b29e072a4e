"""Identifiers and document numbers are found however a reader writes them."""

import pytest

from observatory.publishing.record_publication import publish
from observatory.search.results import search
from tests import factories
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def catalogue():
    records = {
        "notice": (factories.InstrumentFactory, {"document_number": "国发〔2017〕35号", "doi": "10.1234/AbC-567"}),
        "office": (
            factories.OrganisationFactory,
            {"ror": "03yrm5c26", "wikidata": "Q42", "isni": "0000000121032683"},
        ),
        "model": (factories.PlatformFactory, {"arxiv": "2101.00001"}),
    }
    for slug, (factory, identifiers) in records.items():
        record = factory(slug=slug, title_en=slug)
        for scheme, value in identifiers.items():
            factories.IdentifierFactory(record=record, scheme=scheme, value=value)
        publish(record=record, by=None, reason="new")


NUMBERS = [
    "国发〔2017〕35号",
    "国发[2017]35号",
    "国发(2017)35号",
    "国发（2017）35号",
    "国发【2017】35号",
    "国发﹝2017﹞35号",
]
NUMBERS += [
    "国发 〔2017〕 35 号",
    "国发〔２０１７〕３５号",
    "国发2017 35",
    "国发 2017 35号",
    "〔2017〕35号",
    "2017 35号",
    "35号",
]
DOIS = ["10.1234/abc-567", "doi:10.1234/AbC-567", "DOI: 10.1234/AbC-567", "doi 10.1234/abc-567", "10.1234/abc-567."]
DOIS += ["https://doi.org/10.1234/abc-567", "http://dx.doi.org/10.1234/ABC-567", "doi.org/10.1234/abc-567"]
RORS = ["03yrm5c26", "https://ror.org/03yrm5c26", "ror:03yrm5c26", "ROR 03yrm5c26"]
ITEMS = ["Q42", "q42", "wikidata:Q42", "https://www.wikidata.org/wiki/Q42"]
NAMES = ["0000000121032683", "0000 0001 2103 2683", "0000-0001-2103-2683", "ISNI 0000 0001 2103 2683"]
NAMES += ["https://isni.org/isni/0000000121032683"]
PAPERS = ["2101.00001", "arXiv:2101.00001", "arxiv:2101.00001v2", "2101.00001v3", "arXiv 2101.00001"]
PAPERS += ["https://arxiv.org/abs/2101.00001v1", "https://arxiv.org/pdf/2101.00001"]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        *((each, "notice") for each in (*NUMBERS, *DOIS)),
        *((each, "office") for each in (*RORS, *ITEMS, *NAMES)),
        *((each, "model") for each in PAPERS),
    ],
)
def test_an_identifier_is_found_however_it_is_written(catalogue, typed, slug):
    assert [hit.slug for hit in search(typed).hits] == [slug]


@pytest.mark.parametrize(
    "typed", ["国发〔2017〕36号", "10.1234/abc-568", "03yrm5c27", "0000 0001 2103 2684", "2101.00002v1"]
)
def test_another_identifier_is_another_thing(catalogue, typed):
    assert search(typed).hits == []
    assert not [each for each in search(typed).suggestions if each.way == "spelling"]


def test_a_name_of_a_scheme_is_a_word_where_no_identifier_follows(catalogue):
    publish(record=factories.PlatformFactory(slug="mirror", title_en="arXiv 2021 mirror"), by=None, reason="new")
    assert [hit.slug for hit in search("arxiv 2021").hits] == ["mirror"]
