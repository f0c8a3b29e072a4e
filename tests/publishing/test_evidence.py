"""Pure rules that compute the evidence status from citations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.publishing.documents.evidence_status import evidence_state, same_value, statement_disagreement


def citation(value="", verdict="supports", standing="secondary", basis="passage"):
    return {"stated_value": value, "verdict": verdict, "source": {"standing": standing}, "basis": basis}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2023-03", "2023-03-27", True),
        ("2023", "2023-03", True),
        ("2023-03", "2023-05", False),
        ("2022/2025", "2023", True),
        ("人工智能（AI）", "人工智能(AI)", True),
        ("Deep Modeling", "deep  modeling", True),
        ("13", "14", False),
        ("2023-03", "spring 2023", False),
    ],
)
def test_two_values_are_one_reading_when_both_can_be_true(one, other, same):
    assert same_value(one, other) is same
    assert same_value(other, one) is same


def test_sources_that_state_one_value_more_or_less_exactly_agree():
    assert statement_disagreement([citation("2023-03"), citation("2023-03-27"), citation("2023")]) is None


def test_sources_that_state_different_values_are_set_side_by_side():
    assert statement_disagreement([citation("2023-03"), citation("2023-05"), citation("2023-03-27")]) == [
        {"value": "2023-03-27", "citations": [2, 0]},
        {"value": "2023-05", "citations": [1]},
    ]


def test_a_vague_date_does_not_reconcile_two_exact_ones():
    readings = statement_disagreement([citation("2023"), citation("2023-03"), citation("2023-05")])
    assert len(readings) == 2


def test_a_source_that_does_not_state_it_takes_no_part():
    assert statement_disagreement([citation("2023"), citation("2024", "does_not_support")]) is None
    assert statement_disagreement([citation("2023"), citation("  ")]) is None


@given(st.lists(st.builds(citation, st.sampled_from(["2023", "2023-03", "2024", "x", "", "y"])), max_size=6))
def test_every_stated_value_stands_in_exactly_one_reading(citations):
    readings = statement_disagreement(citations)
    if readings is None:
        return
    places = [place for reading in readings for place in reading["citations"]]
    assert sorted(places) == [place for place, row in enumerate(citations) if row["stated_value"]]
    assert len(readings) >= 2


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ([["supports"]], "supported"),
        ([["partly"]], "supported"),
        ([["supports", "not_checked"]], "supported"),
        ([["not_checked"]], "unchecked"),
        ([["does_not_support"]], "unsupported"),
        ([["does_not_support", "not_checked"]], "unchecked"),
        ([[]], "unsourced"),
        ([[], []], "unsourced"),
        ([], "unsourced"),
        ([["supports"], []], "unsupported"),
        ([["not_checked"], []], "unsupported"),
        ([["supports", "contradicts"], []], "contradicted"),
    ],
)
def test_the_worst_thing_to_know_is_the_state_of_the_entry(verdicts, state):
    statements = [[citation(verdict=verdict) for verdict in row] for row in verdicts]
    assert evidence_state(statements) == state


VERDICTS = st.sampled_from(["supports", "partly", "contradicts", "does_not_support", "not_checked"])


@given(st.lists(st.lists(st.builds(citation, st.sampled_from(["", "2023", "2024"]), VERDICTS), max_size=3), max_size=5))
def test_a_record_is_unsourced_exactly_when_it_has_no_citation(statements):
    assert (evidence_state(statements) == "unsourced") is (not any(statements))


def test_disagreement_outranks_everything():
    assert evidence_state([[citation("2023"), citation("2024")], [citation(verdict="contradicts")]]) == "disputed"


def test_a_record_rests_on_primary_sources_when_every_statement_has_a_passage_of_one():
    primary, study = citation(standing="primary"), citation()
    assert evidence_state([[primary, study], [primary]]) == "primary"
    assert evidence_state([[primary], [study]]) == "supported"


@pytest.mark.parametrize(
    "said", [{"basis": "reference"}, {"basis": "person"}, {"verdict": "does_not_support"}, {"standing": ""}]
)
def test_a_primary_source_counts_only_by_a_passage_that_supports_the_statement(said):
    assert evidence_state([[citation(**{"standing": "primary"} | said), citation()]]) == "supported"
