import pytest
from django.db import IntegrityError
from django.utils import timezone

from observatory.records.models import Record
from observatory.sources.models import Citation
from observatory.sources.verdicts import QuotedPassage, give_verdict, restore_citation, values_of
from tests.factories import CitationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_verdict_is_signed_dated_and_makes_the_record_an_edited_one():
    citation, curator = CitationFactory(), UserFactory()
    Record.objects.update(state="published")
    row = give_verdict(citation=citation, verdict="contradicts", by=curator)
    assert (row.verdict, row.basis, row.checked_by) == ("contradicts", "reference", curator)
    assert row.checked_at == timezone.localdate()
    assert Record.objects.get(pk=citation.record_id).state == "draft"


def test_a_passage_becomes_the_quote_and_the_basis():
    row = give_verdict(
        citation=CitationFactory(locator="p. 1"),
        verdict="supports",
        by=UserFactory(),
        passage=QuotedPassage("in March", "The plan began ", " 2023.", "0" * 64),
    )
    row.refresh_from_db()
    assert (row.quote, row.prefix, row.suffix, row.quoted_from) == ("in March", "The plan began ", " 2023.", "0" * 64)
    assert (row.basis, row.locator) == ("passage", "p. 1")


def test_what_is_not_checked_has_neither_basis_nor_date():
    citation = CitationFactory(verdict="supports", checked_at="2026-01-01")
    row = give_verdict(citation=citation, verdict="not_checked", by=UserFactory(), basis="person")
    assert (row.basis, row.checked_by, row.checked_at) == ("", None, None)


def test_a_passage_that_was_read_has_to_be_quoted():
    with pytest.raises(IntegrityError, match="citation_passage_is_quoted"):
        give_verdict(citation=CitationFactory(), verdict="supports", by=UserFactory(), basis="passage")


def test_a_decision_can_be_undone():
    citation, curator = CitationFactory(verdict="supports", quote="old", checked_at="2026-01-01"), UserFactory()
    citation.refresh_from_db()
    before = values_of(citation)
    give_verdict(citation=citation, verdict="partly", by=curator, passage=QuotedPassage("new"))
    restore_citation(citation=citation, values=before, by=curator)
    assert values_of(Citation.objects.get(pk=citation.pk)) == before
