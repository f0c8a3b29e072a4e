"""Run one program and restart it when it stops, with increasing pauses, until it cannot be started."""

import signal
import subprocess
import time
from collections.abc import Callable

from observatory.backoff import CANNOT_START, BackOff, describe_exit


class Program:
    """One supervised program.

    `start` starts its process; `tidy`, if given, removes what a process left behind (its argument is the process ID);
    `say` prints a line; `log` names where the program's own messages are.
    """

    def __init__(
        self,
        name: str,
        start: Callable[[], subprocess.Popen[bytes]],
        *,
        log: str,
        say: Callable[[str], None],
        tidy: Callable[[int], None] = lambda pid: None,
    ) -> None:
        self.name = name
        self._start, self._log, self._say, self._tidy = start, log, say, tidy
        self._back_off = BackOff()
        self._wait_until = 0.0
        self.process: subprocess.Popen[bytes] | None = self._started()

    def restart_if_ended(self) -> str | None:
        """Restart the program if it has ended and its pause is over. Returns the reason if it is given up, else
        None."""
        if self.process:
            status = self.process.poll()
            return None if status is None else self._note_end(self.process, status)
        if time.monotonic() >= self._wait_until:
            self.process = self._started()
            self._say(f"{self.name} was restarted.")
        return None

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def ask_to_stop(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)

    def _started(self) -> subprocess.Popen[bytes]:
        self._since = time.monotonic()
        return self._start()

    def _note_end(self, process: subprocess.Popen[bytes], status: int) -> str | None:
        self._tidy(process.pid)
        self.process = None
        wait = self._back_off.wait_after(time.monotonic() - self._since)
        if status == CANNOT_START:
            return f"{self.name} cannot start ({self._log})."
        if wait is None:
            return f"{self.name} stops as soon as it is started ({describe_exit(status)}; {self._log})."
        self._wait_until = time.monotonic() + wait
        self._say(f"{self.name} stopped ({describe_exit(status)}); restarting in {wait:.0f} s ({self._log}).")
        return None
