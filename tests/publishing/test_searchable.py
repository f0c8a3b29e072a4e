import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.publishing.index.search_vector import searchable_names, vector_lexemes
from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish
from observatory.text.search_terms import index_terms, other_spellings, word_pairs
from tests.factories import IdentifierFactory, InitiativeFactory, OtherNameFactory


def document(**parts):
    empty = {
        "id": "0ab1cd2e",
        "names": [],
        "identifiers": [],
        "facts": {},
        "milestones": [],
        "relations": [],
        "evidence": {},
    }
    title = {"en": "", "zh-hans": "", "original": ""}
    return {**empty, "title": title, "summary": {"en": "", "zh-hans": ""}, **parts}


def test_a_vector_weighs_titles_above_summaries_and_leaves_a_gap_between_passages():
    vector = vector_lexemes(
        document(title={"en": "Plan", "zh-hans": "", "original": ""}, summary={"en": "plan", "zh-hans": ""})
    )
    place, _its_own_id, _its_whole_title = vector.split(" ")
    assert place.startswith("'plan':1A,")
    assert place.endswith("C")
    assert int(place.split(",")[1][:-1]) > 2


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_makes_a_vector_that_postgresql_reads(text):
    vector = vector_lexemes(document(summary={"en": text, "zh-hans": text}), ["=kind:plan"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector)", [vector])
        found = index_terms(text)
        expected = {term for term, _place in [*found, *word_pairs(found), *other_spellings(text)]} | {
            "0ab1cd2e",
            "=kind:plan",
        }
        assert cursor.fetchone()[0] == len(expected)


def test_what_stands_beyond_the_last_position_is_found_all_the_same():
    vector = vector_lexemes(document(summary={"en": "word " * 20_000 + "last", "zh-hans": ""}))
    assert "'last':16383C" in vector


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["it's", "a\\b", "'quoted' ''", "d’oh 人'工", ":*&|!()<->", "x" * 3000, "法 " * 9000])
def test_hostile_text_is_stored(text):
    publish(record=InitiativeFactory(summary_en=text), by=None, reason="r")
    assert Entry.objects.get().search is not None


@pytest.mark.django_db
def test_a_record_is_found_by_titles_other_names_identifiers_and_summary():
    record = InitiativeFactory(title_zh_hans="科技伦理审查办法", summary_en="Reviews of ethics")
    OtherNameFactory(record=record, name="Trial Measures")
    IdentifierFactory(record=record, scheme="document_number", value="国科发监〔2023〕167号")
    publish(record=record, by=None, reason="r")
    for term in ("伦理", "审查", "measur", "167", "review"):
        query = SearchQuery(f"'{term}'", search_type="raw", config="simple")
        assert Entry.objects.filter(search=query).exists(), term


def test_the_permanent_id_is_no_name():
    assert searchable_names(document(id="abcdefgh", title={"en": "Plan", "zh-hans": "", "original": ""})) == "Plan"
