"""A worker of the benchmark: the scheduled round of production, run when a line comes in, measured by the kernel."""

import json
import os
import sys
import time

import django

django.setup()

from observatory.monitoring.tasks import run_round  # noqa: E402  Django first

from .processes import cpu, tree  # noqa: E402


def main() -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        started, before = time.perf_counter(), cpu(tree(os.getpid()))
        outcomes = run_round()
        wall = time.perf_counter() - started
        print(json.dumps({"outcomes": outcomes, "wall": wall, "cpu": cpu(tree(os.getpid())) - before}), flush=True)


if __name__ == "__main__":
    main()
