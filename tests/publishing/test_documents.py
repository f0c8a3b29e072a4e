"""The content of the public document."""

import pytest

from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_statements import statements_with_citations
from observatory.publishing.index import entry_columns
from tests.factories import (
    CitationFactory,
    IdentifierFactory,
    InitiativeFactory,
    JurisdictionFactory,
    LocationFactory,
    MilestoneFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def build(record, public=()):
    return record_documents.build_document(record, public={record.pk, *public})


def test_a_fact_without_a_value_is_null_and_a_date_carries_its_bounds():
    facts = build(InitiativeFactory(launched="2023-03"))["facts"]
    assert facts["launched"] == {"value": "2023-03", "from": "2023-03-01", "to": "2023-03-31"}
    assert facts["period"] is None
    assert facts["objectives"] is None


def test_an_open_date_has_no_bound_where_it_is_open_and_is_sorted_and_counted_by_the_other():
    since, until = build(InitiativeFactory(launched="2022/..")), build(InitiativeFactory(launched="../2022-03"))
    assert since["facts"]["launched"] == {"value": "2022/..", "from": "2022-01-01", "to": None}
    assert until["facts"]["launched"] == {"value": "../2022-03", "from": None, "to": "2022-03-31"}
    days = [
        [entry_columns.entry_columns_of_document(each)[name] for name in ("date_from", "date_to")]
        for each in (since, until)
    ]
    assert days == [["2022-01-01", "9999-12-31"], ["2022-03-01", "2022-03-31"]]


def test_a_choice_carries_its_labels_in_both_languages():
    fact = build(InitiativeFactory())["facts"]["initiative_type"]
    assert (fact["value"], fact["en"]) == ("plan", "implementation plan")
    assert set(fact) == {"value", "en", "zh-hans"}


def test_a_citation_names_its_source_its_place_and_its_verdict():
    source = SourceFactory(title_zh_hans="办法", original_title="办法", language="zh-Hans")
    location = LocationFactory(source=source)
    record = InitiativeFactory(launched="2023")
    place = {"location": location, "locator": "p. 1", "quote": "三月", "prefix": "在", "quoted_from": "0" * 64}
    CitationFactory(record=record, source=source, public_id="c1tat100", stated_value="2023-03", **place)
    assert build(record)["evidence"]["launched"] == [
        {
            "id": "c1tat100",
            "source": {
                "id": source.public_id,
                "key": source.key,
                "title": {"en": source.title_en, "zh-hans": "办法", "original": "办法", "language": "zh-Hans"},
                "standing": "secondary",
            },
            "url": location.url,
            "stated_value": "2023-03",
            "locator": "p. 1",
            "quote": "三月",
            "quote_language": "",
            "prefix": "在",
            "suffix": "",
            "quoted_from": "0" * 64,
            "verdict": "not_checked",
            "basis": "",
            "note": {"en": "", "zh-hans": ""},
            "checked_on": None,
        }
    ]


def test_a_disagreement_stands_under_its_field():
    record = InitiativeFactory(launched="2023-03")
    CitationFactory(record=record, stated_value="2023-03")
    CitationFactory(record=record, stated_value="2023-05")
    document = build(record)
    assert [reading["value"] for reading in document["disagreements"]["launched"]] == ["2023-03", "2023-05"]
    assert entry_columns.entry_columns_of_document(document)["evidence"] == "disputed"


def test_relations_and_milestones_carry_their_own_evidence():
    relation = RelationFactory(date="2023")
    record = relation.subject
    milestone = MilestoneFactory(record=record)
    CitationFactory(record=record, field="", relation=relation)
    CitationFactory(record=record, field="", milestone=milestone)
    document = build(record, public={relation.object_id})
    assert len(document["relations"][0]["evidence"]) == len(document["milestones"][0]["evidence"]) == 1
    assert document["evidence"] == {}
    assert {"relation:0", "milestone:0"} <= set(statements_with_citations(document))


def test_a_class_needs_no_source_but_a_date_does():
    document = build(InitiativeFactory(launched="2023"))
    assert "initiative_type" not in statements_with_citations(document)
    assert statements_with_citations(document)["launched"] == []


def test_the_document_has_the_state_of_its_evidence():
    record = InitiativeFactory(launched="2023")
    for field, state in (("", "unsourced"), ("title", "unsupported"), ("launched", "unchecked")):
        if field:
            CitationFactory(record=record, field=field)
        document = build(record)
        assert document["evidence_state"] == entry_columns.entry_columns_of_document(document)["evidence"] == state


@pytest.mark.parametrize("launched", ["", "2023"])
def test_a_record_without_a_citation_is_unsourced_whether_it_states_anything_or_not(launched):
    document = build(InitiativeFactory(launched=launched))
    assert document["evidence_state"] == entry_columns.entry_columns_of_document(document)["evidence"] == "unsourced"


def test_terms_names_and_identifiers_stand_in_a_fixed_order():
    record = InitiativeFactory()
    record.jurisdictions.set([JurisdictionFactory(code="US", label_en="US"), JurisdictionFactory()])
    IdentifierFactory(record=record, scheme="wikidata", value="Q2")
    IdentifierFactory(record=record, scheme="doi", value="10.1234/2")
    OtherNameFactory(record=record, name="B")
    OtherNameFactory(record=record, name="A")
    document = build(record)
    assert [term["code"] for term in document["jurisdictions"]] == ["CN", "US"]
    assert [row["scheme"] for row in document["identifiers"]] == ["doi", "wikidata"]
    assert [row["name"] for row in document["names"]] == ["B", "A"]
    assert record_documents.document_digest(document) == record_documents.document_digest(build(record))
