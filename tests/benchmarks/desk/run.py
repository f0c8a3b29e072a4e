"""Measures the desk with 100,000 records, 10,000 open changes and 300,000 citations.

    PGOPTIONS="-c max_parallel_workers_per_gather=0" DATABASE_URL=… REDIS_URL=… python -m tests.benchmarks.desk.run

The database must be on this machine and may be emptied: it is filled once, and what is in the cache is lost. Prints
milliseconds of processor time of Python and of the PostgreSQL backend, and milliseconds by the clock.
"""

import argparse
import os
import sys
from pathlib import Path

from observatory.local.environment import local_defaults, set_missing_variables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    state = Path(os.environ.get("STATE_DIR", "var"))
    set_missing_variables(local_defaults(state) | {"STATIC_FROM_SOURCE": "true"})
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
    import django

    django.setup()
    from tests.benchmarks.desk import load, measure

    load.load()
    for line in measure.report(options.runs):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
