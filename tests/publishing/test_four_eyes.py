"""Who edited a record since it was published, and the rule that somebody else publishes it."""

import pytest

from observatory.publishing.models import Entry
from observatory.publishing.publication_refusals import OwnEdits
from observatory.publishing.record_publication import publish, publish_many
from observatory.publishing.workflow import send_back, submit_for_review
from observatory.records.models import Record
from observatory.records.record_edits import mark_edited
from observatory.sources.verdicts import give_verdict
from tests.factories import CitationFactory, InitiativeFactory, UserFactory

pytestmark = pytest.mark.django_db


def editors(record) -> list[int]:
    return Record.objects.get(pk=record.pk).edited_by


def test_each_editor_is_kept_once_until_the_record_is_published():
    plan, one, other = InitiativeFactory(), UserFactory(), UserFactory()
    for by in (one, other, one, None):
        mark_edited(record=plan, by=by)
    assert editors(plan) == [one.pk, other.pk]
    publish(record=plan, by=None, reason="First.")
    assert editors(plan) == []


def test_whoever_gives_a_verdict_is_an_editor_too():
    citation, by = CitationFactory(), UserFactory()
    give_verdict(citation=citation, verdict="supports", by=by)
    assert editors(citation.record) == [by.pk]


def test_nobody_publishes_what_they_edited_where_the_rule_is_set(settings):
    settings.FOUR_EYES = True
    plan, other, editor, reviewer = InitiativeFactory(), InitiativeFactory(), UserFactory(), UserFactory()
    mark_edited(record=plan, by=editor)
    with pytest.raises(OwnEdits) as refused:
        publish_many(records=[other, plan], by=editor, reason="Mine.")
    assert [*refused.value.titles] == [plan.pk]
    assert not Entry.objects.exists()
    assert publish(record=plan, by=reviewer, reason="Read by another.").created
    assert publish(record=other, by=editor, reason="Not mine.").created


def test_without_the_rule_and_for_the_operator_nothing_is_refused(settings):
    plan, editor = InitiativeFactory(), UserFactory()
    mark_edited(record=plan, by=editor)
    assert publish(record=plan, by=editor, reason="Mine.").created
    settings.FOUR_EYES = True
    mark_edited(record=plan, by=editor)
    assert publish(record=plan, by=None, reason="Loaded.")


def test_a_record_that_was_sent_back_is_returned_until_it_is_submitted_again():
    plan = InitiativeFactory()
    submit_for_review(records=[plan])
    send_back(records=[plan])
    assert Record.objects.get(pk=plan.pk).returned
    mark_edited(record=plan, by=UserFactory())
    assert Record.objects.get(pk=plan.pk).returned
    submit_for_review(records=[plan])
    assert not Record.objects.get(pk=plan.pk).returned
