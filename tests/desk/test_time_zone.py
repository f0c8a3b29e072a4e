"""Times at the desk are in the zone of the institute (`TIME_ZONE`); readers and programs get UTC."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from observatory.publishing.models import Version
from observatory.publishing.record_publication import publish
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 11, 12, 18, 30, tzinfo=UTC)  # the next day in Shanghai


@pytest.fixture
def in_shanghai(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    timezone.get_default_timezone.cache_clear()
    yield
    timezone.get_default_timezone.cache_clear()


@pytest.fixture
def plan(in_shanghai):
    row = InitiativeFactory(title_en="Plan", slug="plan")
    with time_machine.travel(LATE, tick=False):
        publish(record=row, by=None, reason="First.")
    return row


def test_the_desk_shows_the_day_and_time_of_the_institute(curator, plan):
    page = curator.get(f"/admin/initiatives/initiative/{plan.pk}/history/").content.decode()
    assert "Nov. 13, 2026, 2:30 a.m." in page
    assert "Times: Asia/Shanghai" in page


def test_readers_get_the_day_in_utc(client, plan):
    page = client.get("/initiatives/plan/").content.decode()
    assert "12 Nov 2026" in page
    assert "13 Nov 2026" not in page
    assert client.get("/initiatives/plan/?as_of=2026-11-12").status_code == 200
    assert client.get("/initiatives/plan/?as_of=2026-11-11").status_code == 404


def test_programs_get_the_time_in_utc(client, plan):
    said = client.get(f"/api/v1/records/{plan.public_id}/").json()
    assert said["version"]["published_at"].startswith("2026-11-12T18:30:00")
    assert Version.objects.get(record=plan).published_at == LATE
