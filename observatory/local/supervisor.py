"""Run programs and restart those that stop, with increasing pauses, until a signal to stop arrives or one of them
cannot start; then stop them all.

Each child leads its own process group, so that Ctrl-C in a terminal reaches only the supervisor, which stops the
children in order. On Linux the kernel also stops them when the supervisor dies.
"""

import ctypes
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from observatory.restart_backoff import CANNOT_START, BackOff, describe_exit


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
        """Plan the restart of a program that ended; return the reason if it cannot start or ended too often."""
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


POLL_SECONDS = 0.2
STOP_SECONDS = 15
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(Exception):
    """Raised when a signal asked the supervisor to stop."""


class Supervisor:
    """The supervised programs by name, and whether to stop."""

    def __init__(self) -> None:
        self.programs: dict[str, Program] = {}
        self.make = os.getppid() if _name(os.getppid()) in {"make", "gmake"} else None
        # A make in the background (`make run &` in a script, nohup) ignores SIGINT from the start, which means nothing.
        self.make_listens = self.make is not None and _catches_interrupts(self.make)
        self.asked_to_stop = False
        for number in STOP_SIGNALS:
            signal.signal(number, self._remember)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # `nohup` means to go on after the terminal is closed
            signal.signal(signal.SIGHUP, self._remember)

    def start(self, name: str, command: list[str]) -> Program:
        """Start a program that `watch` restarts when it ends; messages use its name."""
        self.check()
        log = "its messages are above"
        self.programs[name] = Program(f"The {name}", lambda: _spawn(command), log=log, say=say, tidy=_kill_group)
        return self.programs[name]

    def run(self, name: str, command: list[str]) -> int:
        """Run a command until it ends; a signal to stop ends it."""
        program = self.start(name, command)
        while not program.has_ended():
            self.check()
            time.sleep(POLL_SECONDS / 4)
        del self.programs[name]
        return program.process.returncode if program.process else 1

    def watch(self, also: Callable[[], str | None]) -> str:
        """Restart programs that end, until one cannot start or `also` returns a reason to stop; return the reason."""
        while True:
            self.check()
            for program in self.programs.values():
                if reason := program.restart_if_ended():
                    return reason
            if reason := also():
                return reason
            time.sleep(POLL_SECONDS)

    def check(self) -> None:
        """Raise Stopped if a signal arrived, or if the `make` that started this has ended or was interrupted."""
        if self.asked_to_stop or (self.make and os.getppid() != self.make):
            raise Stopped
        if self.make and self.make_listens and not _catches_interrupts(self.make):
            raise Stopped

    def stop(self) -> None:
        """End all programs, first by SIGTERM; return when none is left."""
        for program in self.programs.values():
            program.ask_to_stop(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in [program.process for program in self.programs.values() if program.process]:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            _kill_group(process.pid)
            process.wait()

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True


def say(text: str) -> None:
    print(text, flush=True)


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM)
    )


def _kill_group(leader: int) -> None:
    """Kill the processes that a child left behind, if any."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _catches_interrupts(pid: int) -> bool:
    """Return whether a process has a handler for SIGINT (proc(5), SigCgt).

    GNU make has one. When it alone gets a SIGINT, it removes the handler and waits for its recipe, assuming that a
    terminal sent the signal to the recipe too. The missing handler is then the only trace of the signal.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    caught = next((int(line.split()[1], 16) for line in lines if line.startswith("SigCgt")), 0)
    return bool(caught >> (signal.SIGINT - 1) & 1)


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def python_command(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


PR_SET_PDEATHSIG = 1


def die_with_parent(death_signal: int) -> Callable[[], None] | None:
    if platform.system() != "Linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # resolved before the fork
    return lambda: prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
