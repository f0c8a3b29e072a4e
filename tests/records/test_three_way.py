"""Merging a form that two people changed, input by input and row by row."""

import pytest

from observatory.records.admin.three_way_merge import (
    Conflict,
    MergedInputs,
    Row,
    SentRow,
    are_equal_values,
    merge_inputs,
    merge_rows,
)


@pytest.mark.parametrize(
    ("opened", "stored", "sent", "expected"),
    [
        (["a"], ["a"], ["a"], MergedInputs({"x": ["a"]}, [], [])),
        (["a"], ["a"], ["b"], MergedInputs({}, [], [])),
        (["a"], ["b"], ["a"], MergedInputs({"x": ["b"]}, ["x"], [])),
        (["a"], ["b"], None, MergedInputs({"x": ["b"]}, ["x"], [])),
        (["a"], ["b"], ["b"], MergedInputs({"x": ["b"]}, ["x"], [])),
        (["a"], ["b"], ["c"], MergedInputs({}, [], [Conflict("x", ["a"], ["b"], ["c"])])),
        (["a"], ["b"], [], MergedInputs({}, [], [Conflict("x", ["a"], ["b"], [])])),
        (None, ["b"], ["b"], MergedInputs({"x": ["b"]}, [], [])),
        (None, ["b"], ["c"], MergedInputs({}, [], [Conflict("x", None, ["b"], ["c"])])),
    ],
)
def test_an_input_takes_what_is_stored_unless_it_was_changed_here(opened, stored, sent, expected):
    assert merge_inputs({"x": opened} if opened else None, {"x": stored}, {"x": sent}) == expected


def test_line_endings_white_space_at_the_ends_and_order_are_no_change():
    assert are_equal_values(["a\r\nb "], ["a\nb"])
    assert are_equal_values(["1", "2"], ["2", "1"])
    assert not are_equal_values(["a\n\nb"], ["a\nb"])
    assert not are_equal_values(["1"], ["1", "1"])


def test_a_change_in_inputs_that_belong_together_has_to_be_seen():
    opened = {"quote": ["old"], "verdict": ["?"], "note": [""]}
    stored = opened | {"quote": ["new"]}
    together = ("quote", "verdict")
    found = merge_inputs(opened, stored, opened | {"verdict": ["supports"]}, together)
    assert found == MergedInputs({"quote": ["new"], "note": [""]}, [], [Conflict("quote", ["old"], ["new"], ["old"])])
    assert merge_inputs(opened, stored, opened | {"note": ["x"]}, together).conflicts == []


def rows(**values):
    return {key: {"x": [value]} for key, value in values.items()}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([SentRow(0, "a", {"x": ["1"]})], [Row("a", 0, MergedInputs({"x": ["1"]}, [], []))]),
        ([], [Row("a", None, MergedInputs({"x": ["1"]}, [], []))]),
        ([SentRow(0, "a", {"x": ["1"]}, delete=True)], [Row("a", 0, MergedInputs({"x": ["1"]}, [], []))]),
        ([SentRow(0, "", {})], [Row("a", None, MergedInputs({"x": ["1"]}, [], [])), Row("", 0)]),
        ([SentRow(0, "gone", {"x": ["2"]})], [Row("a", None, MergedInputs({"x": ["1"]}, [], []))]),
        ([SentRow(0, "gone", {"x": ["2"]}, delete=True)], [Row("a", None, MergedInputs({"x": ["1"]}, [], []))]),
        (
            [SentRow(0, "gone", {"x": ["3"]})],
            [Row("a", None, MergedInputs({"x": ["1"]}, [], [])), Row("", 0, was="gone")],
        ),
        (
            [SentRow(0, "never", {"x": ["3"]})],
            [Row("a", None, MergedInputs({"x": ["1"]}, [], [])), Row("", 0, was="never")],
        ),
    ],
)
def test_rows_are_those_stored_and_then_the_new_ones(sent, expected):
    assert merge_rows(rows(a="1", gone="2"), rows(a="1"), sent) == expected


def test_a_row_that_somebody_else_added_is_marked():
    assert merge_rows(rows(a="1"), rows(a="1", b="2"), [])[1].added
    assert not merge_rows(None, rows(a="1"), [])[0].added


@pytest.mark.parametrize("opened", [rows(a="0"), None])
def test_a_row_that_somebody_else_changed_is_not_removed(opened):
    (row,) = merge_rows(opened, rows(a="1"), [SentRow(0, "a", {"x": ["0"]}, delete=True)])
    assert row.kept
