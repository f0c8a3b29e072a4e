"""Metrics for Prometheus, for permitted networks only."""

import os
import tomllib
from multiprocessing import get_context

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from observatory import __version__
from observatory.local import PROJECT
from observatory.monitoring.models import Check, Watch
from observatory.operations import metrics, request_counts
from observatory.operations.heartbeats import write_heartbeat
from tests.factories import InitiativeFactory, LocationFactory
from tests.read_settings import PRODUCTION, read_settings, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counts(settings, tmp_path, monkeypatch):
    """Requests counted from nothing, in a folder of this test."""
    settings.STATE_DIR = tmp_path
    fresh = request_counts.RequestCounter()
    for module in ("observatory.operations.request_counts", "observatory.operations.metrics"):
        monkeypatch.setattr(f"{module}.REQUESTS", fresh)
    return fresh


def read(client, **headers) -> dict:
    """Return the figures by name and values of labels, these in the order of the labels' names."""
    response = client.get("/metrics", **headers)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    samples = [
        sample for family in text_string_to_metric_families(response.content.decode()) for sample in family.samples
    ]
    return {
        (sample.name, *(value for _label, value in sorted(sample.labels.items()))): sample.value for sample in samples
    }


def test_the_figures_are_those_of_the_site(client, world):
    InitiativeFactory(state="draft")
    location = LocationFactory()
    Watch.objects.create(location=location, next_check_at=timezone.now())
    Check.objects.create(location=location, at=timezone.now(), outcome="changed", health="ok")
    write_heartbeat("beat")
    found = read(client)
    assert found["observatory_records_public",] == 5
    assert found["observatory_records", "draft"] == 1
    assert found["observatory_locations_due",] == 1
    assert found["observatory_checks_last_hour", "changed"] == 1
    assert found["observatory_part_ok", "database"] == found["observatory_part_ok", "beat"] == 1
    assert found["observatory_process_silent_seconds", "beat"] < 60
    assert found["observatory_disk_free_bytes", "STATE_DIR"] > 0
    assert found["observatory_database_size_bytes",] > 0
    assert found["observatory_build_info", __version__] == 1
    assert ("observatory_queue_length",) in found
    assert ("observatory_changes_open",) in found


def test_figures_can_be_read_without_database_and_redis(client, no_redis):
    def refuse(*args):
        raise OperationalError

    with connection.execute_wrapper(refuse):
        found = read(client)
    assert found["observatory_part_ok", "database"] == found["observatory_part_ok", "redis"] == 0


@pytest.mark.parametrize(
    ("address", "forwarded", "behind_proxy", "allow", "status"),
    [
        ("127.0.0.1", "", False, None, 200),
        ("::1", "", False, None, 200),
        ("::ffff:127.0.0.1", "", False, None, 200),
        ("203.0.113.7", "", False, None, 404),
        ("", "", False, None, 404),
        ("203.0.113.7", "127.0.0.1", False, None, 404),
        ("127.0.0.1", "203.0.113.7", False, None, 404),
        ("10.0.0.1", "127.0.0.1, 203.0.113.7", True, None, 404),
        ("10.0.0.1", "203.0.113.7, 127.0.0.1", True, None, 200),
        ("10.0.0.9", "", True, ["10.0.0.0/8"], 200),
        ("10.0.0.9", "", False, [], 404),
    ],
)
def test_figures_are_for_allowed_networks(client, settings, address, forwarded, behind_proxy, allow, status):
    settings.BEHIND_PROXY = behind_proxy
    settings.METRICS_ALLOW = settings.METRICS_ALLOW if allow is None else allow
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client.get("/metrics", REMOTE_ADDR=address, **headers).status_code == status


def test_answers_are_counted_by_view(client, world):
    client.get("/about/")
    client.get("/about/")
    client.get("/zh-hans/initiatives/")
    client.get("/no/such/page/")
    client.get("/api/v1/initiatives/")
    client.generic("BREW", "/about/")
    found = read(client)
    assert found["observatory_http_requests_total", "GET", "200", "AboutPage"] == 2
    assert found["observatory_http_requests_total", "other", "405", "AboutPage"] == 1
    assert found["observatory_http_requests_total", "GET", "200", "InitiativeViewSet.list"] == 1
    assert found["observatory_http_request_duration_seconds_count", "AboutPage"] == 3
    assert found["observatory_http_request_duration_seconds_bucket", "+Inf", "AboutPage"] == 3
    assert found["observatory_http_requests_total", "GET", "404", "none"] == 1


def count_an_answer() -> None:
    request_counts.RequestCounter().add("About", "GET", 200, 0.02)


def test_the_processes_of_one_server_count_together(client, counts, tmp_path):
    """Two children of this process, as two web processes are of their server, count an answer each."""
    web_processes = [get_context("fork").Process(target=count_an_answer) for _ in range(2)]
    for each in web_processes:
        each.start()
    for each in web_processes:
        each.join()
        assert each.exitcode == 0
    (folder,) = (tmp_path / "requests").iterdir()
    assert f"-{os.getpid()}-" in folder.name
    assert len(list(folder.glob("*.json"))) == 2
    found = request_counts.RequestCounts()
    for path in folder.glob("*.json"):
        found.merge(request_counts.RequestCounts.from_json(path.read_bytes()))
    assert found.answers == {("About", "GET", 200): 2}
    assert sum(found.durations["About"]) == 2


def test_what_a_brother_wrote_is_added(counts):
    counts.add("About", "GET", 200, 0.2)
    (path,) = request_counts._folder().glob("*.json")
    (path.parent / "1.json").write_bytes(path.read_bytes())
    (path.parent / "2.json").write_text("cut off")
    assert counts.total().answers == {("About", "GET", 200): 2}
    assert b'view="About"' in metrics.metrics_text()


def test_without_room_for_the_file_answers_are_given_all_the_same(client, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.STATE_DIR = tmp_path / "file"
    assert client.get("/about/").status_code == 200


def test_the_version_is_that_of_the_package():
    assert tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"] == __version__


def test_a_network_that_is_none_is_refused():
    assert "METRICS_ALLOW" in refusal(**PRODUCTION, METRICS_ALLOW="10.0.0.1/8")
    told = read_settings(**PRODUCTION, METRICS_ALLOW="10.0.0.0/8,fd00::/8")
    assert told["METRICS_ALLOW"] == ["10.0.0.0/8", "fd00::/8"]
