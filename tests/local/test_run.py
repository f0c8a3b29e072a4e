"""`make run`: refusals are quick and one line long; the whole way up and down is one test, marked slow."""

import os
import re
import signal
import socket
import stat
import urllib.request
from pathlib import Path

import pytest

from tests.local.conftest import processes_of

RUN = ("-m", "observatory.local.run")


def refusal(process) -> str:
    """What a command that must not start says: exactly one line that begins with the word error."""
    output = process.communicate(timeout=60)[0]
    assert process.returncode == 1
    complaints = [line for line in output.splitlines() if "rror" in line]
    assert len(complaints) == 1, output
    assert "Traceback" not in output
    return complaints[0]


def read_until(process, text: str) -> str:
    output = ""
    for line in process.stdout:
        output += line
        if text in line:
            return output
    pytest.fail(f"{text!r} never came:\n{output}")


def test_a_port_in_use_is_refused(start):
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert f"Port {taken} is in use" in refusal(start(*RUN, PORT=str(taken)))


@pytest.mark.parametrize("port", ["eight", "0", "65536"])
def test_a_port_that_is_none_is_refused(start, port):
    assert "PORT must be a number from 1 to 65535" in refusal(start(*RUN, PORT=port))


def test_an_unreachable_database_is_refused(start, free_port):
    named = {"DATABASE_URL": "postgresql://me:hidden@127.0.0.1:1/observatory", "REDIS_URL": "redis://127.0.0.1:1/0"}
    said = refusal(start(*RUN, PORT=free_port, **named))
    assert "The database cannot be reached" in said
    assert "Check DATABASE_URL" in said
    assert "hidden" not in said


def test_an_unreachable_redis_is_refused(start, free_port):
    named = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": "redis://127.0.0.1:1/0"}
    assert "Check REDIS_URL" in refusal(start(*RUN, PORT=free_port, **named))


def test_a_state_folder_that_is_a_file_is_refused(start, fresh, free_port):
    Path(fresh["STATE_DIR"]).write_text("in the way")
    assert "var" in refusal(start(*RUN, PORT=free_port))


@pytest.mark.slow
def test_a_site_runs_stops_without_trace_and_comes_back_with_its_data(start, fresh, free_port):
    state = Path(fresh["STATE_DIR"])
    first = start(*RUN, PORT=free_port, STATIC_FROM_SOURCE="false")
    said = read_until(first, "Ctrl-C stops everything")
    password = re.search(r"password: (\S+)", said).group(1)
    assert (state / "demo_password").read_text() == password
    assert stat.S_IMODE((state / "demo_password").stat().st_mode) == 0o600
    assert urllib.request.urlopen(f"http://127.0.0.1:{free_port}/healthz").read() == b"alive"

    assert "runs already" in refusal(start(*RUN, PORT="8001"))

    count = start(
        "manage.py",
        "shell",
        "-v",
        "0",
        "-c",
        "from django.contrib.auth.models import User; print(User.objects.count())",
    )
    assert count.communicate()[0].strip() == "3"

    os.kill(first.pid, signal.SIGINT)
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert processes_of(state) == []

    second = start(*RUN, PORT=free_port, STATIC_FROM_SOURCE="false")
    said = read_until(second, "Ctrl-C stops everything")
    assert "Accounts:" not in said
    assert "Static files:" not in said
    assert "loading and publishing" not in said
    second.terminate()
    second.communicate(timeout=60)
    assert processes_of(state) == []
