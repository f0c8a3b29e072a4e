import pytest

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish
from observatory.publishing.workflow import send_back, submit_for_review
from observatory.records.models import Record
from observatory.records.record_edits import mark_edited
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db


def state(record):
    return Record.objects.get(pk=record.pk).state


def test_a_draft_goes_to_review_and_back():
    draft, public = InitiativeFactory(), InitiativeFactory()
    publish(record=public, by=None, reason="r")
    assert submit_for_review(records=[draft, public]) == 1
    assert (state(draft), state(public)) == ("in_review", "published")
    assert send_back(records=[draft, public]) == 1
    assert state(draft) == "draft"


def test_an_edit_makes_a_draft_of_the_working_copy_and_leaves_what_is_public():
    record = InitiativeFactory()
    publish(record=record, by=None, reason="r")
    mark_edited(record=record, by=None)
    assert state(record) == "draft"
    assert Entry.objects.live().filter(record=record).exists()
