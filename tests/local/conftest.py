import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from observatory.local import PROJECT

SERVERS = ("DATABASE_URL", "REDIS_URL")


@pytest.fixture
def fresh(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine on which nothing of ours ran yet: no servers, and a new folder for all."""
    return {name: value for name, value in os.environ.items() if name not in SERVERS} | {
        "STATE_DIR": str(tmp_path / "var")
    }


@pytest.fixture
def start(fresh: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a Python command in the project's folder; it is killed at the end if it still runs."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **extra: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=fresh | extra,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


@pytest.fixture
def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def processes_of(state: Path | str) -> list[str]:
    """Command lines of the processes that work for a state folder or were started with its name, zombies left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + b"\0" + (folder / "environ").read_bytes()
        except OSError:
            continue
        if str(state).encode() in words and folder.name != str(os.getpid()):
            found.append(words.split(b"\0\0")[0].replace(b"\0", b" ").decode())
    return found
