"""Open and save a record with 200 citations: processor time and queries."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.records.admin_urls import admin_record_url
from observatory.sources.models import Citation
from tests.desk.browser_form import form_values
from tests.desk.conftest import *  # noqa: F403 - people with a role
from tests.factories import InitiativeFactory, SourceFactory

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
STATEMENTS = ["launched", "period", "title", "summary", "objectives", "participation"]


def test_two_hundred_citations(curator):
    plan, sources = InitiativeFactory(), [SourceFactory() for _ in range(20)]
    Citation.objects.bulk_create(
        Citation(
            record=plan,
            field=STATEMENTS[number % 6],
            source=sources[number % 20],
            locator=f"p. {number}",
            quote="Twenty words of a passage.",
        )
        for number in range(200)
    )
    address = admin_record_url(plan)
    curator.get(address)  # templates are compiled
    page = measured("open", lambda: curator.get(address))
    print(f"size of the page: {len(page.content):,} bytes")
    measured("open again", lambda: curator.get(address))
    for words, change in (
        ("save a changed summary", {"summary_en": "Changed."}),
        ("save a changed citation", {"citations-150-note_en": "Seen."}),
    ):
        data = form_values(curator.get(address)) | change
        assert measured(words, lambda data=data: curator.post(address, data)).status_code == 302


def measured(words: str, act):
    started, clock = time.process_time(), time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        done = act()
    used, took = time.process_time() - started, time.perf_counter() - clock
    print(f"{words}: {used:.2f} s of processor time, {took:.2f} s, {len(seen)} queries")
    return done
