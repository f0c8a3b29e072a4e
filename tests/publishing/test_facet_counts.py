"""Counts of facets after publications: always what readers see then."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from observatory.public.catalogue_counts import counts_by_place
from observatory.publishing.index import facet_value_ids
from observatory.publishing.merging.merge_records import merge_public_records
from observatory.publishing.models import Entry, FacetValue, Standing
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.search.results import search
from tests import factories
from tests.stored_rows import made_once


def put(record, **changed):
    for name, value in changed.items():
        setattr(record, name, value)
    record.save()
    publish(record=record, by=None, reason="better known")


@pytest.fixture
@made_once
def records(db):
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


def test_a_new_version_counts_for_what_it_has_now(records):
    put(records[0], launched="2025")
    assert choices("year") == {"2025": 1, "2023": 1}


def test_what_is_withdrawn_counts_no_more_and_neither_does_what_it_stood_behind(records):
    withdraw(record=records[2], by=None, reason="a double")
    assert choices("kind") == {"initiative": 1, "instrument": 1}
    assert choices("organisation") == {}


def test_what_comes_back_counts_again(records):
    withdraw(record=records[1], by=None, reason="by mistake")
    publish(record=records[1], by=None, reason="back")
    assert choices("kind")["instrument"] == 1


def test_a_merged_record_counts_no_more(records):
    other = factories.InitiativeFactory(slug="other", launched="2023")
    publish(record=other, by=None, reason="new")
    merge_public_records(record=other, into=records[0], by=None, reason="one thing")
    assert choices("kind")["initiative"] == 1


def test_a_place_counts_what_its_subdivisions_have(records):
    _plan, law, ministry = records
    shanghai, france = factories.JurisdictionFactory(code="CN-SH"), factories.JurisdictionFactory(code="FR")
    law.jurisdictions.add(shanghai)
    ministry.jurisdictions.add(france)
    publish_many(records=[law, ministry], by=None, reason="placed")
    assert choices("kind", jurisdiction="CN") == {"initiative": 1, "instrument": 1}
    assert choices("kind", jurisdiction="CN-SH") == {"instrument": 1}
    assert choices("jurisdiction", jurisdiction="FR") == {"CN": 2, "CN-SH": 1, "FR": 1}
    counted = counts_by_place(["CN", "FR", "XX"])
    assert counted["FR"].of("kind") == {"organisation": 1}
    assert counted["CN"].of("theme")["TH13"] == 1
    assert counted["XX"].total == 0
    law.jurisdictions.clear()
    publish(record=law, by=None, reason="misplaced")
    assert choices("kind", jurisdiction="CN") == {"initiative": 1}


@pytest.mark.parametrize("chosen", [{"kind": "nonsense"}, {"jurisdiction": "ZZ"}, {"jurisdiction": "nonsense" * 40}])
def test_a_value_that_no_record_has_finds_nothing(records, chosen):
    assert search("", {facet: [code] for facet, code in chosen.items()}).total == 0


def test_a_publication_that_fails_leaves_the_counts(records):
    with transaction.atomic():
        put(records[0], launched="2025")
        transaction.set_rollback(True)
    cache.clear()  # the number of that version is nobody's
    assert choices("year") == {"2024": 1, "2023": 2, "2022": 1}


def test_counts_are_kept_until_something_is_published(records):
    search("", {"kind": ["initiative"]})
    with CaptureQueriesContext(connection) as queries:
        search("", {"kind": ["initiative"]})
    assert not [query["sql"] for query in queries if "COUNT(" in query["sql"] or "string_agg" in query["sql"]]
    put(records[1], issued="2019")
    assert choices("year", kind="instrument") == {"2019": 1}


def test_the_command_rebuilds_the_values_of_entries_and_versions(records):
    put(records[0], launched="2025")
    entries = dict(Entry.objects.values_list("pk", "facet_ids"))
    versions = dict(Standing.objects.values_list("pk", "facet_ids"))
    search("")
    Entry.objects.update(facet_ids=[])
    Standing.objects.update(facet_ids=[])
    call_command("reindex_search", verbosity=0)
    assert dict(Entry.objects.values_list("pk", "facet_ids")) == entries
    assert dict(Standing.objects.values_list("pk", "facet_ids")) == versions
    assert choices("year") == {"2025": 1, "2023": 1}


def test_the_command_rebuilds_the_dictionary(records):
    before = choices("theme"), choices("organisation")
    FacetValue.objects.all().delete()
    call_command("reindex_search", verbosity=0)
    assert (choices("theme"), choices("organisation")) == before


def test_versions_keep_neither_organisations_nor_the_state_of_the_evidence(records):
    [row] = Standing.objects.filter(record=records[0])
    facets = set(FacetValue.objects.filter(pk__in=row.facet_ids).values_list("facet", flat=True))
    assert facets == {"kind", "subtype", "jurisdiction", "year", "theme"}


@pytest.mark.django_db(transaction=True)
def test_two_that_bring_the_same_values_at_once_get_the_same_ids():
    values = [("theme", f"TH{number}") for number in range(40)]
    barrier = Barrier(2)

    def run(wanted):
        try:
            with transaction.atomic():
                barrier.wait(10)
                return facet_value_ids.facet_value_ids_of(wanted)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(run, (values, values[::-1]))
    assert one == other
    assert FacetValue.objects.filter(facet="theme").count() == 40
