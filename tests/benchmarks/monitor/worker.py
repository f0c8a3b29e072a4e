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
        started, before = time.perf_counter(), spent()
        outcomes = run_round()
        wall = time.perf_counter() - started
        after = spent()
        parts = {name: after[name] - before[name] for name in before}
        print(json.dumps({"outcomes": outcomes, "wall": wall, "parts": parts}), flush=True)


def spent() -> dict[str, float]:
    """Seconds of processor time so far: of the event loop, of this process's other threads, of the reading processes.

    Threads end with their round, so what they took is told from the whole process.
    """
    loop = time.thread_time()
    everything, own = cpu(tree(os.getpid())), time.process_time()
    return {"loop": loop, "threads": own - loop, "readers": everything - own}


if __name__ == "__main__":
    main()
