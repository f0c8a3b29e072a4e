"""Two people merge at the same moment: one merge happens, the other is refused with a reason."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from observatory.publishing.merging.merge_records import AlreadyMerged, MergedRecords, merge_records
from observatory.publishing.merging.merge_sources import SourceAlreadyMerged, merge_sources
from observatory.records.models import MergedRecord, Record
from tests.factories import CitationFactory, OrganisationFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*actions):
    """Run the actions in threads that start together; return their results or exceptions in order."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            connection.ensure_connection()
            barrier.wait(10)
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_two_who_merge_a_record_into_two_others_one_is_told():
    record, one, other = OrganisationFactory.create_batch(3)
    CitationFactory(record=record, field="founded")
    made = together(
        lambda: merge_records(record=record, into=one, by=None, reason="Same"),
        lambda: merge_records(record=record, into=other, by=None, reason="Same"),
    )
    assert sorted(type(each) for each in made if not isinstance(each, MergedRecords)) == [AlreadyMerged]
    assert record.citations.count() == 0
    assert MergedRecord.objects.count() == 1


def test_merging_each_into_the_other_cannot_make_a_circle():
    one, other = OrganisationFactory.create_batch(2)
    made = together(
        lambda: merge_records(record=one, into=other, by=None, reason="Same"),
        lambda: merge_records(record=other, into=one, by=None, reason="Same"),
    )
    assert [type(each) for each in made if isinstance(each, Exception)] == [AlreadyMerged]
    assert Record.objects.filter(state=Record.State.WITHDRAWN).count() == 1


def test_of_two_who_merge_a_source_one_is_told():
    source, one, other = SourceFactory.create_batch(3)
    CitationFactory(source=source)
    made = together(
        lambda: merge_sources(source=source, into=one, by=None, reason="Same"),
        lambda: merge_sources(source=source, into=other, by=None, reason="Same"),
    )
    assert [type(each) for each in made if isinstance(each, Exception)] == [SourceAlreadyMerged]
    assert source.citations.count() == 0
