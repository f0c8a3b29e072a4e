"""Measures the web server: throughput, memory, what stalled clients do to it, and how it stops.

    python -m tests.benchmarks.server.run [--entries 10000] [--keep FOLDER] [--seconds 10] [--peers]

Each server runs two processes of four threads over generated entries, with its own PostgreSQL and Valkey. Eight
clients with persistent connections run in this process, on the same machine, and use part of the processors:
read the processor time per request next to the requests per second. With --peers other servers that are installed
(gunicorn, gevent, granian) are measured in the same run, with the same application and sizes.
"""

import argparse
import os
import socket
import sys
import tempfile
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from observatory.local.daemon_client import embedded_services
from observatory.local.environment import local_defaults, set_missing_variables

OURS = [sys.executable, "-m", "observatory.serve", "web"]
APPLICATION = "observatory.wsgi:application"


def servers(*, peers: bool) -> dict[str, tuple[list[str], int]]:
    """The command and the port of each server, by name."""
    ports = [free_port() for _ in range(4)]
    gunicorn = [sys.executable, "-m", "gunicorn", APPLICATION, "--workers", "2", "--log-level", "error"]
    gunicorn += ["--timeout", "60", "--graceful-timeout", "10", "--no-control-socket", "--bind"]
    threads = [*gunicorn, f"127.0.0.1:{ports[1]}", "--threads", "4"]
    gevent = [*gunicorn, f"127.0.0.1:{ports[2]}", "--worker-class", "gevent"]
    granian = [sys.executable, "-m", "granian", APPLICATION, "--interface", "wsgi", "--http", "1", "--no-ws"]
    granian += ["--port", str(ports[3]), "--workers", "2", "--blocking-threads", "4", "--log-level", "error"]
    others = {
        "gunicorn, threads": ("gunicorn", threads),
        "gunicorn, gevent": ("gevent", gevent),
        "granian": ("granian", granian),
    }
    found = {"waitress, pre-forked": (OURS, ports[0])}
    for (name, (package, command)), port in zip(others.items(), ports[1:], strict=True):
        if peers and find_spec(package):
            found[name] = (command, port)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="folder for the database, kept for the next run")
    parser.add_argument("--seconds", type=float, default=10, help="for each kind of page")
    parser.add_argument("--peers", action="store_true", help="measure other installed servers too")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="observatory-server-")))
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        set_missing_variables(stack.enter_context(embedded_services(folder / "services", durable=False)))
        set_missing_variables(local_defaults(folder) | {"STATIC_FROM_SOURCE": "true", "LOG_LEVEL": "ERROR"})
        os.environ |= {"API_REQUESTS_PER_MINUTE": "0", "DJANGO_SETTINGS_MODULE": "observatory.settings"}
        import observatory.wsgi  # noqa: F401 - the database is filled as the site would fill it
        from tests.benchmarks.search import load
        from tests.benchmarks.server import measure

        load.load(options.entries)
        for line in measure.report(servers(peers=options.peers), options.seconds):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
