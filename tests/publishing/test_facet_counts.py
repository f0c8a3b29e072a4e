"""Counts of the facets of lists, kept while publishing: always what counting all entries would find."""

from collections import Counter
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from observatory.publishing.actions import publish, publish_many, withdraw
from observatory.publishing.index import facet_counts
from observatory.publishing.index.facets import key, keys_of
from observatory.publishing.merging import merge
from observatory.publishing.models import Entry, FacetCount
from observatory.search.results import search
from tests import factories

pytestmark = pytest.mark.django_db


def held() -> dict[tuple[int, int], int]:
    return {
        (within, number): times for within, number, times in FacetCount.objects.values_list("within", "number", "times")
    }


def is_right() -> bool:
    return facet_counts.recount() == 0 and bool(held())


def listed(*lists: int, organisations: int) -> dict[int, int]:
    return dict(facet_counts.listed(*lists, organisations=organisations).pairs())


def put(record, **changed):
    for name, value in changed.items():
        setattr(record, name, value)
    record.save()
    publish(record=record, by=None, reason="better known")


@pytest.fixture
def records():
    china, themes = factories.JurisdictionFactory(), [factories.ThemeFactory(), factories.ThemeFactory(code="TH99")]
    plan = factories.InitiativeFactory(slug="plan", launched="2022/2024")
    law = factories.InstrumentFactory(slug="law", issued="2023-10-08")
    ministry = factories.OrganisationFactory(slug="ministry")
    plan.jurisdictions.add(china)
    plan.themes.add(*themes)
    factories.RelationFactory(subject=ministry, object=plan)
    publish_many(records=[plan, law, ministry], by=None, reason="new")
    return plan, law, ministry


def choices(facet: str, **chosen) -> dict[str, int]:
    found = search("", {name: [code] for name, code in chosen.items()}).facets
    return {choice.code: choice.count for row in found if row.name == facet for choice in row.choices}


def test_what_is_published_counts(records):
    assert choices("kind") == {"initiative": 1, "instrument": 1, "organisation": 1}
    assert choices("year") == {"2024": 1, "2023": 2, "2022": 1}
    assert choices("organisation") == {records[2].public_id: 1}
    assert choices("year", kind="instrument") == {"2023": 1}
    assert is_right()


def test_a_new_version_counts_for_what_it_has_now(records):
    put(records[0], launched="2025")
    assert choices("year") == {"2025": 1, "2023": 1}
    assert is_right()


def test_what_is_withdrawn_counts_no_more_and_neither_does_what_it_stood_behind(records):
    withdraw(record=records[2], by=None, reason="a double")
    assert choices("kind") == {"initiative": 1, "instrument": 1}
    assert choices("organisation") == {}
    assert is_right()


def test_what_comes_back_counts_again(records):
    withdraw(record=records[1], by=None, reason="by mistake")
    publish(record=records[1], by=None, reason="back")
    assert choices("kind")["instrument"] == 1
    assert is_right()


def test_a_merged_record_counts_no_more(records):
    other = factories.InitiativeFactory(slug="other", launched="2023")
    publish(record=other, by=None, reason="new")
    merge(record=other, into=records[0], by=None, reason="one thing")
    assert choices("kind")["initiative"] == 1
    assert is_right()


def test_several_types_are_counted_together(records):
    one, other = key("kind", "initiative"), key("kind", "instrument")
    both = Counter(listed(one, organisations=5)) + Counter(listed(other, organisations=5))
    assert listed(one, other, organisations=5) == both


def test_the_most_frequent_organisations_are_named_and_no_others(records):
    plan, _law, ministry = records
    agency, second = factories.OrganisationFactory(slug="agency"), factories.InitiativeFactory(slug="second")
    factories.RelationFactory(subject=ministry, object=second)
    factories.RelationFactory(subject=agency, object=plan)
    publish_many(records=[ministry, agency, second], by=None, reason="more")
    first, last = keys_of("organisation")
    counted = listed(facet_counts.EVERYTHING, organisations=1)
    assert {each: times for each, times in counted.items() if first <= each <= last} == {first + ministry.pk: 2}


def test_a_place_counts_what_its_subdivisions_have(records):
    _plan, law, ministry = records
    shanghai, france = factories.JurisdictionFactory(code="CN-SH"), factories.JurisdictionFactory(code="FR")
    law.jurisdictions.add(shanghai)
    ministry.jurisdictions.add(france)
    publish_many(records=[law, ministry], by=None, reason="placed")
    assert choices("kind", jurisdiction="CN") == {"initiative": 1, "instrument": 1}
    assert choices("kind", jurisdiction="CN-SH") == {"instrument": 1}
    assert choices("jurisdiction", jurisdiction="FR") == {"CN": 2, "CN-SH": 1, "FR": 1}
    china, paris = key("jurisdiction", "CN"), key("jurisdiction", "FR")
    assert facet_counts.by_place("kind", [paris]) == {(paris, key("kind", "organisation")): 1}
    assert facet_counts.by_place("theme", [china, paris])[china, key("theme", "TH13")] == 1
    law.jurisdictions.clear()
    publish(record=law, by=None, reason="misplaced")
    assert choices("kind", jurisdiction="CN") == {"initiative": 1}
    assert is_right()


@pytest.mark.parametrize("chosen", [{"kind": "nonsense"}, {"jurisdiction": "ZZ"}, {"jurisdiction": "nonsense" * 40}])
def test_what_is_no_list_has_nothing(records, chosen):
    assert search("", {facet: [code] for facet, code in chosen.items()}).total == 0


def test_a_publication_that_fails_leaves_the_counts(records):
    before = held()
    with transaction.atomic():
        put(records[0], launched="2025")
        transaction.set_rollback(True)
    assert held() == before


def test_wrong_counts_are_put_right_by_the_command(records, capsys):
    right = held()
    FacetCount.objects.filter(within=key("kind", "initiative")).delete()
    FacetCount.objects.filter(within=key("kind", "instrument")).update(times=7)
    call_command("reindex_search")
    assert held() == right
    assert "Filter counts corrected: 0." not in capsys.readouterr().out
    call_command("reindex_search")
    assert "Filter counts corrected: 0." in capsys.readouterr().out


def test_a_wrong_count_does_not_keep_anything_from_being_published(records):
    FacetCount.objects.all().delete()
    put(records[0], launched="2025")
    FacetCount.objects.update(times=1_000)
    withdraw(record=records[0], by=None, reason="wrong")
    assert not is_right()


def test_the_migration_counts_what_publishing_counted(records):
    right = held()
    FacetCount.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("observatory.publishing.migrations.0014_counted_facets")._COUNT)
    assert held() == right


def test_a_list_counts_no_entries(records):
    with CaptureQueriesContext(connection) as queries:
        search("", {"kind": ["initiative"]})
    assert not [query["sql"] for query in queries if "string_agg" in query["sql"] or "COUNT(" in query["sql"]]


def test_a_change_writes_only_the_counts_that_change(records):
    with CaptureQueriesContext(connection) as queries:
        put(records[0], summary_en="Another summary.")
    assert Entry.objects.get(slug="plan").version == 2
    assert not [query["sql"] for query in queries if "publishing_facetcount" in query["sql"]]
