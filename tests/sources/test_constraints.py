"""Each named constraint of sources, locations and citations refuses what its name says."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import override

from observatory.sources.models import Citation, Contributor, Location, OfficialTerm, Rendering, Source
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    MilestoneFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def refused(constraint, make):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        _now(make)
    assert caught.value.__cause__.diag.constraint_name == constraint


def _now(make):
    """Deferred constraints speak at the end of a transaction; a test has none, so they are asked."""
    make()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_sources():
    refused("source_has_a_title", lambda: SourceFactory(title_en=""))
    refused("source_type_known", lambda: SourceFactory(type="letter"))
    refused("source_language_tag", lambda: SourceFactory(language="chinese"))
    refused("source_has_a_key", lambda: SourceFactory(key=""))
    refused("source_issued_edtf", lambda: SourceFactory(issued="2023-03-27T10"))
    with pytest.raises(DataError), transaction.atomic():
        SourceFactory(issued="2023-02-30")
    known = SourceFactory(doi="10.1038/s41586-023-06185-3")
    refused("source_doi_once", lambda: SourceFactory(doi=known.doi))
    refused("source_doi_form", lambda: SourceFactory(doi="https://doi.org/10.1038/x"))
    assert SourceFactory(doi="").pk
    assert SourceFactory(doi="").pk


def test_contributors():
    source = SourceFactory()
    Contributor.objects.create(source=source, position=1, literal="MOST")
    refused(
        "contributor_role_known",
        lambda: Contributor.objects.create(source=source, position=3, literal="MOST", role="ghost"),
    )
    refused("contributor_position_once", lambda: Contributor.objects.create(source=source, position=1, family="Li"))
    for names in ({}, {"family": "Li", "literal": "MOST"}):
        refused(
            "contributor_person_or_body",
            lambda names=names: Contributor.objects.create(source=source, position=2, **names),
        )


def test_locations():
    known = LocationFactory()
    refused("location_once_per_source", lambda: LocationFactory(source=known.source, url=known.url))
    refused("location_role_known", lambda: LocationFactory(role="copy"))
    refused("location_has_an_address", lambda: LocationFactory(url=""))
    refused("location_address_is_http", lambda: LocationFactory(url="javascript:alert(1)"))
    refused("location_address_is_http", lambda: LocationFactory(url="file:///etc/passwd"))
    refused("location_retired_is_not_watched", lambda: LocationFactory(retired_at=datetime.date(2026, 11, 28)))
    assert LocationFactory(retired_at=datetime.date(2026, 11, 28), monitored=False).pk
    assert LocationFactory(url="", role="attachment", monitored=False).pk
    assert LocationFactory(url="HTTPS://EXAMPLE.ORG/").pk


def test_an_address_without_a_source_stands_once():
    Location.objects.create(url="https://example.org/asked")
    refused("location_once_per_source", lambda: Location.objects.create(url="https://example.org/asked"))


def test_a_citation_is_of_exactly_one_statement():
    relation = RelationFactory()
    milestone = MilestoneFactory(record=relation.subject)
    refused("citation_of_one_statement", lambda: CitationFactory(field=""))
    refused("citation_of_one_statement", lambda: CitationFactory(record=relation.subject, relation=relation))
    refused(
        "citation_of_one_statement",
        lambda: CitationFactory(record=relation.subject, field="", relation=relation, milestone=milestone),
    )
    assert CitationFactory(record=relation.subject, field="", relation=relation).statement == str(relation)
    assert CitationFactory(record=relation.subject, field="", milestone=milestone).statement == str(milestone)


def test_a_citation_of_a_relation_belongs_to_the_subject_of_that_relation():
    relation = RelationFactory()
    refused(
        "citation_relation_of_its_record",
        lambda: CitationFactory(record=relation.object, field="", relation=relation),
    )


def test_a_citation_of_a_milestone_belongs_to_the_record_of_that_milestone():
    milestone = MilestoneFactory()
    refused(
        "citation_milestone_of_its_record",
        lambda: CitationFactory(record=InitiativeFactory(), field="", milestone=milestone),
    )


def test_a_citation_was_read_at_an_address_of_its_source():
    location = LocationFactory()
    refused("citation_location_of_its_source", lambda: CitationFactory(location=location))
    assert CitationFactory(source=location.source, location=location).pk


def test_glossary_languages():
    refused("official_term_language_tag", lambda: OfficialTerm.objects.create(term="规范", language="chinese"))
    term = OfficialTerm.objects.create(term="规范")
    refused(
        "rendering_language_tag",
        lambda: Rendering.objects.create(term=term, text="norms", language="", source=SourceFactory()),
    )


def test_a_place_of_a_source_is_cited_once_for_a_statement():
    known = CitationFactory(locator="p. 3")
    same = {"record": known.record, "field": known.field, "source": known.source}
    refused("citation_once_per_place", lambda: CitationFactory(**same, locator="p. 3"))
    assert CitationFactory(**same, locator="p. 4").pk


def test_a_verdict_is_known_and_dated():
    refused("citation_verdict_known", lambda: CitationFactory(verdict="maybe", checked_at=datetime.date(2026, 1, 1)))
    refused("citation_quote_language_tag", lambda: CitationFactory(quote="x", quote_language="english"))
    refused("citation_verdict_has_a_date", lambda: CitationFactory(verdict="supports"))
    assert CitationFactory(verdict="supports", checked_at=datetime.date(2026, 1, 1)).pk


def test_a_cited_source_is_not_deleted():
    citation = CitationFactory()
    with pytest.raises(IntegrityError):
        citation.source.delete()


def test_a_location_at_which_a_citation_was_read_is_not_deleted():
    location = LocationFactory()
    CitationFactory(source=location.source, location=location)
    with pytest.raises(ProtectedError):
        location.delete()
    with pytest.raises(ProtectedError):
        Location.objects.filter(pk=location.pk).delete()


@pytest.mark.parametrize("wrong", ["field", "relation", "milestone", "location"])
def test_the_form_says_which_part_belongs_elsewhere(wrong):
    record = InitiativeFactory()
    parts = {
        "field": {"field": "issued"},
        "relation": {"field": "", "relation": RelationFactory()},
        "milestone": {"field": "", "milestone": MilestoneFactory()},
        "location": {"field": "launched", "location": LocationFactory()},
    }[wrong]
    citation = Citation(record=record, source=SourceFactory(), **parts)
    with pytest.raises(ValidationError) as caught:
        citation.full_clean()
    assert wrong in caught.value.message_dict


def test_a_source_is_called_by_its_title_in_the_readers_language():

    source = Source(title_en="Measures", title_zh_hans="办法")
    with override("zh-hans"):
        assert source.title == "办法"
    with override("en"):
        assert source.title == "Measures"
    assert Source(original_title="原题").title == "原题"
