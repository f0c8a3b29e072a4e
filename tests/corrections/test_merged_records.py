"""Reports about a record that is merged into another: those that wait go along, and their pages still work."""

import pytest

from observatory.corrections.models import Report
from observatory.corrections.report_actions import decide_report
from observatory.publishing.merging.merge_records import merge_records
from observatory.publishing.merging.undo_merge import undo_merge
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import InitiativeFactory, UserFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def pair():
    into, record = InitiativeFactory(title_en="National plan"), InitiativeFactory(title_en="The National Plan")
    for row in (into, record, into):
        publish(record=row, by=None, reason="First.")
    return into, record


def report(record, text: str = "It began in April.") -> Report:
    version = record.versions.order_by("number").first()
    return Report.objects.create(record=record, version=version, text=text, language="en")


def accept(row: Report, **named) -> Report:
    values = {"state": "accepted", "answer_en": "Right.", "answer_zh_hans": "", "by": UserFactory()} | named
    return decide_report(report=row, **values)


def test_a_report_that_waits_goes_along_and_comes_back(pair, reviewer, client):
    into, record = pair
    row, user = report(record), UserFactory()
    merge_records(record=record, into=into, by=user, reason="Entered twice")
    row.refresh_from_db()
    assert row.record_id == into.pk
    page = reviewer.get(f"/admin/corrections/report/{row.pk}/change/").content.decode()
    assert f"/r/{record.public_id}/1" in page
    assert "The National Plan" in client.get(f"/reports/{row.token}/").content.decode()
    accept(row)
    publish(record=into, by=user, reason="Corrected.")
    for address in (f"/reports/{row.token}/", "/corrections/"):
        assert f"/initiatives/{into.slug}/" in client.get(address).content.decode()


def test_undoing_the_merge_gives_the_report_back(pair):
    into, record = pair
    row, user = report(record), UserFactory()
    merge_records(record=record, into=into, by=user, reason="Entered twice")
    undo_merge(record=record, by=user, reason="They are two.")
    row.refresh_from_db()
    assert row.record_id == record.pk


def test_a_report_whose_correction_is_public_stays_with_the_version_that_corrected_it(pair, client):
    into, record = pair
    user = UserFactory()
    named, next_one = report(record), report(record)
    record.summary_en = "It began in April."
    record.save()
    accept(next_one)
    version = publish(record=record, by=user, reason="Corrected.").version
    accept(named, corrected_in=version)
    merge_records(record=record, into=into, by=user, reason="Entered twice")
    assert {row.record_id for row in Report.objects.all()} == {record.pk}
    for row in (named, next_one):
        assert client.get(f"/reports/{row.token}/").status_code == 200


def test_the_sender_sees_the_report_of_a_record_merged_into_one_that_was_never_public(pair, client):
    _into, record = pair
    row, draft = report(record), InitiativeFactory(title_en="A draft")
    withdraw(record=record, by=None, reason="Not ours.")
    merge_records(record=record, into=draft, by=UserFactory(), reason="Entered twice")
    row.refresh_from_db()
    assert row.record_id == draft.pk
    assert "The National Plan" in client.get(f"/reports/{row.token}/").content.decode()
