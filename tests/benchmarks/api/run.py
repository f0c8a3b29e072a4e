"""Measures lists and details of the API beside a plain ModelSerializer view over the same rows.

    python -m tests.benchmarks.api.run [--entries 100000] [--requests 400] [--keep FOLDER | --use]

A separate PostgreSQL is started and removed afterwards; with --keep its data stay in FOLDER for the next run. Requests
go through every middleware, without a socket. Prints CPU per request, of this process and of its database backend,
so that other work on the machine counts little.
"""

import argparse
import sys

from tests.benchmarks.environment import add_options, benchmark_environment, prepare_entries


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--requests", type=int, default=400)
    options = parser.parse_args()
    with benchmark_environment(options, "api"):
        import django

        django.setup()
        from tests.benchmarks.api import measure

        prepare_entries(options)
        sys.stdout.write(measure.report(options.entries, options.requests))


if __name__ == "__main__":
    main()
