"""Measures the server time of every type of public page and of every kind of API answer over generated entries.

    python -m tests.benchmarks.site.run [--entries 100000] [--keep FOLDER] [--addresses 20] [--only WORD]

A separate PostgreSQL is started and removed afterwards; with --keep its data stay in FOLDER for the next run (the
folder of the search benchmark works). Requests go through every middleware, without a socket. Prints CPU milliseconds
of this process and its database backend together, at the 50th and 95th percentile of different URLs of a type, each
requested with an empty cache, as after a publication, then again. The best of five.
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
    parser.add_argument("--addresses", type=int, default=20, help="different addresses of a type")
    parser.add_argument("--only", default="", help="measure only the types whose name has this word")
    parser.add_argument("--keep", type=Path, help="folder for the database, kept for the next run")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="observatory-site-")))
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        set_missing_variables(stack.enter_context(embedded_services(folder / "services", durable=False)))
        set_missing_variables(local_defaults(folder) | {"STATIC_FROM_SOURCE": "true", "LOG_LEVEL": "ERROR"})
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
        import observatory.wsgi  # noqa: F401 - set up as the web process is
        from tests.benchmarks.search import load
        from tests.benchmarks.site import measure

        load.load(options.entries)
        for line in measure.report(options.entries, options.addresses, options.only):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
