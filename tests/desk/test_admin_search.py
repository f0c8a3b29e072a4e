"""The search of the admin's lists takes for the same what the public search takes for the same."""

import pytest
from django.utils import timezone

from observatory.monitoring.models import Change
from observatory.sources.models import OfficialTerm, Rendering
from tests import factories

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
    "words", ["devaluation", "strase", "QRM8", "2034", "科技", ".*", "[a-z]", "\\", "(x", "***:x", "%"]
)
def test_other_words_and_signs_find_nothing(curator, words):
    for text in TEXTS.values():
        factories.InitiativeFactory(title_en="", original_title=text, original_language="und")
    assert found(curator, "/admin/records/record/", words) == []


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
