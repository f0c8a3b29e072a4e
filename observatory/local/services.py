"""Use the embedded servers for a while: start them if they are not running, share them if they are."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from observatory.local.server_daemon import START_SECONDS, STOP_SECONDS, DaemonReport
from observatory.local.servers import ServerError, explain_failure

POLL_SECONDS = 0.02
_keepers: list[subprocess.Popen[bytes]] = []  # daemons to wait for, in addition to the one that the block started
PROJECT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def embedded_services(state: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Keep the embedded servers with their data under `state` running while the block runs.

    Yields the variables DATABASE_URL and REDIS_URL. On leaving, waits until the servers have stopped, unless somebody
    else still uses them. Raises ServerError, with the reason and the remedy, if they cannot be started.
    """
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        users = (state / "users.lock").open("a")
    except OSError as error:
        raise ServerError(
            f"{state} cannot be written ({error.strerror}). It belongs to the user who first started the servers."
        ) from None
    keeper = None
    try:
        with users:
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while a daemon is stopping
            addresses, keeper = _start(state, durable=durable)
            yield addresses
    finally:
        _wait_until_stopped(state)
        for each in [*_keepers, *([keeper] if keeper else [])]:
            if each.poll() is not None or not is_daemon_running(state):
                each.wait()


def restart_servers(state: Path, check: Callable[[], None]) -> dict[str, str]:
    """Restart the servers inside an `embedded_services` block, after their daemon was killed.

    `check` is called while waiting and may raise. Returns the addresses; raises ServerError if they do not start.
    """
    addresses, keeper = _start(state, durable=True, check=check)
    if keeper:
        _keepers.append(keeper)
    return addresses


def is_daemon_running(state: Path) -> bool:
    """Return whether a daemon is running for this folder."""
    return not _can_lock(state / "keeper.lock", fcntl.LOCK_SH)


def read_daemon_report(state: Path) -> DaemonReport:
    """Return the last report of the daemon, even if it has ended since."""
    try:
        return DaemonReport(**json.loads((state / "services.json").read_text()))
    except FileNotFoundError:
        return DaemonReport()


def _start(
    state: Path, *, durable: bool, check: Callable[[], None] = lambda: None
) -> tuple[dict[str, str], subprocess.Popen[bytes] | None]:
    """Return the addresses of the running servers, and their daemon if it is our child.

    Several commands may start at the same time: one daemon wins, the others exit with 0.
    """
    deadline = time.monotonic() + START_SECONDS + 5
    keeper: subprocess.Popen[bytes] | None = None
    while time.monotonic() < deadline:
        check()
        up, told = is_daemon_running(state), read_daemon_report(state)
        if up and told.addresses and _lives(told.keeper):
            return told.addresses, keeper
        if keeper and keeper.poll():
            if told.keeper == keeper.pid and told.error:
                raise ServerError(told.error)
            why = explain_failure((state / "keeper.log").read_text(), state)  # it could not even write its report
            raise ServerError(f"The embedded servers did not start: {why} (log: {state}/keeper.log)")
        if not up and (keeper is None or keeper.poll() == 0):
            keeper = _spawn(state, durable=durable)
        time.sleep(POLL_SECONDS)
    raise ServerError(f"The embedded servers did not start within {START_SECONDS} s: see the logs in {state}.")


def _spawn(state: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "observatory.local.server_daemon",
        str(state),
        "durable" if durable else "volatile",
    ]
    with (state / "keeper.log").open("wb") as log:
        # A session of its own: Ctrl-C must not reach the servers before the command that uses them has ended.
        return subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _wait_until_stopped(state: Path) -> None:
    deadline = time.monotonic() + STOP_SECONDS + 5
    while is_daemon_running(state) and time.monotonic() < deadline:
        if not _can_lock(state / "users.lock", fcntl.LOCK_EX) and _can_lock(state / "users.lock", fcntl.LOCK_SH):
            return  # another process has the shared lock; a stopping daemon has the exclusive one
        time.sleep(POLL_SECONDS)


def _can_lock(path: Path, how: int) -> bool:
    try:
        file: IO[str] = path.open("a")
    except OSError:
        return False
    with file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
