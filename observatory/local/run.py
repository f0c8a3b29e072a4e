"""`make run`: the whole site on one machine, until Ctrl-C.

Starts the embedded servers unless DATABASE_URL and REDIS_URL name others, prepares the database, then runs web server,
worker and scheduler. A program that stops is restarted; if a program cannot start, the site stops. A problem outside
the project is reported as one line on stderr.
"""

import errno
import fcntl
import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from observatory.local.daemon_client import EmbeddedServers, embedded_services
from observatory.local.environment import (
    VAR,
    describe_environment_error,
    local_defaults,
    needs_servers,
    set_missing_variables,
)
from observatory.local.healthcheck import LOOPBACK, can_serve
from observatory.local.postgres_and_valkey import ROOM, ServerError
from observatory.local.supervisor import Stopped, Supervisor, python_command, say

SERVICES = VAR / "services"
PROGRAMS = {"web server": "web", "worker": "worker", "clock (beat)": "beat"}
WEB_SECONDS = 180  # for a machine that is busy with other work; a server that fails ends immediately


class CannotStart(Exception):
    """Raised when the site cannot start; the message says why and what to do."""


def main() -> int:
    """Run the whole site on this machine until Ctrl-C; return the exit status of `make run`."""
    supervisor = Supervisor()
    try:
        with ExitStack() as stack:
            stack.enter_context(lock_site(VAR / "site.lock"))
            port = free_port(os.environ.get("HOST") or LOOPBACK, os.environ.get("PORT") or "8000")
            embedded = needs_servers(["run"])
            set_missing_variables(local_defaults(VAR, port=port))
            look_after_servers: Callable[[], str | None] = lambda: None  # noqa: E731
            if embedded:
                say(f"Database: starting the embedded servers (data in {SERVICES}) ...")
                addresses = stack.enter_context(embedded_services(SERVICES))
                set_missing_variables(addresses)
                servers = EmbeddedServers(SERVICES, addresses, say=say, check=supervisor.check)
                look_after_servers = servers.restart_if_killed
            stack.callback(supervisor.stop)  # before the servers, because the last registered one is closed first
            start_site(supervisor)
            raise CannotStart(f"{supervisor.watch(look_after_servers)}{full_disk_hint(VAR)} The site has stopped.")
    except Stopped:
        say("Stopped. All processes have ended and your data is kept.")
        return 0
    except (CannotStart, ServerError, OSError) as error:
        if str(error):
            print(f"error: {describe_environment_error(error)}", file=sys.stderr, flush=True)
        return 1


def start_site(supervisor: Supervisor) -> None:
    """Prepare the site and start its web server, worker and scheduler; return when it answers."""
    if supervisor.run("preparation", python_command("manage.py", "prepare", "--demo")) != 0:
        raise CannotStart  # `prepare` has printed the reason
    say("Starting web server, worker and scheduler ...")
    for name, process in PROGRAMS.items():
        supervisor.start(name, python_command("-m", "observatory.serve", process))
    wait_until_serving(supervisor)
    site = os.environ["SITE_URL"].rstrip("/")
    say(f"""
  Site   {site}/
  Admin  {site}/admin/   (accounts curator, reviewer, administrator; password in {VAR}/demo_password)
  API    {site}/api/v1/

Ctrl-C stops everything.""")


def wait_until_serving(supervisor: Supervisor) -> None:
    """Return once the site answers requests. Raises CannotStart if the web server ends or takes too long."""
    deadline = time.monotonic() + WEB_SECONDS
    while not can_serve():
        supervisor.check()
        if supervisor.programs["web server"].has_ended():
            raise CannotStart("The web server did not start. See the error above.")
        if time.monotonic() > deadline:
            raise CannotStart(
                f"The web server did not respond within {WEB_SECONDS} s. See above; the machine may be too busy."
            )
        time.sleep(0.1)


def full_disk_hint(folder: Path) -> str:
    """Return a hint if a nearly full disk is probably the reason why something does not start; else ""."""
    return " The disk is full: free some space." if shutil.disk_usage(folder).free < ROOM else ""


@contextmanager
def lock_site(path: Path) -> Iterator[None]:
    """Lock this checkout against a second site, because two sites on one database folder would run every job twice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStart(
                f"The site is already running from this checkout (process {lock.read()}). Stop it first."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def free_port(host: str, wanted: str) -> int:
    """Return the port for the site's web server. Raises CannotStart if it is not a port number or is in use."""
    if not (wanted.isdecimal() and 0 < int(wanted) < 65536):
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    port = int(wanted)
    try:
        # The web server sets this option too: connections of a site that has just stopped do not count.
        with socket.create_server((host, port), reuse_port=False):
            return port
    except PermissionError:
        raise CannotStart(
            f"Port {port} needs root privileges. Use another port: make run PORT={port + 8000}."
        ) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise CannotStart(f"HOST={host} cannot be listened on: {error.strerror}.") from None
        raise CannotStart(
            f"Port {port} is in use. Stop the program that uses it, or use another port: make run PORT={port + 1}."
        ) from None


if __name__ == "__main__":
    sys.exit(main())
