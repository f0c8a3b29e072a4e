"""`manage.py` on a machine where nothing runs."""

import os
from pathlib import Path

import pytest

from observatory.local import environment
from observatory.local.environment import needs_servers
from tests.local.conftest import processes_of

SHOW = "from django.db import connection as c; c.ensure_connection(); print(c.settings_dict['HOST'])"


def test_a_command_starts_the_servers_and_leaves_none(start, fresh):
    command = start("manage.py", "shell", "-v", "0", "-c", SHOW)
    output = command.communicate(timeout=60)[0]
    assert command.returncode == 0, output
    assert "/observatory-" in output
    assert processes_of(fresh["STATE_DIR"]) == []
    assert (Path(fresh["STATE_DIR"]) / "services" / "pgdata").is_dir()


@pytest.fixture
def _no_servers_named(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "VAR", tmp_path)
    for name in environment.NEEDED:
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("_no_servers_named")
@pytest.mark.parametrize("arguments", [["migrate", "--help"], ["-h"], ["help", "migrate"], ["collectstatic"], []])
def test_what_needs_no_database_starts_no_server(tmp_path, arguments):
    with environment.local_environment(arguments):
        assert {name: os.environ[name] for name in environment.NEEDED} == environment.NOWHERE
    assert not (tmp_path / "services").exists()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY: Shorter than"),
        ("DATABASE_URL", "mysql://u:hidden@127.0.0.1/x", "DATABASE_URL: Not a postgresql"),
        ("DATABASE_URL", "postgresql://u:hidden@127.0.0.1:1/x", "couldn't get a connection"),
    ],
)
def test_what_is_misconfigured_is_told_without_a_traceback(start, variable, value, said):
    servers = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": os.environ["REDIS_URL"]}
    command = start("manage.py", "monitor_status", DATABASE_WAIT="0.2", **servers | {variable: value})
    output = command.communicate(timeout=60)[0]
    assert command.returncode == 1
    assert said in output
    assert "Traceback" not in output
    assert "hidden" not in output


def test_named_servers_are_used_and_no_others_started(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/observatory")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    assert not needs_servers(["migrate"])
    monkeypatch.setenv("REDIS_URL", "")
    assert needs_servers(["migrate"])
