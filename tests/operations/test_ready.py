"""`/healthz` reports whether the process is running, `/readyz` whether the site works."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from observatory.monitoring.changes.change_actions import request_visits
from observatory.monitoring.models import Watch
from observatory.operations import readiness
from observatory.operations.heartbeats import last_heartbeats, write_heartbeat
from observatory.operations.models import Heartbeat
from observatory.operations.tasks import write_worker_heartbeat
from tests.factories import LocationFactory

pytestmark = pytest.mark.django_db


def refuse(*args):
    raise OperationalError("nobody listens")


@pytest.fixture
def running():
    """Beat and worker have just shown that they live."""
    write_heartbeat(Heartbeat.Process.BEAT)
    write_worker_heartbeat()


def age(process: str, **by):
    """Let the last sign of life of a process be so long ago."""
    rows = Heartbeat.objects.filter(process=process)
    rows.update(at=rows.get().at - timedelta(**by))


def ready(client, query="", status=200):
    response = client.get(f"/readyz{query}")
    assert response.status_code == status, response.content
    assert response["Cache-Control"] == "no-store"
    return response.json()


def test_a_process_lives_without_database_and_redis(client, no_redis):
    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"alive", "no-store")


def test_a_site_that_does_its_work_is_ready(client, running):
    told = ready(client)
    assert (told["ready"], told["reasons"]) == (True, [])
    assert set(told["parts"]) == set(readiness.ALL)


def test_signs_of_life_are_one_row_a_process(running):
    write_heartbeat(Heartbeat.Process.BEAT)
    assert set(last_heartbeats()) == {"beat", "worker"}
    assert all(0 <= last.seconds < 60 for last in last_heartbeats().values())


@pytest.mark.parametrize("process", ["beat", "worker"])
def test_three_minutes_after_its_last_sign_of_life_a_process_is_missed(client, running, process):
    age(process, minutes=3)
    told = ready(client, status=503)
    assert [name for name, part in told["parts"].items() if not part["ok"]] == [process]
    assert f"No sign of life from {process} since" in told["reasons"][0]
    assert f"docker compose up --detach {process}" in told["reasons"][0]
    assert ready(client, "?only=web")["ready"]


def test_before_anything_ran_beat_is_missed(client):
    assert "No sign of life from beat yet" in ready(client, status=503)["reasons"][0]


def test_without_the_database_the_reason_is_the_database(client, running):
    with connection.execute_wrapper(refuse):
        for query in ("", "?only=web", "?only=beat"):
            told = ready(client, query, 503)
            assert told["reasons"][0].startswith("The database is not responding.")
            assert "beat" not in told["parts"]


def test_without_redis_the_web_is_ready_and_the_site_is_not(client, running, no_redis):
    assert ready(client, "?only=web")["ready"]
    told = ready(client, status=503)
    assert not told["parts"]["redis"]["ok"]
    assert "Pages and API work" in told["reasons"][0]


def test_a_migration_that_is_missing_is_named(client, running):
    MigrationRecorder(connection).record_unapplied("operations", "0001_initial")
    for query in ("", "?only=web", "?only=beat"):
        told = ready(client, query, 503)
        assert "operations.0001_initial" in told["reasons"][0]
        assert "manage.py prepare" in told["reasons"][0]
        assert "beat" not in told["parts"]  # its table may be what is missing


def test_what_the_desk_says_costs_a_few_queries(running, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        assert readiness.failing_components() == []


def test_a_location_that_waits_for_more_than_a_day_is_a_reason(client, running):
    now = timezone.now()
    watch = Watch.objects.create(location=LocationFactory(), next_check_at=now - timedelta(hours=2))
    assert ready(client)["parts"]["backlog"]["state"].startswith("1 location is due since")
    Watch.objects.filter(pk=watch.pk).update(next_check_at=now - timedelta(days=2))
    assert not ready(client, status=503)["parts"]["backlog"]["ok"]
    request_visits(locations=[watch.location], by=None)
    assert ready(client)["parts"]["backlog"]["ok"]  # asked for just now, it has not waited long


def test_a_full_disk_is_a_reason(client, running, settings):
    settings.DISK_FREE_MB = 10**9
    assert "STATE_DIR" in ready(client, status=503)["parts"]["disk"]["state"]


def test_free_space_is_told_of_a_folder_that_is_not_made_yet(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "not" / "yet"
    assert readiness.free_bytes()["MEDIA_ROOT"] > 0


def test_some_parts_can_be_asked_for(client, running):
    assert set(ready(client, "?only=beat,disk")["parts"]) == {"beat", "disk"}
    assert "beat, worker" in ready(client, "?only=nonsense", 400)["error"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_it_can_be_asked_over_plain_http_from_inside(client, running, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address).status_code == 200
    assert client.get("/about/").status_code == 301


def test_the_desk_says_in_red_what_is_silent_and_what_to_do(admin_client, running):
    assert "alarms" not in admin_client.get("/admin/").content.decode()
    age("worker", minutes=5)
    page = admin_client.get("/admin/").content.decode()
    assert 'class="alarms" role="alert"' in page
    assert "No sign of life from worker since" in page
    assert "docker compose logs worker" in page
    assert "没有任何来源在接受检查" in admin_client.get("/zh-hans/admin/").content.decode()
