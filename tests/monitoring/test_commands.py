"""The commands, as they are called: their output, their errors, their settings."""

import io
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from observatory.monitoring.conf import check_configuration, conf
from observatory.monitoring.models import Watch
from observatory.sources.models import Location

from .sites import LAW, article, location

KEYS = {"url", "final_url", "outcome", "health", "http_status", "content_type", "charset", "title", "bytes"}
KEYS |= {"duration_ms", "redirects", "retry_after", "proposed_url", "change", "error"}


def lines(*arguments: str) -> list[dict]:
    out = io.StringIO()
    call_command("check_sources", *arguments, "--json", stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db(transaction=True)
def test_an_address_outside_the_catalogue_is_kept_and_compared_the_second_time(site):
    url = site.url("/law")
    site.pages["/law"] = article(*LAW)
    (first,) = lines("--url", url, "--text")
    site.pages["/law"] = article(*LAW[:5], "Article 5. The Ministry shall not inspect any centre before 2031.")
    (second,) = lines("--url", url)
    assert set(first) == KEYS | {"text"}
    assert set(second) == KEYS
    assert (first["outcome"], first["title"], first["charset"]) == ("new", "Measures", "utf-8")
    assert (first["change"], first["http_status"], first["health"]) == (None, 200, "ok")
    assert LAW[2] in first["text"]
    assert second["outcome"] == "changed"
    assert second["change"]["verdict"] == "content"
    assert 0 < second["change"]["score"] < 0.5
    assert "2031" in second["change"]["added"][0]
    assert "every two years" in second["change"]["removed"][0]
    assert Location.objects.get(url=url).source is None


@pytest.mark.django_db(transaction=True)
def test_an_unchanged_page_still_says_what_it_is(site):
    site.pages["/law"] = article(*LAW)
    lines("--url", site.url("/law"))
    (again,) = lines("--url", site.url("/law"), "--text")
    assert (again["outcome"], again["title"], again["change"]) == ("unchanged", "Measures", None)
    assert LAW[3] in again["text"]


@pytest.mark.django_db(transaction=True)
def test_a_file_of_addresses_is_visited_with_bad_ones_named(site, tmp_path):
    site.pages["/law"] = article(*LAW)
    file = tmp_path / "urls.txt"
    file.write_text(f"# a comment\n{site.url('/law')}\n\nftp://example.org/x\n{site.url('/absent')}\nhttp://[bad\n")
    found = {line["url"]: line for line in lines("--urls-file", str(file))}
    assert {url: line["outcome"] for url, line in found.items()} == {
        site.url("/law"): "new",
        "ftp://example.org/x": "invalid_url",
        site.url("/absent"): "not_found",
        "http://[bad": "invalid_url",
    }
    assert all(set(line) == KEYS for line in found.values())


@pytest.mark.django_db(transaction=True)
def test_due_and_all_visit_what_the_catalogue_watches(site):
    site.pages["/law"] = article(*LAW)
    location(site.url("/law"))
    location(site.url("/unwatched"), monitored=False)
    assert [line["outcome"] for line in lines()] == ["new"]
    assert lines("--due") == []
    assert [line["outcome"] for line in lines("--all")] == ["unchanged"]
    out = io.StringIO()
    call_command("monitor_status", "--json", stdout=out)
    status = json.loads(out.getvalue())
    assert (status["watched"], status["due"], status["health"]) == (1, 0, {"ok": 1})
    call_command("monitor_status", stdout=out)
    assert Watch.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--url", "http://x.org", "--text"], "--json"),
        (["--urls-file", "/nonexistent/file"], "cannot be read"),
        (["--url", "http://x.org", "--all"], "not allowed"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("check_sources", *arguments, stdout=io.StringIO())


# --- Settings ---------------------------------------------------------------------------------------------------------


def test_settings_come_from_the_environment_and_are_typed(monkeypatch):
    monkeypatch.setenv("OBSERVATORY_HOST_INTERVAL", "2.5")
    monkeypatch.setenv("OBSERVATORY_FETCH_ALLOW", "10.0.0.0/8, localhost:8000")
    found = conf()
    assert found.host_interval == 2.5
    assert found.allowance.endpoints == {("localhost", 8000)}
    assert "+http" in found.user_agent


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("OBSERVATORY_HOST_INTERVAL", "soon", "not a number"),
        ("OBSERVATORY_MAX_BODY_BYTES", "-1", "must be 0 or a positive number"),
        ("OBSERVATORY_TOTAL_TIMEOUT", "nan", "must be 0 or a positive number"),
        ("OBSERVATORY_FETCH_ALLOW", "everything", "neither a network"),
        ("OBSERVATORY_FETCH_ALLOW_CONFIRMED", "maybe", "must be true or false"),
        ("OBSERVATORY_PROXY", "proxy:3128", "http://host:port"),
    ],
)
def test_a_wrong_setting_is_named_by_the_system_check(monkeypatch, name, value, message):
    monkeypatch.setenv(name, value)
    (error,) = check_configuration()
    assert name in error.msg
    assert message in error.msg


def test_private_networks_are_opened_on_a_public_site_only_when_confirmed(settings, monkeypatch):
    settings.HTTPS = True
    monkeypatch.setenv("OBSERVATORY_FETCH_ALLOW", "10.0.0.0/8")
    with pytest.raises(ImproperlyConfigured, match="CONFIRMED"):
        conf()
    monkeypatch.setenv("OBSERVATORY_FETCH_ALLOW_CONFIRMED", "true")
    assert conf().allowance
