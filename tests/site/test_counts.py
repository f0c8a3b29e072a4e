"""Counts over all public records."""

import pytest

from observatory.public.catalogue_counts import catalogue_counts, years_without_organisations
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import CitationFactory, InitiativeFactory, JurisdictionFactory, OrganisationFactory, ThemeFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def plan():
    record = InitiativeFactory(launched="2023-03")
    record.jurisdictions.add(JurisdictionFactory(code="CN"), JurisdictionFactory(code="CN-SH"))
    record.themes.add(ThemeFactory())
    CitationFactory(record=record, field="launched")
    publish(record=record, by=None, reason="x")
    return record


def test_the_tallies_count_each_facet(plan):
    found = catalogue_counts()
    assert found.records == 1
    assert found.kinds == {"initiative": 1}
    assert found.jurisdictions == {"CN": 1, "CN-SH": 1}
    assert found.themes == {"TH13": 1}
    assert found.fields == {}
    assert found.years == {2023: found.evidence}
    assert sum(found.evidence.values()) == 1
    assert found.sources == 1


def test_they_follow_what_is_published_and_withdrawn_at_once(plan):
    publish(record=InitiativeFactory(launched="2024"), by=None, reason="x")
    assert (catalogue_counts().records, set(catalogue_counts().years)) == (2, {2023, 2024})
    withdraw(record=plan, by=None, reason="x")
    assert (
        catalogue_counts().records,
        set(catalogue_counts().years),
        catalogue_counts().jurisdictions,
        catalogue_counts().sources,
    ) == (1, {2024}, {}, 0)


def test_the_chart_of_the_first_page_leaves_out_when_organisations_were_founded(plan, client):
    for founded in ("1896", "2023"):
        publish(record=OrganisationFactory(founded=founded), by=None, reason="x")
    years = catalogue_counts().years
    assert (set(years), sum(years[2023].values())) == ({1896, 2023}, 2)
    left = years_without_organisations()
    assert (set(left), sum(left[2023].values())) == ({2023}, 1)
    page = client.get("/").content.decode()
    assert "Organisations are not shown." in page
    assert "/timeline/?kind=initiative&amp;" in page
    assert "kind=organisation&" not in page
