"""Measures search over generated entries: time of a results page, of facets, recall and precision.

    python -m tests.benchmarks.search.run [--keep FOLDER | --use] [--naive]

A PostgreSQL of its own is started and removed again; with --keep its data stay in FOLDER for the next run.
Prints milliseconds (best of three) at the 50th and 95th percentile of fifty queries, and with --naive ILIKE over the
texts of the same data.
"""

import argparse
import sys

from tests.benchmarks.environment import add_options, benchmark_environment, prepare_entries


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--naive", action="store_true", help="measure ILIKE too (seconds a query)")
    options = parser.parse_args()
    with benchmark_environment(options, "search"):
        import django

        django.setup()
        from tests.benchmarks.search import measure

        prepare_entries(options)
        sys.stdout.write(measure.report(options.entries, naive=options.naive))


if __name__ == "__main__":
    main()
