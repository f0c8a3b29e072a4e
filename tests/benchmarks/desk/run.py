"""Measures the desk with 100,000 records, 10,000 open changes and 300,000 citations.

    DATABASE_URL=… REDIS_URL=… python -m tests.benchmarks.desk.run [--slow 50]

The database must be one that may be emptied, on this machine, without parallel workers that would not be counted; it is
filled once. With --slow, the queries that take so many milliseconds or more are printed for the home page and the inbox.
"""

import argparse
import os
import sys
from pathlib import Path

from observatory.local.environment import local_defaults, set_missing_variables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.parse_args()
    options = parser.parse_args()
    state = Path(os.environ.get("STATE_DIR", "var"))
    set_missing_variables(local_defaults(state) | {"STATIC_FROM_SOURCE": "true"})
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
    import django

    django.setup()
    from tests.benchmarks.desk import load, measure

    load.load()
    sys.stdout.write(measure.report(options.runs))


if __name__ == "__main__":
    main()
