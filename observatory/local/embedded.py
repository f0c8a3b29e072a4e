"""Supervision of the embedded servers by `make run`: report their messages and restart the process that runs them."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from observatory.backoff import BackOff
from observatory.local.servers import ServerError
from observatory.local.services import is_daemon_running, read_daemon_report, restart_servers


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
        self._since, self._wait_until = time.monotonic(), 0.0
        try:
            found = restart_servers(self._state, self._check)
        except ServerError as error:
            return self._note_failure(str(error))
        self._read = 0  # a new daemon starts a new log
        self._say(f"PostgreSQL and Valkey were restarted (logs in {self._state}).")
        return None if found == self._addresses else "The embedded servers have a new address. Restart the site."

    def _note_failure(self, why: str) -> str | None:
        wait = self._back_off.wait_after(time.monotonic() - self._since)
        if wait is None:
            return why
        self._say(f"{why} Trying again in {wait:.0f} s.")
        self._wait_until = time.monotonic() + wait
        return None

    def _new_lines(self) -> Iterator[str]:
        with self._log.open("rb") as log:
            log.seek(0 if self._log.stat().st_size < self._read else self._read)
            for line in log:
                if line.endswith(b"\n"):  # else the line is still being written
                    self._read = log.tell()
                    yield line.decode(errors="replace").rstrip()
