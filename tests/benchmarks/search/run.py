"""Measures search over generated entries: time of a results page, of facets, recall and precision.

    python -m tests.benchmarks.search.run [--keep FOLDER] [--naive]

A PostgreSQL of its own is started and removed again; with --keep its data stay in FOLDER for the next run.
Prints milliseconds (best of three) at the 50th and 95th percentile of fifty queries, and with --naive ILIKE over the
texts of the same data.
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
    parser.add_argument("--keep", type=Path, help="folder for the database, kept for the next run")
    parser.add_argument("--naive", action="store_true", help="measure ILIKE too (seconds a query)")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="observatory-search-")))
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        set_missing_variables(stack.enter_context(embedded_services(folder / "services", durable=False)))
        set_missing_variables(local_defaults(folder) | {"STATIC_FROM_SOURCE": "true"})
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
        import django

        django.setup()
        from tests.benchmarks.search import load, measure

        load.load(options.entries)
        sys.stdout.write(measure.report(options.entries, naive=options.naive))


if __name__ == "__main__":
    main()
