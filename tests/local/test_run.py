"""`make run`: errors are quick and one line long; a complete start and stop is one test, marked slow."""

import json
import os
import re
import signal
import socket
import stat
import time
import urllib.request
from contextlib import suppress
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

    assert "already running" in refusal(start(*RUN, PORT="8001"))

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


def child_of(parent: int, program: str) -> int:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if fields[1] == str(parent) and program in command and fields[0] != "Z":
            return int(folder.name)
    pytest.fail(f"{program} does not run")


def answers(port: str, path: str) -> bool:
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20).status == 200
    except OSError:
        return False


def wait_until_it_answers(port: str) -> None:
    deadline = time.monotonic() + 60
    while not (answers(port, "/healthz") and answers(port, "/search/?q=plan")):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def taken(port: str) -> socket.socket:
    """Listen on a port as soon as the processes of a killed web server have left it."""
    for _ in range(100):
        with suppress(OSError):
            return socket.create_server(("127.0.0.1", int(port)))
        time.sleep(0.01)
    return pytest.fail("The port was not left")


@pytest.mark.slow
def test_what_is_killed_is_started_again_and_what_cannot_start_ends_the_site(start, fresh, free_port):
    state = Path(fresh["STATE_DIR"])
    site = start(*RUN, PORT=free_port, STATIC_FROM_SOURCE="true")
    read_until(site, "Ctrl-C stops everything")
    keeper = json.loads((state / "services" / "services.json").read_text())["keeper"]
    for parent, program, name in [
        (site.pid, " beat ", "The clock (beat)"),
        (site.pid, " worker ", "The worker"),
        (site.pid, "observatory.prefork", "The web server"),
        (keeper, "valkey-server", "Valkey"),
        (keeper, "bin/postgres", "PostgreSQL"),
    ]:
        os.kill(child_of(parent, program), signal.SIGKILL)
        read_until(site, f"{name} stopped (signal 9); restarting in 1 s")
        read_until(site, f"{name} was restarted.")
        wait_until_it_answers(free_port)
    os.kill(keeper, signal.SIGKILL)
    read_until(site, "PostgreSQL and Valkey were restarted")
    wait_until_it_answers(free_port)

    os.kill(child_of(site.pid, "observatory.prefork"), signal.SIGKILL)
    read_until(site, "The web server stopped (signal 9)")
    with taken(free_port):
        said = site.communicate(timeout=60)[0]
    assert f"cannot listen on 127.0.0.1, port {free_port}: the port is in use" in said
    assert "error: The web server cannot start (its messages are above). The site has stopped." in said
    assert site.returncode == 1
    assert processes_of(state) == []
