import pytest

from observatory.publishing.actions import publish, withdraw
from observatory.publishing.differences import Difference, differences, pending
from tests.factories import InitiativeFactory, OtherNameFactory, RelationFactory


def told(public, working):
    return [(row.path, row.public, row.working) for row in differences(public, working)]


def test_equal_documents_do_not_differ():
    assert told({"title": {"en": "A"}}, {"title": {"en": "A"}}) == []


def test_a_difference_names_the_outermost_place_that_says_enough():
    before = {"title": {"en": "A", "zh-hans": "甲"}, "facts": {"launched": {"value": "2023", "from": "2023-01-01"}}}
    after = {"title": {"en": "B", "zh-hans": "甲"}, "facts": {"launched": {"value": "2024", "from": "2024-01-01"}}}
    assert told(before, after) == [
        ("title.en", "A", "B"),
        ("facts.launched", before["facts"]["launched"], after["facts"]["launched"]),
    ]


def test_an_item_in_the_middle_of_a_list_does_not_shift_what_follows():
    assert told({"names": ["a", "c"]}, {"names": ["a", "b", "c"]}) == [("names", None, "b")]


def test_what_comes_and_what_goes_is_told():
    assert told({"gone": 1}, {"new": 2}) == [("new", None, 2), ("gone", 1, None)]


@pytest.mark.django_db
def test_a_record_that_is_not_public_would_show_everything():
    paths = {row.path for row in pending(InitiativeFactory())}
    assert {"id", "title", "facts"} <= paths
    assert "format" not in paths


@pytest.mark.django_db
def test_a_published_record_differs_by_what_was_edited_since():
    record = InitiativeFactory(summary_en="One")
    publish(record=record, by=None, reason="r")
    assert pending(record) == []
    record.summary_en = "Two"
    record.save()
    name = OtherNameFactory(record=record)
    assert pending(record) == [
        Difference("summary.en", "One", "Two"),
        Difference(
            "names",
            None,
            {"name": name.name, "language": "en", "kind": "alias", "note": {"en": "", "zh-hans": ""}},
        ),
    ]


@pytest.mark.django_db
def test_a_relation_waits_until_its_object_is_public():
    relation = RelationFactory()
    publish(record=relation.subject, by=None, reason="r")
    assert pending(relation.subject) == []
    publish(record=relation.object, by=None, reason="r")
    assert [row.path for row in pending(relation.subject)] == ["relations"]


@pytest.mark.django_db
def test_after_a_withdrawal_everything_would_be_new():
    record = InitiativeFactory()
    publish(record=record, by=None, reason="r")
    withdraw(record=record, by=None, reason="r")
    assert "title" in {row.path for row in pending(record)}
