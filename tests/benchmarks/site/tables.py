"""Measures downloads of tables over generated entries: time, size, and how far memory grows.

    python -m tests.benchmarks.site.tables [--entries 100000] [--keep FOLDER | --use] [--only WORD]

A separate PostgreSQL is started and removed afterwards; with --keep its data stay in FOLDER for the next run (the
folder of the other benchmarks works). Each file is created once, in a separate process, and discarded piece by piece.
Prints seconds until the first piece and until the last, seconds of processor time of this process, megabytes of the
file, and megabytes by which the process grew beyond what it had before (its greatest resident size).
"""

import argparse
import resource
import sys
import time
from multiprocessing import get_context

from tests.benchmarks.environment import add_options, benchmark_environment, prepare_entries

FILES = {
    "records, CSV": "/api/v1/records/?format=csv",
    "instruments, CSV": "/api/v1/instruments/?format=csv",
    "a search, CSV": "/records.csv?q=ethics",
    "citations, CSV": "/api/v1/citations/?format=csv",
    "relations, CSV": "/api/v1/relations/?format=csv",
    "sources, CSV": "/api/v1/sources/?format=csv",
    "records, XLSX": "/api/v1/records/?format=xlsx",
    "all tables, ZIP of CSV": "/api/v1/export.zip",
    "all records, JSON lines": "/api/v1/export.jsonl",
    "all tables, XLSX": "/api/v1/export.xlsx",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--only", default="", help="measure only the files whose name has this word")
    options = parser.parse_args()
    with benchmark_environment(options, "tables"):
        apart = get_context("spawn")
        _in(apart, load, options)
        for name, address in FILES.items():
            if options.only in name:
                _in(apart, measure, name, address)


def load(options: argparse.Namespace) -> None:
    import observatory.wsgi  # noqa: F401 - set up as the web process is

    prepare_entries(options)


def measure(name: str, address: str) -> None:
    from django.test import Client

    import observatory.wsgi  # noqa: F401

    client = Client(HTTP_HOST="localhost")
    client.get("/api/v1/records/?limit=1&format=json")
    before = _resident()
    started, worked = time.perf_counter(), time.process_time()
    response = client.get(address)
    assert response.status_code == 200, response.content[:300]
    size, first = 0, 0.0
    for piece in response.streaming_content:
        first = first or time.perf_counter() - started
        size += len(piece)
    whole = time.perf_counter() - started
    grown = _resident() - before
    worked = time.process_time() - worked
    sys.stdout.write(
        f"{name:26} {first:7.1f} s {whole:7.1f} s ({worked:.1f} s of processor) {size / 1e6:8.1f} MB,"
        f" memory +{grown:.0f} MB\n"
    )


def _resident() -> float:
    """Return the greatest resident size that the process had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in(apart, function, *values) -> None:
    process = apart.Process(target=function, args=values)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


if __name__ == "__main__":
    main()
