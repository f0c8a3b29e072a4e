"""Background process that runs the embedded servers while any command uses them.

    python -m observatory.local.server_daemon STATE_FOLDER durable|volatile

Every process that needs the servers has a shared lock on `users.lock` (observatory/local/daemon_client.py).
The daemon tries to get the exclusive lock. When it succeeds, no user is left, and it stops both servers. The kernel
releases the lock of a process however it ends, so neither a crash nor SIGKILL leaves a server running, and a command
that ends does not stop the database of another one. A server that stops while it is needed is restarted.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

from observatory.local import postgres_and_valkey
from observatory.local.postgres_and_valkey import ServerError
from observatory.local.supervisor import Program

START_SECONDS = 300  # after a crash PostgreSQL first reads its journal; a server that fails ends immediately
STOP_SECONDS = 30
POLL_SECONDS = 0.1
LONGEST_SOCKET_FOLDER = 80  # a socket's path has at most 107 bytes (unix(7))


@dataclass(frozen=True)
class DaemonReport:
    """The report of a daemon in `services.json`: the addresses of its servers, or why there are none."""

    keeper: int = 0
    sockets: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    error: str = ""


def main(state: Path, *, durable: bool) -> int:
    """Run the embedded servers in this background process until no command uses them; return its exit status."""
    if not _take_daemon_lock(state / "keeper.lock"):
        return 0  # another daemon was faster
    signal.signal(signal.SIGTERM, _stop_on_signal)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    report = state / "services.json"
    sockets = _create_socket_folder(_left_behind(report))
    _write_daemon_report(report, DaemonReport(os.getpid(), str(sockets)))
    running: list[Program] = []
    try:
        _start_servers(state, sockets, running, durable=durable)
        _write_daemon_report(
            report, DaemonReport(os.getpid(), str(sockets), postgres_and_valkey.connection_variables(sockets))
        )
        _wait_until_unused(state, running)
    except (ServerError, OSError) as error:
        _write_daemon_report(report, DaemonReport(os.getpid(), error=str(error)))
        return 1
    finally:
        _stop_servers(running)
        shutil.rmtree(sockets, ignore_errors=True)
    report.unlink()
    return 0


def _start_servers(state: Path, sockets: Path, running: list[Program], *, durable: bool) -> None:
    """Start both servers and add them to `running`; return when both respond and the database exists."""
    logs = {"PostgreSQL": state / "postgres.log", "Valkey": state / "valkey.log"}
    for log in logs.values():
        log.write_bytes(b"")  # lines of the last run could be mistaken for lines of this one
    starts = {
        "PostgreSQL": lambda: postgres_and_valkey.start_postgres(
            state, sockets, durable=durable, log=logs["PostgreSQL"]
        ),
        "Valkey": lambda: postgres_and_valkey.start_valkey(sockets, log=logs["Valkey"]),
    }
    for name, start in starts.items():
        running.append(Program(name, start, log=f"log: {logs[name]}", say=_say))
    deadline = time.monotonic() + START_SECONDS
    while not ((sockets / "valkey.sock").exists() and postgres_and_valkey.postgres_is_ready(sockets)):
        ended = next((program.name for program in running if program.has_ended()), None)
        if ended or time.monotonic() > deadline:
            log = logs[ended or "PostgreSQL"]
            why = postgres_and_valkey.explain_failure(log.read_text(errors="replace"), state)
            raise ServerError(f"The embedded {ended or 'servers'} did not start: {why} (log: {log})")
        time.sleep(0.02)
    postgres_and_valkey.create_database(sockets)


def _wait_until_unused(state: Path, running: list[Program]) -> None:
    """Keep the servers running until no command uses them. Raises ServerError if one of them cannot run."""
    while not _take_daemon_lock(state / "users.lock"):  # a later command waits for our end, then starts a daemon
        for program in running:
            if reason := program.restart_if_ended():
                raise ServerError(reason)
        time.sleep(POLL_SECONDS)


def _take_daemon_lock(path: Path) -> bool:
    """Take the daemon's exclusive lock if no other process has it, until this process ends: the descriptor is never
    closed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    return True


def _stop_servers(running: list[Program]) -> None:
    """Ask the servers of the daemon to stop, and kill those that do not."""
    for program, how in zip(running, (signal.SIGINT, signal.SIGTERM), strict=False):
        program.ask_to_stop(how)
    for process in [program.process for program in running if program.process]:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _stop_on_signal(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _left_behind(report: Path) -> str:
    """Return the socket folder of a daemon that was killed, or ""."""
    return DaemonReport(**json.loads(report.read_text())).sockets if report.exists() else ""


def _create_socket_folder(left: str) -> Path:
    """Create the private folder in which the daemon's servers listen, and return its path. If possible it has the name
    of the one left behind, which running programs still use."""
    if left:
        shutil.rmtree(left, ignore_errors=True)
        with suppress(OSError):  # the name is in use by another user
            Path(left).mkdir(mode=0o700)
            return Path(left)
    folder = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix="observatory-", dir=folder if len(folder) < LONGEST_SOCKET_FOLDER else "/tmp"))  # noqa: S108


def _say(text: str) -> None:
    """Write a line to keeper.log, which `make run` prints."""
    print(text, flush=True)


def _write_daemon_report(path: Path, report: DaemonReport) -> None:
    """Write the report atomically: a reader sees the old one or the new one."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(report)))
    fresh.replace(path)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), durable=sys.argv[2] == "durable"))
