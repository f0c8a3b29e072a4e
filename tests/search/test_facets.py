"""The registry of facets, the ids of their values, and counts of them."""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.publishing.index import facet_counts, facet_value_ids, facets
from observatory.publishing.models import Entry, FacetValue
from observatory.publishing.record_publication import publish_many
from observatory.records import registry
from tests import factories

DOCUMENT = {
    "kind": "initiative",
    "jurisdictions": [{"code": "CN-SH"}, {"code": "DE"}],
    "themes": [{"code": "TH13"}],
    "instrument_types": [],
    "fields_of_science": [{"code": "1.2"}],
    "title": {"en": "A plan", "zh-hans": "计划"},
    "summary": {"en": "", "zh-hans": ""},
    "facts": {},
    "evidence": {},
    "relations": [],
    "milestones": [],
}
COLUMNS = {
    "subtype": "plan",
    "date_from": "2022-05-01",
    "date_to": "2024-12-31",
    "organisations": ["abcd1234"],
    "evidence": "supported",
}


def test_an_entry_has_a_value_for_each_year_and_each_country_it_belongs_to():
    assert facets.entry_facet_values(DOCUMENT, COLUMNS) == [
        ("kind", "initiative"),
        ("subtype", "initiative.plan"),
        ("jurisdiction", "CN"),
        ("jurisdiction", "CN-SH"),
        ("jurisdiction", "DE"),
        ("year", "2022"),
        ("year", "2023"),
        ("year", "2024"),
        ("theme", "TH13"),
        ("field", "1.2"),
        ("organisation", "abcd1234"),
        ("evidence", "supported"),
        ("gap", "no-source"),
        ("gap", "no-summary"),
    ]


def test_an_open_interval_counts_for_its_first_year():
    values = facets.entry_facet_values(DOCUMENT, COLUMNS | {"date_to": "9999-12-31"})
    assert [code for facet, code in values if facet == "year"] == ["2022"]


def test_an_endless_interval_counts_for_its_first_and_its_last_years_only():
    values = facets.entry_facet_values(DOCUMENT, COLUMNS | {"date_from": "0001-01-01"})
    years = [code for facet, code in values if facet == "year"]
    assert (years[0], years[1], years[-1]) == ("1", "1994", "2024")


def test_an_undated_entry_has_no_year():
    assert "year" not in dict(facets.entry_facet_values(DOCUMENT, COLUMNS | {"date_from": None, "date_to": None}))


def test_a_second_facet_of_a_name_is_refused():
    before = facets.all_facets()
    with pytest.raises(ValueError, match="'theme' is registered already"):
        facets.register_facet(facets.Facet("theme", "Another", lambda document, columns: []))
    assert facets.all_facets() == before


def test_a_second_type_of_a_kind_is_refused():
    with pytest.raises(ValueError, match="'platform' is registered already"):
        registry.register_record_type(registry.get_record_type("platform"))


@pytest.mark.django_db
def test_a_value_keeps_the_id_that_it_got_first():
    first = facet_value_ids.facet_value_ids_of([("theme", "TH13"), ("field", "1.2")])
    again = facet_value_ids.facet_value_ids_of([("field", "1.2"), ("theme", "TH13"), ("theme", "1.2")])
    assert {value: again[value] for value in first} == first
    assert len(set(again.values())) == 3
    assert facet_value_ids.known_ids("theme", ["TH13", "nobody's"]) == [first["theme", "TH13"]]
    assert facet_value_ids.codes_of("theme", again.values()) == {again["theme", code]: code for code in ("TH13", "1.2")}


@pytest.mark.django_db
def test_a_value_stands_in_the_dictionary_once():
    FacetValue.objects.create(facet="theme", code="TH13")
    with pytest.raises(IntegrityError, match="facet_value_once"), transaction.atomic():
        FacetValue.objects.create(facet="theme", code="TH13")


values = st.lists(st.tuples(st.sampled_from(["theme", "field", "year"]), st.sampled_from("abcd")), unique=True)


@pytest.mark.django_db
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(st.tuples(st.sampled_from(["initiative", "platform"]), values), min_size=1, max_size=4))
def test_values_are_counted_as_they_were_stored(found):
    with transaction.atomic():
        records = [factories.InitiativeFactory() for _each in found]
        publish_many(records=records, by=None, reason="new")
        rows = {record.pk: [("kind", kind), *row] for record, (kind, row) in zip(records, found, strict=True)}
        for key, array in facet_value_ids.arrays_of(rows).items():
            Entry.objects.filter(pk=key).update(facet_ids=array)
        counted = facet_counts.count_facets(facet_counts.find_entries())
        wanted = Counter(value for row in rows.values() for value in row)
        assert {(facet, code): n for facet, row in counted.by_facet.items() for code, n in row.items()} == wanted
        assert counted.total == len(found)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_of_facets_with_very_many_values_only_the_most_frequent_are_counted(monkeypatch):
    monkeypatch.setattr(facets.get_facet("organisation"), "most_counted", 1)
    ministry, agency = factories.OrganisationFactory(), factories.OrganisationFactory()
    plans = [factories.InitiativeFactory(), factories.InitiativeFactory()]
    for subject, plan in ((ministry, plans[0]), (ministry, plans[1]), (agency, plans[0])):
        factories.RelationFactory(subject=subject, object=plan)
    publish_many(records=[ministry, agency, *plans], by=None, reason="new")
    assert facet_counts.count_facets(facet_counts.find_entries()).of("organisation") == {ministry.public_id: 2}


@pytest.mark.django_db
def test_entries_are_counted_by_the_first_year_of_their_date_and_the_state_of_their_evidence():
    dates = ("2022/2024", "2022-05-01", "1911-10-10", "")
    publish_many(records=[factories.InitiativeFactory(launched=day) for day in dates], by=None, reason="new")
    years = facet_counts.count_facets(facet_counts.find_entries()).years
    assert years == {1911: {"unsourced": 1}, 2022: {"unsourced": 2}}
    assert facet_counts.count_years(Entry.objects.live()) == years
    assert facet_counts.count_facets(facet_counts.find_entries(), {"year": ["2023"]}).years == {2022: {"unsourced": 1}}


@pytest.mark.django_db
def test_nothing_is_counted_of_nothing():
    found = facet_counts.count_facets(facet_counts.find_entries())
    assert (found.total, found.by_facet) == (0, {name: {} for name in facets.names()})
