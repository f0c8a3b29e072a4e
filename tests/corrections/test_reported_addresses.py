"""The address of a report is read by the monitor, and its passage looked for, before a person looks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from observatory.corrections.models import Report
from observatory.corrections.report_actions import claim_unread_reports
from observatory.corrections.tasks import read_reported_addresses
from observatory.publishing.models import Version
from tests.monitoring.sites import LAW, Site, article
from tests.site.world import make_world
from tests.stored_rows import make_or_restore

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings):
    settings.OBSERVATORY_FETCH_ALLOW = "127.0.0.0/8"
    settings.OBSERVATORY_HOST_INTERVAL = 0
    settings.OBSERVATORY_TOTAL_TIMEOUT = 5
    settings.OBSERVATORY_FIRST_BYTE_TIMEOUT = 4
    settings.OBSERVATORY_READER_PROCESSES = 1
    with Site() as site:
        yield site


@pytest.fixture
def report(db):
    world = make_or_restore(make_world)
    version = Version.objects.get(record=world.plan, number=1)

    def make(address, passage=""):
        return Report.objects.create(
            record=world.plan,
            version=version,
            text="Wrong",
            language="en",
            address=address,
            passage=passage,
            reading="waiting",
        )

    return make


def read(row):
    assert read_reported_addresses() == 1
    row.refresh_from_db()
    assert row.reading == Report.Reading.DONE
    return row


def test_a_passage_that_is_there_is_found_with_its_context(site, report):
    site.pages["/law"] = article(*LAW)
    row = read(report(site.url("/law"), "within 90 days of acceptance"))
    assert (row.outcome, row.passage_state, row.page_title) == ("unchanged", "present", "Measures")
    assert row.found["passage"] == "within 90 days of acceptance"
    assert row.found["prefix"].endswith("certified centre ")


def test_other_words_are_told_from_the_same(site, report):
    site.pages["/law"] = article(*LAW)
    row = read(report(site.url("/law"), "shall deposit their data in a certified centre within 30 days of acceptance"))
    assert row.passage_state == "altered"
    assert read(report(site.url("/law"), "The moon is made of green cheese.")).passage_state == "never_found"


def test_a_page_without_a_passage_is_only_read(site, report):
    site.pages["/law"] = article(*LAW)
    row = read(report(site.url("/law")))
    assert (row.outcome, row.passage_state) == ("unchanged", "")


@pytest.mark.parametrize(("status", "outcome"), [(404, "not_found"), (500, "server_error"), (410, "gone")])
def test_a_page_that_cannot_be_read_says_why(site, report, status, outcome):
    site.pages["/law"] = (status, b"<html><body>No.</body></html>", {"Content-Type": "text/html"})
    assert read(report(site.url("/law"), "words")).outcome == outcome


def test_robots_txt_is_respected(site, report):
    site.pages["/robots.txt"] = (200, b"User-agent: *\nDisallow: /\n", {"Content-Type": "text/plain"})
    site.pages["/law"] = article(*LAW)
    assert read(report(site.url("/law"))).outcome == "robots_disallowed"


def test_private_addresses_are_not_visited(report, settings):
    settings.OBSERVATORY_FETCH_ALLOW = ""
    assert read(report("http://127.0.0.1:1/secret")).outcome == "forbidden_address"
    assert read(report("http://169.254.169.254/latest/meta-data/")).outcome == "forbidden_address"


def test_a_reading_whose_worker_was_stopped_is_taken_up_again(report):
    row = report("https://a.example/")
    assert claim_unread_reports(limit=5) == [row]
    assert claim_unread_reports(limit=5) == []
    Report.objects.update(read_at=timezone.now() - timedelta(minutes=11))
    assert claim_unread_reports(limit=5) == [row]
