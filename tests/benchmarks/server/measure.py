"""Throughput, memory, stalled clients and stopping of one web server."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.monitor.processes import cpu, tree
from tests.benchmarks.server.clients import STALLED, Load, ask, stalled
from tests.benchmarks.site.measure import calibration

PAGES = {
    "kept page": ["/initiatives/"],
    "the same in Brotli": ["/initiatives/"],
    "API list": ["/api/v1/initiatives/"],
    "search": [f"/search/?q=entry+{number}" for number in range(10_000)],
    "healthz": ["/healthz"],
}
STOP_SECONDS = 40


ROUNDS = 3


def report(commands: dict[str, tuple[Sequence[str], int]], seconds: float) -> Iterator[str]:
    """Yield the lines of a Markdown table with a row for each server, given by name as its command and its port.

    All run at once, and their speed is measured in turn, so that each has its share of what else the machine does.
    """
    yield f"a million additions take {calibration():.0f} ms of CPU here and now; load {os.getloadavg()[0]:.1f}"
    yield ""
    figures = [f"{name}: requests/s, CPU ms" for name in PAGES]
    beside = [f"/healthz beside {name}" for name in STALLED]
    columns = ["server", *figures, "memory MB: ready, after load, after stalls", *beside, "stop under load"]
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    with ExitStack() as stack:
        servers = {name: _Server(stack, *started) for name, started in commands.items()}
        speeds = _speeds(list(servers.values()), seconds)
        for name, server in servers.items():
            beside = [_beside(server.port, stalls) for stalls in STALLED]
            memory = ", ".join(f"{each:.0f}" for each in [*server.memory, _memory(server.process.pid)])
            yield f"| {name} | {' | '.join([*speeds[server], memory, *beside, _stop(server.process, server.port)])} |"


class _Server:
    def __init__(self, stack: ExitStack, command: Sequence[str], port: int) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=os.environ | {"PORT": str(port)}, **quiet)
        self.port = port
        stack.callback(self.process.wait)
        stack.callback(self.process.kill)
        _wait_until_ready(self.process, port)
        self.memory = [_memory(self.process.pid)]


def _speeds(servers: Sequence[_Server], seconds: float) -> dict[_Server, list[str]]:
    """For each server and kind of page the most requests a second and the least processor time of the rounds."""
    found: dict[_Server, list[str]] = {server: [] for server in servers}
    for name, paths in PAGES.items():
        accept = "br" if "Brotli" in name else "identity"
        rounds: dict[_Server, list[tuple[float, float, int]]] = {server: [] for server in servers}
        for _round in range(ROUNDS):
            for server in servers:
                rounds[server].append(_speed(server.process.pid, server.port, paths, accept, seconds))
        for server in servers:
            speeds, costs, failures = zip(*rounds[server], strict=True)
            failed = f", {sum(failures)} failed" if sum(failures) else ""
            found[server].append(f"{max(speeds):.0f}, {min(costs):.1f}{failed}")
    for server in servers:
        server.memory.append(_memory(server.process.pid))
    return found


def _wait_until_ready(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + 120
    while ask(port)[0] != 200:
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{server.args} did not start")
        time.sleep(0.1)
    time.sleep(3)  # its other processes too


def _speed(pid: int, port: int, paths: Sequence[str], accept: str, seconds: float) -> tuple[float, float, int]:
    """Requests a second, milliseconds of processor time of the server's processes a request, and failures."""
    with Load(port, paths, accept=accept):
        time.sleep(0.5)
    before = cpu(tree(pid))
    with Load(port, paths, accept=accept) as load:
        started = time.perf_counter()
        time.sleep(seconds)
    took = time.perf_counter() - started
    return load.answered / took, (cpu(tree(pid)) - before) * 1000 / max(load.answered, 1), load.failed


def _beside(port: int, name: str) -> str:
    with stalled(port, name):
        answers = [ask(port) for _ in range(3)]
    worst = max(seconds for _status, seconds in answers)
    failed = sum(status != 200 for status, _seconds in answers)
    time.sleep(1)
    for _ in range(3):  # let it recover from what it did not stand
        if ask(port)[0] == 200:
            break
    return f"{failed} of 3 failed" if failed else f"{worst:.2f} s"


def _stop(server: subprocess.Popen, port: int) -> str:
    with Load(port, PAGES["search"]) as load:
        time.sleep(2)
        started = time.perf_counter()
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
            took = f"{time.perf_counter() - started:.1f} s"
        except subprocess.TimeoutExpired:
            took = f"not within {STOP_SECONDS} s"
    return f"{took}, {load.failed} cut off"


def _memory(pid: int) -> float:
    """Memory of a process and its children in MB, what they share counted once (proc(5), PSS)."""
    total = 0
    for each in tree(pid):
        lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000
