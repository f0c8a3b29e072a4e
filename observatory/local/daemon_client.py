"""Use the embedded servers for a while: start their daemon if it is not running, share it if it is, and, in `make
run`, report its messages and restart it when it was killed.
"""

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

from observatory.local import PROJECT
from observatory.local.postgres_and_valkey import ServerError, explain_failure
from observatory.local.server_daemon import START_SECONDS, STOP_SECONDS, DaemonReport
from observatory.restart_backoff import BackOff

POLL_SECONDS = 0.02
_keepers: list[subprocess.Popen[bytes]] = []  # daemons to wait for, in addition to the one that the block started


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
            addresses, keeper = _start_or_join_daemon(state, durable=durable)
            yield addresses
    finally:
        _wait_until_servers_stopped(state)
        for each in [*_keepers, *([keeper] if keeper else [])]:
            if each.poll() is not None or not is_daemon_running(state):
                each.wait()


def restart_servers(state: Path, check: Callable[[], None]) -> dict[str, str]:
    """Restart the servers inside an `embedded_services` block, after their daemon was killed.

    `check` is called while waiting and may raise. Returns the addresses; raises ServerError if they do not start.
    """
    addresses, keeper = _start_or_join_daemon(state, durable=True, check=check)
    if keeper:
        _keepers.append(keeper)
    return addresses


def is_daemon_running(state: Path) -> bool:
    """Return whether a daemon is running for this folder."""
    return not _can_lock_users_file(state / "keeper.lock", fcntl.LOCK_SH)


def read_daemon_report(state: Path) -> DaemonReport:
    """Return what the daemon last reported to the users of the embedded servers, even if it has ended since."""
    try:
        return DaemonReport(**json.loads((state / "services.json").read_text()))
    except FileNotFoundError:
        return DaemonReport()


def _start_or_join_daemon(
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
        if up and told.addresses and _daemon_is_alive(told.keeper):
            return told.addresses, keeper
        if keeper and keeper.poll():
            if told.keeper == keeper.pid and told.error:
                raise ServerError(told.error)
            why = explain_failure((state / "keeper.log").read_text(), state)  # it could not even write its report
            raise ServerError(f"The embedded servers did not start: {why} (log: {state}/keeper.log)")
        if not up and (keeper is None or keeper.poll() == 0):
            keeper = _spawn_daemon(state, durable=durable)
        time.sleep(POLL_SECONDS)
    raise ServerError(f"The embedded servers did not start within {START_SECONDS} s: see the logs in {state}.")


def _spawn_daemon(state: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start the daemon of the embedded servers as a process in a session of its own."""
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


def _wait_until_servers_stopped(state: Path) -> None:
    """Wait until the daemon has stopped the embedded servers, unless another process still uses them."""
    deadline = time.monotonic() + STOP_SECONDS + 5
    while is_daemon_running(state) and time.monotonic() < deadline:
        if not _can_lock_users_file(state / "users.lock", fcntl.LOCK_EX) and _can_lock_users_file(
            state / "users.lock", fcntl.LOCK_SH
        ):
            return  # another process has the shared lock; a stopping daemon has the exclusive one
        time.sleep(POLL_SECONDS)


def _can_lock_users_file(path: Path, how: int) -> bool:
    """Return whether the lock that users of the embedded servers hold can be taken in this way."""
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


def _daemon_is_alive(pid: int) -> bool:
    """Return whether the process of the daemon that runs the embedded servers is alive."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class EmbeddedServers:
    """Supervises the running servers whose data are in `state`, at these `addresses`.

    Their daemon restarts PostgreSQL and Valkey itself; this restarts the daemon. `say` prints a line; `check` is called
    while waiting and may raise to stop.
    """

    def __init__(
        self, state: Path, addresses: dict[str, str], *, say: Callable[[str], None], check: Callable[[], None]
    ) -> None:
        self._state, self._addresses, self._say, self._check = state, addresses, say, check
        self._log = state / "keeper.log"
        self._read = self._log.stat().st_size
        self._back_off, self._since = BackOff(), time.monotonic()
        self._wait_until = 0.0

    def restart_if_killed(self) -> str | None:
        """Print new log lines and restart the daemon if it was killed. Returns the reason if the servers cannot run,
        else None."""
        for line in self._new_lines():
            self._say(line)
        if is_daemon_running(self._state):
            return None
        if not self._wait_until:
            return self._note_end(read_daemon_report(self._state).error)
        return self._start() if time.monotonic() >= self._wait_until else None

    def _note_end(self, error: str) -> str | None:
        """Plan the restart of a daemon that was killed; return the reason if it ended with an error or too often."""
        wait = self._back_off.wait_after(time.monotonic() - self._since)
        if error or wait is None:
            return error or f"The embedded servers stop as soon as they start (logs in {self._state})."
        self._say(
            f"PostgreSQL and Valkey stopped together with the process that runs them; restarting in {wait:.0f} s."
        )
        self._wait_until = time.monotonic() + wait
        return None

    def _start(self) -> str | None:
        """Restart the daemon; return the reason if the servers cannot run or have a new address."""
        self._since, self._wait_until = time.monotonic(), 0.0
        try:
            found = restart_servers(self._state, self._check)
        except ServerError as error:
            return self._note_failure(str(error))
        self._read = 0  # a new daemon starts a new log
        self._say(f"PostgreSQL and Valkey were restarted (logs in {self._state}).")
        return None if found == self._addresses else "The embedded servers have a new address. Restart the site."

    def _note_failure(self, why: str) -> str | None:
        """Plan another start of the daemon that failed; return the reason if it failed too often."""
        wait = self._back_off.wait_after(time.monotonic() - self._since)
        if wait is None:
            return why
        self._say(f"{why} Trying again in {wait:.0f} s.")
        self._wait_until = time.monotonic() + wait
        return None

    def _new_lines(self) -> Iterator[str]:
        """Yield the lines that the daemon has written to its log since the last call."""
        with self._log.open("rb") as log:
            log.seek(0 if self._log.stat().st_size < self._read else self._read)
            for line in log:
                if line.endswith(b"\n"):  # else the line is still being written
                    self._read = log.tell()
                    yield line.decode(errors="replace").rstrip()
