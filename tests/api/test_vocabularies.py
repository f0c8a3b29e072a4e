import pytest

pytestmark = pytest.mark.django_db


def test_vocabularies_give_codes_with_labels_in_both_languages(api, catalogue):
    everything = api("vocabularies/").json()
    assert {"jurisdictions", "themes", "fields", "predicates", "verdicts", "health", "subtypes"} <= set(everything)
    for terms in everything.values():
        assert all({"code", "en", "zh-hans"} <= set(term) for term in terms)
    china = next(term for term in everything["jurisdictions"] if term["code"] == "CN")
    assert (china["en"], china["zh-hans"]) == ("China", "中国")


def test_a_predicate_is_told_from_both_ends(api, catalogue):
    terms = {term["code"]: term for term in api("vocabularies/predicates/").json()}
    assert (terms["launched"]["en"], terms["launched"]["inverse"]["en"]) == ("launched", "launched by")


def test_a_subtype_belongs_to_its_type(api, catalogue):
    terms = api("vocabularies/subtypes/").json()
    assert {term["kind"] for term in terms if term["code"] == "committee"} == {"body"}


def test_an_unknown_vocabulary_is_answered_with_the_nearest(api, catalogue):
    assert api("vocabularies/theme/", 404).json()["nearest"] == "themes"
