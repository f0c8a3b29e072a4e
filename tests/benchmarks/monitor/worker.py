"""A worker of the benchmark: the scheduled round of production, run when a line comes in, measured by the kernel."""

import json
import resource
import sys
import time

import django

django.setup()

from observatory.monitoring.tasks import run_round  # noqa: E402  Django first


def cpu() -> float:
    """Seconds of processor time of this process and of the reading processes it has ended."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def main() -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        started, before = time.perf_counter(), cpu()
        outcomes = run_round()
        wall = time.perf_counter() - started
        print(json.dumps({"outcomes": outcomes, "wall": wall, "cpu": cpu() - before}), flush=True)


if __name__ == "__main__":
    main()
