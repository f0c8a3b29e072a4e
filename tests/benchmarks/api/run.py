"""Measures lists and details of the API beside a plain ModelSerializer view over the same rows.

    python -m tests.benchmarks.api.run [--entries 100000] [--requests 400] [--keep FOLDER]

A separate PostgreSQL is started and removed afterwards; with --keep its data stay in FOLDER for the next run. Requests
go through every middleware, without a socket. Prints CPU per request, of this process and of its database backend,
so that other work on the machine counts little.
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from observatory.local.environment import local_defaults, set_missing_variables
from observatory.local.services import embedded_services


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--keep", type=Path, help="folder for the database, kept for the next run")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="observatory-api-")))
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        set_missing_variables(stack.enter_context(embedded_services(folder / "services", durable=False)))
        set_missing_variables(local_defaults(folder) | {"STATIC_FROM_SOURCE": "true", "LOG_LEVEL": "ERROR"})
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
        import django

        django.setup()
        from tests.benchmarks.api import measure
        from tests.benchmarks.search import load

        load.load(options.entries)
        sys.stdout.write(measure.report(options.entries, options.requests))


if __name__ == "__main__":
    main()
