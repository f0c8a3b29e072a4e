"""Measures the server time of every type of public page and of every kind of API answer over generated entries.

    python -m tests.benchmarks.site.run [--entries 100000] [--keep FOLDER | --use] [--addresses 20] [--only WORD]

A separate PostgreSQL is started and removed afterwards; with --keep its data stay in FOLDER for the next run (the
folder of the search benchmark works). Requests go through every middleware, without a socket. Prints CPU milliseconds
of this process and its database backend together, at the 50th and 95th percentile of different URLs of a type, each
requested with an empty cache, as after a publication, then again. The best of five.
"""

import argparse
import sys

from tests.benchmarks.environment import add_options, benchmark_environment, prepare_entries


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--addresses", type=int, default=20, help="different addresses of a type")
    parser.add_argument("--only", default="", help="measure only the types whose name has this word")
    options = parser.parse_args()
    with benchmark_environment(options, "site"):
        import observatory.wsgi  # noqa: F401 - set up as the web process is
        from tests.benchmarks.site import measure

        prepare_entries(options)
        for line in measure.report(options.entries, options.addresses, options.only):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
