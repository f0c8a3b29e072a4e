"""The search of the admin's lists takes for the same what the public search takes for the same."""

import pytest
from django.contrib.admin import site
from django.utils import timezone

from governance.models import Instrument
from observatory.monitoring.models import Change
from observatory.records.models import Identifier, Organisation
from observatory.sources.models import Contributor, OfficialTerm, Rendering, Source
from tests import factories
from tests.search.test_forms_of_words import FORMS
from tests.search.test_forms_of_words import TITLES as FORMS_OF_TITLES

pytestmark = pytest.mark.django_db

TEXTS = {
    "évaluation": "Programme d’évaluation de l’IA",
    "l'evaluation": "Programme d’évaluation de l’IA",
    "ia": "Programme d’évaluation de l’IA",
    "strasse": "Große Straße",
    "GROSSE": "Große Straße",
    "groesser": "Größere Labore",
    "科學技術": "国家科学技术规划",
    "科学技术": "國家科學技術規劃",
    "2035": "二〇三五年远景",
    "二○三五": "2035年远景",
    "QRM7": "The QRM-7 model",
    "qrm-7": "QRM7 models",
    "长期": "⻓期⽅案",
    "احمد": "أَحْمَد",
    '"open data"': "An open-data plan",
    "(2026)": "〔notes〕（2026）",
    '"programme evaluation"': "Programme d’évaluation de l’IA",
}


def found(client, path, words):
    response = client.get(path, {"q": words})
    assert response.status_code == 200
    return [row.pk for row in response.context["cl"].result_list]


@pytest.mark.parametrize(("words", "text"), TEXTS.items())
def test_a_record_is_found_in_any_writing_of_its_title_or_another_name(curator, words, text):
    titled = factories.InitiativeFactory(title_en="", original_title=text, original_language="und")
    named = factories.InitiativeFactory()
    factories.OtherNameFactory(record=named, name=text)
    factories.InitiativeFactory(title_en="Something else", title_zh_hans="别的")
    assert set(found(curator, "/admin/initiatives/initiative/", words)) == {titled.pk, named.pk}
    assert set(found(curator, "/admin/records/record/", words)) == {titled.pk, named.pk}


@pytest.mark.parametrize(
    "words",
    [
        *("10.5555/AB.c-1", "doi:10.5555/ab.c-1", "https://doi.org/10.5555/ab.c-1", "http://dx.doi.org/10.5555/AB.C-1"),
        *(
            "0000 0001 2150 090X",
            "https://isni.org/isni/000000012150090X",
            "https://ror.org/05abc1d23",
            "ror:05abc1d23",
        ),
        "https://observatory.example/r/abcd2345",
    ],
)
def test_records_and_sources_are_found_by_identifiers_as_they_are_pasted(curator, words):
    record = factories.OrganisationFactory(public_id="abcd2345")
    for scheme, value in (("doi", "10.5555/ab.c-1"), ("isni", "000000012150090X"), ("ror", "05abc1d23")):
        Identifier.objects.create(record=record, scheme=scheme, value=value)
    factories.OrganisationFactory()
    assert found(curator, "/admin/records/record/", words) == [record.pk]
    source = factories.SourceFactory(doi="10.5555/ab.c-1", public_id="abcd2345")
    if "10.5555" in words.lower() or "/r/" in words:
        assert found(curator, "/admin/sources/source/", words) == [source.pk]


@pytest.mark.parametrize(
    "words", ["devaluation", "strase", "QRM8", "2034", "科技", ".*", "[a-z]", "\\", "(x", "***:x", "%"]
)
def test_other_words_and_signs_find_nothing(curator, words):
    for text in TEXTS.values():
        factories.InitiativeFactory(title_en="", original_title=text, original_language="und")
    assert found(curator, "/admin/records/record/", words) == []


def test_every_form_of_a_word_that_the_public_search_finds_is_found_in_each_list(rf):
    makers = {
        Instrument: factories.InstrumentFactory,
        Organisation: factories.OrganisationFactory,
        Source: factories.SourceFactory,
    }
    rows = {}
    for slug, title in FORMS_OF_TITLES.items():
        titles = {"title_en": "", "title_zh_hans": "", "original_title": title}
        language = {"original_language": "und"}
        rows[slug] = [make(**titles, **({} if model is Source else language)) for model, make in makers.items()]
        rows[slug].append(OfficialTerm.objects.create(term=title, language="und"))
    request = rf.get("/")
    lost = [
        (words, row)
        for words, slug in FORMS
        for row in rows[slug]
        if row not in site.get_model_admin(type(row)).get_search_results(request, type(row).objects.all(), words)[0]
    ]
    assert lost == []


def test_sources_addresses_and_citations_are_found_so_too(curator):
    source = factories.SourceFactory(key="Müller 2026", title_en="", title_zh_hans="科学数据条例")
    location = factories.LocationFactory(source=source)
    citation = factories.CitationFactory(source=source, record=factories.InitiativeFactory(title_en="Stratégie"))
    other = factories.CitationFactory(source=factories.SourceFactory(), record=factories.InitiativeFactory())
    for words in ("muller", "mueller", "科學數據"):
        assert found(curator, "/admin/sources/source/", words) == [source.pk]
        assert found(curator, "/admin/sources/location/", words) == [location.pk]
    assert found(curator, "/admin/sources/citation/", "strategie mueller") == [citation.pk]
    assert other.pk in found(curator, "/admin/sources/citation/", "")


def test_a_source_is_found_by_its_people_and_by_what_it_stands_in(curator):
    source = factories.SourceFactory(container_title="Études du climat")
    Contributor.objects.create(source=source, family="Müller", given="Jörg", original="毕恺峰")
    factories.SourceFactory()
    for words in ("mueller", "joerg mueller", "畢愷峰", "etudes climat"):
        assert found(curator, "/admin/sources/source/", words) == [source.pk]


def test_official_terms_are_found_once_by_themselves_and_by_their_renderings(curator):
    term = OfficialTerm.objects.create(term="科研诚信", language="zh-Hans")
    for text in ("intégrité scientifique", "Integrität der Forschung"):
        Rendering.objects.create(term=term, text=text, language="fr", source=factories.SourceFactory())
    OfficialTerm.objects.create(term="别的", language="zh-Hans")
    for words in ("科研誠信", "integrite", "integritaet", "integrit"):
        assert found(curator, "/admin/sources/officialterm/", words) == [term.pk]


def test_vocabularies_are_found_so_too(curator):
    place = factories.JurisdictionFactory(code="CI", label_en="Côte d’Ivoire", label_zh_hans="科特迪瓦")
    factories.JurisdictionFactory(code="FR", label_en="France")
    assert found(curator, "/admin/records/jurisdiction/", "cote ivoire") == [place.pk]


def test_changes_are_found_by_their_source(curator):
    location = factories.LocationFactory(source=factories.SourceFactory(title_en="Loi d’évaluation"))
    now = timezone.now()
    change = Change.objects.create(location=location, kind="lost", found_at=now, last_seen_at=now)
    assert found(curator, "/admin/monitoring/change/", "evaluation") == [change.pk]
    assert found(curator, "/admin/monitoring/change/", "revaluation") == []


def test_rows_to_choose_from_are_found_so_too(curator):
    source = factories.SourceFactory(key="Müller 2026")
    query = {"app_label": "sources", "model_name": "citation", "field_name": "source", "term": "mueller"}
    options = curator.get("/admin/autocomplete/", query).json()["results"]
    assert [option["id"] for option in options] == [str(source.pk)]
