"""Start one of the three processes of the site: web, worker or beat.

`make run` and the containers start them in the same way:

    python -m observatory.serve web|worker|beat

Sizes come from the environment; docs/operations.md lists them. Nothing imports this module.
"""

import os
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
STATE = Path(os.environ.get("STATE_DIR") or Path(__file__).resolve().parent.parent / "var")


def setting(name: str, default: int) -> str:
    value = os.environ.get(name) or str(default)
    if not value.isdecimal():
        sys.exit(f"error: {name} must be an integer, not {value!r}.")
    return value


def web() -> list[str]:
    """Return the command of the web server. It uses threads, because a request mostly waits for the database; each
    thread needs one pooled connection."""
    place = [os.environ.get("HOST") or "127.0.0.1", setting("PORT", 8000)]
    sizes = ["--processes", setting("WEB_WORKERS", 2), "--threads", setting("WEB_THREADS", 4)]
    return ["python", "-m", "observatory.prefork", *place, *sizes]


def worker() -> list[str]:
    """Return the command of the Celery worker."""
    size = ["--concurrency", setting("WORKER_CONCURRENCY", 2)]
    return [
        "celery",
        "-q",
        "-A",
        "observatory",
        "worker",
        "--loglevel",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
        *size,
    ]


def beat() -> list[str]:
    files = ["--schedule", str(STATE / "beat-schedule"), "--pidfile="]
    return ["celery", "-q", "-A", "observatory", "beat", "--loglevel", "WARNING", *files]


PROCESSES = {"web": web, "worker": worker, "beat": beat}


# Celery warns about root at each start; in a container and on a trial machine root is normal.
QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}


def main(arguments: list[str]) -> None:
    if len(arguments) != 1 or arguments[0] not in PROCESSES:
        sys.exit(f"usage: python -m observatory.serve {'|'.join(PROCESSES)}")
    program, *options = PROCESSES[arguments[0]]()
    os.execve(BIN / program, [str(BIN / program), *options], {**os.environ, **QUIET})


if __name__ == "__main__":
    main(sys.argv[1:])
