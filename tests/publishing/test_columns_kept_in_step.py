"""What an entry knows of its neighbours and a source of its citing entries, after publications and withdrawals."""

import pytest

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


def actors(record) -> list[int]:
    return Entry.objects.get(record=record).actor_ids


@pytest.fixture
def plan():
    return factories.InitiativeFactory(title_en="Plan", launched="2023-03")


def tell(subject, plan, predicate, **more):
    factories.RelationFactory(subject=subject, predicate=predicate, object=plan, **more)


def test_who_brought_it_about_stands_with_the_entry_the_leader_first(plan):
    funder, ministry, adviser = (factories.OrganisationFactory() for _ in range(3))
    tell(funder, plan, "funds")
    tell(ministry, plan, "launched", role="lead")
    tell(adviser, plan, "advises")
    publish_many(records=[plan, funder, ministry, adviser], by=None, reason="new")
    assert actors(plan) == [ministry.pk, funder.pk]


def test_an_actor_comes_with_its_publication_and_goes_with_its_withdrawal(plan):
    programme = factories.InitiativeFactory()
    tell(programme, plan, "funds")
    publish(record=plan, by=None, reason="new")
    assert actors(plan) == []
    publish(record=programme, by=None, reason="new")
    assert actors(plan) == [programme.pk]
    withdraw(record=programme, by=None, reason="mistaken")
    assert actors(plan) == []


def test_an_entry_states_its_date_as_written(plan):
    publish(record=plan, by=None, reason="new")
    assert Entry.objects.get(record=plan).dated == "2023-03"


def test_a_source_is_cited_as_long_as_a_public_record_cites_it(plan):
    source, other = factories.SourceFactory(), factories.InitiativeFactory()
    for record in (plan, other):
        factories.CitationFactory(record=record, field="summary", source=source)
    assert not Source.objects.get(pk=source.pk).cited
    publish_many(records=[plan, other], by=None, reason="new")
    assert Source.objects.get(pk=source.pk).cited
    withdraw(record=plan, by=None, reason="mistaken")
    assert Source.objects.get(pk=source.pk).cited
    withdraw(record=other, by=None, reason="mistaken")
    assert not Source.objects.get(pk=source.pk).cited


def test_a_source_is_no_longer_cited_when_its_citation_is_taken_out(plan):
    source = factories.SourceFactory()
    citation = factories.CitationFactory(record=plan, field="summary", source=source)
    publish(record=plan, by=None, reason="new")
    citation.delete()
    publish(record=plan, by=None, reason="another source")
    assert not Source.objects.get(pk=source.pk).cited
