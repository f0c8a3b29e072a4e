from datetime import UTC, datetime

import pytest

from observatory.monitoring.models import Body, Snapshot
from observatory.publishing.differences.differences_in_words import (
    difference_label,
    document_part_in_words,
    mark_changes,
)
from observatory.publishing.differences.document_differences import (
    Difference,
    document_differences,
    unpublished_differences,
)
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import InitiativeFactory, LocationFactory, OtherNameFactory, RelationFactory


def told(public, working):
    return [(row.path, row.before, row.after) for row in document_differences(public, working)]


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


NOTE = {"en": "", "zh-hans": ""}


def citation(public_id="", verdict="not_checked", source="s1", locator=""):
    described = {"source": {"id": source, "key": source, "standing": ""}, "stated_value": "", "quote": "", "note": NOTE}
    return described | {"id": public_id, "locator": locator, "verdict": verdict}


def test_a_citation_that_stays_differs_in_its_verdict():
    before = {"evidence": {"title": [citation("c1"), citation("c2")]}}
    after = {"evidence": {"title": [citation("c3", source="s2"), citation("c2", "supports")]}}
    [removed, added, checked] = document_differences(before, after)
    assert (removed.path, removed.before["id"], removed.after) == ("evidence.title", "c1", None)
    assert (added.path, added.before, added.after["id"]) == ("evidence.title", None, "c3")
    assert (checked.path, checked.before, checked.after) == ("evidence.title.verdict", "not_checked", "supports")
    assert checked.within == ((2, after["evidence"]["title"][1]),)


def test_a_citation_that_was_entered_anew_differs_in_its_permanent_id():
    before, after = ({"evidence": {"title": [citation(each)]}} for each in ("c1", "c2"))
    assert told(before, after) == [("evidence.title.id", "c1", "c2")]


@pytest.mark.parametrize("old_first", [True, False])
def test_ids_are_no_difference_from_a_document_before_there_were_ids(old_first):
    pair = [{"evidence": {"title": [citation(each)]}} for each in ("", "c2")]
    assert told(*(pair if old_first else pair[::-1])) == []


def test_a_relation_that_stays_differs_within_its_citation():
    def document(verdict, title="Plan", **further):
        row = {"predicate": {"value": "launched", "en": "launched"}, "object": {"id": "o1", "title": {"en": title}}}
        return {"relations": [row | {"evidence": [citation("c1", verdict)], "disagreement": None} | further]}

    [difference] = document_differences(document("not_checked"), document("supports"))
    assert (difference.path, difference.after) == ("relations.evidence.verdict", "supports")
    assert [place for place, _row in difference.within] == [1, 2]
    assert difference_label(difference) == "Relations · launched Plan · evidence · s1 · verdict"
    assert told(document("supports"), document("supports", "Scheme")) == [
        ("relations.object.title.en", "Plan", "Scheme")
    ]
    readings = [{"value": value, "citations": [0]} for value in ("2023", "2024")]
    assert told(document("supports"), document("supports", disagreement=readings)) == [
        ("relations.disagreement", None, reading) for reading in readings
    ]


def test_readings_that_only_count_their_citations_anew_are_no_difference():
    before, after = ({"disagreements": {"launched": [{"value": "2023", "citations": [n]}]}} for n in (0, 1))
    assert told(before, after) == []


@pytest.mark.django_db
def test_a_record_that_is_not_public_would_show_everything():
    paths = {row.path for row in unpublished_differences(InitiativeFactory())}
    assert {"id", "title", "facts"} <= paths
    assert "format" not in paths


@pytest.mark.django_db
def test_a_published_record_differs_by_what_was_edited_since():
    record = InitiativeFactory(summary_en="One")
    publish(record=record, by=None, reason="r")
    assert unpublished_differences(record) == []
    record.summary_en = "Two"
    record.save()
    name = OtherNameFactory(record=record)
    assert unpublished_differences(record) == [
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
    assert unpublished_differences(relation.subject) == []
    publish(record=relation.object, by=None, reason="r")
    assert [row.path for row in unpublished_differences(relation.subject)] == ["relations"]


@pytest.mark.django_db
def test_after_a_withdrawal_everything_would_be_new():
    record = InitiativeFactory()
    publish(record=record, by=None, reason="r")
    withdraw(record=record, by=None, reason="r")
    assert "title" in {row.path for row in unpublished_differences(record)}


def test_a_figure_is_marked_as_a_whole():
    before, after = mark_changes("will provide 4.5 billion by 2023/24", "will provide 3.25 billion by 2024/25")
    assert [run.text for run in before if run.marked] == ["4.5", "2023/24"]
    assert [run.text for run in after if run.marked] == ["3.25", "2024/25"]
    before, after = mark_changes("投入1,200万元。", "投入1,300万元。")
    assert ([run.text for run in before if run.marked], [run.text for run in after if run.marked]) == (
        ["1,200"],
        ["1,300"],
    )
    before, _after = mark_changes("It ends. 5 follow", "It ends, 6 follow")
    assert [run.text for run in before if run.marked] == [".", "5"]


@pytest.mark.django_db
def test_the_reading_that_a_quote_was_taken_from_is_named_by_its_day_not_by_a_digest():
    body = Body.objects.create(sha256="a" * 64, size=1, stored_size=1)
    location = LocationFactory()
    for day in (12, 3):
        Snapshot.objects.create(
            location=location,
            body=body,
            taken_at=datetime(2026, 11, day, 9, tzinfo=UTC),
            url=location.url,
            http_status=200,
            packed=b"",
        )
    path = "evidence.launched.quoted_from"
    assert document_part_in_words("initiative", path, "a" * 64) == "page as read on 2026-11-03"
    assert document_part_in_words("initiative", path, "b" * 64) == "stored page bbbbbbbb"
    assert document_part_in_words("initiative", path, "") == ""
