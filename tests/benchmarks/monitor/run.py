"""Measure the monitor: 2,000 pages on 100 local hosts through the production path into PostgreSQL.

    python -m tests.benchmarks.monitor.run [--workers 1] [--latency 0 --latency 200] [--locations 100000] [--rounds 10]
        [--peers 300] [--quotes 5]

All processes count (workers, reading processes, PostgreSQL, Redis) but the origin. The politeness interval is 0. The
servers are embedded ones of the run's own, durable as in production, unless DATABASE_URL and REDIS_URL are set.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from observatory.local.daemon_client import embedded_services
from observatory.local.environment import local_defaults, set_missing_variables
from observatory.local.supervisor import die_with_parent

from . import peers, processes
from .pages import HOSTS, PAGES, changed_pages, main_text

PORT = 8191
# Name, what the origin serves, the outcomes that must be found.
TOTAL = HOSTS * PAGES
CHANGED = len(changed_pages())
STEPS = [
    ("first visit", "noise=0&changed=0&etag=0", {"new": TOTAL}),
    ("again, identical body", "noise=0&changed=0&etag=0", {"unchanged": TOTAL}),
    ("again, only noise changed", "noise=1&changed=0&etag=0", {"unchanged": TOTAL}),
    ("again, 5 % changed and noise", "noise=2&changed=1&etag=0", {"unchanged": TOTAL - CHANGED, "changed": CHANGED}),
    ("again, validators given", "noise=2&changed=1&etag=1", {"unchanged": TOTAL}),
    ("again, 304", "noise=2&changed=1&etag=1", {"unchanged": TOTAL}),
]


def main() -> None:
    options = parse()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        os.environ |= {"MEDIA_ROOT": str(folder / "media"), "DJANGO_SETTINGS_MODULE": "observatory.settings"}
        os.environ |= {
            "OBSERVATORY_FETCH_ALLOW": "127.0.0.0/8",
            "OBSERVATORY_HOST_INTERVAL": "0",
            "LOG_LEVEL": "WARNING",
        }
        set_missing_variables(local_defaults(folder))
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            set_missing_variables(stack.enter_context(embedded_services(folder / "services")))
        prepare(options.locations)
        cite(options.quotes)
        origin = start(stack, "origin", str(PORT))
        workers = [start(stack, "worker") for _ in range(options.workers)]
        report(options, workers, origin)


def report(options: argparse.Namespace, workers: list[subprocess.Popen], origin: subprocess.Popen) -> None:
    servers = {name: [pid for pid in processes.named(name) if is_ours(pid)] for name in ("postgres", "valkey")}
    rows = []
    for latency in options.latency:
        reset()
        steps = STEPS + [STEPS[1]] * options.rounds
        for number, (name, serve, expected) in enumerate(steps):
            extra = f" ({number - len(STEPS) + 1})" if number >= len(STEPS) else ""
            told(f"{serve}&latency={latency}")
            make_due()
            rows.append({"serve": serve} | measure(f"{name}{extra}", latency, expected, workers, servers))
            show(rows[-1])
    if options.peers:
        peers.compare(rows, options.peers_folder, PORT, options.peers, lambda serve: told(f"{serve}&latency=0"))
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1))


def measure(
    name: str, latency: int, expected: dict, workers: list[subprocess.Popen], servers: dict[str, list[int]]
) -> dict:
    pace, before = calibration(), spent(servers)
    started = time.perf_counter()
    with processes.Peak([worker.pid for worker in workers]) as peak:
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        answers = [json.loads(worker.stdout.readline()) for worker in workers]
    wall = time.perf_counter() - started
    parts = {name: value - before[name] for name, value in spent(servers).items()}
    outcomes: dict[str, int] = {}
    for answer in answers:
        for word, count in answer["outcomes"].items():
            outcomes[word] = outcomes.get(word, 0) + count
        for part, seconds in answer["parts"].items():
            parts[part] = parts.get(part, 0) + seconds
    return {
        "step": name,
        "latency": latency,
        "pages_per_second": round(TOTAL / wall),
        "cpu_ms": round(sum(parts.values()) * 1000 / TOTAL, 2),
        "parts_ms": {part: round(seconds * 1000 / TOTAL, 2) for part, seconds in parts.items()},
        "peak_mb": round(peak.mb),
        "calibration_ms": round((pace + calibration()) / 2),
        "outcomes": outcomes,
        "right": outcomes == expected,
    }


def spent(servers: dict[str, list[int]]) -> dict[str, float]:
    """Seconds of processor time so far of each server with everything it started."""
    return {
        name: processes.cpu([pid for first in pids for pid in processes.tree(first)]) for name, pids in servers.items()
    }


def calibration() -> float:
    """Milliseconds of processor time for a million additions: about 45 on a quiet machine of the figures' kind.

    Processor time itself grows on a busy machine (shared caches and hyperthreads); this tells by how much.
    """
    started, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    return (time.process_time() - started) * 1000


def show(row: dict) -> None:
    parts = ", ".join(f"{part} {value:.2f}" for part, value in row["parts_ms"].items())
    right = "" if row["right"] else f"   WRONG: {row['outcomes']}"
    print(
        f"{row['step']:<34} {row['latency']:>3} ms  {row['pages_per_second']:>5} pages/s  {row['cpu_ms']:>6.2f} ms "
        f"CPU/page ({parts})  peak {row['peak_mb']} MB  (calibration {row['calibration_ms']} ms){right}",
        flush=True,
    )


# --- Preparation ------------------------------------------------------------------------------------------------------


def prepare(locations: int) -> None:
    """Migrate, and make the 2,000 locations and as many idle ones as asked for."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from observatory.sources.models import Location

    urls = [f"http://127.0.0.{host}:{PORT}/article/{number}" for number in range(PAGES) for host in range(1, HOSTS + 1)]
    idle = [f"http://idle{n % 5000}.example/{n}" for n in range(max(0, locations - TOTAL))]
    Location.objects.bulk_create([Location(url=url) for url in urls + idle], batch_size=5_000)
    watch_all()


def cite(quotes: int) -> None:
    """Give each page a source of its own, from which so many passages of its text are quoted."""
    if not quotes:
        return
    from initiatives.models import Initiative
    from observatory.sources.models import Citation, Location, Source

    record = Initiative.objects.create(slug="b", title_en="B", title_zh_hans="B", initiative_type="plan")
    places = list(Location.objects.exclude(url__contains="idle").order_by("pk"))
    sources = Source.objects.bulk_create(
        [Source(key=place.url[-70:], type="webpage", title_en="A page") for place in places], batch_size=5_000
    )
    citations = []
    for place, source in zip(places, sources, strict=True):
        place.source = source
        host, number = int(place.url.split(":")[1].rpartition(".")[2]), int(place.url.rpartition("/")[2])
        citations += [
            Citation(record=record, field="launched", source=source, locator=str(n), quote=text)
            for n, text in enumerate(main_text(host, number, False)[1 : quotes + 1])
        ]
    Location.objects.bulk_update(places, ["source"], batch_size=5_000)
    Citation.objects.bulk_create(citations, batch_size=5_000)
    watch_all()


def watch_all() -> None:
    from django.db import connection
    from django.utils import timezone

    from observatory.monitoring.round.create_watches import create_missing_watches

    create_missing_watches(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE monitoring_watch SET next_check_at = now() + interval '9 days' WHERE host LIKE 'idle%'")
        cursor.execute("VACUUM ANALYZE")


def reset() -> None:
    """Forget what was seen, so that the next step is a first visit."""
    from observatory.monitoring.models import Change, Check, Sighting, Snapshot, Watch

    for model in (Sighting, Change, Check, Snapshot):
        model.objects.all().delete()
    Watch.objects.exclude(host__startswith="idle").delete()
    watch_all()


def make_due() -> None:
    from observatory.monitoring.models import Watch

    Watch.objects.exclude(host__startswith="idle").update(next_check_at="2026-01-01T00:00Z")


def told(query: str) -> None:
    urllib.request.urlopen(f"http://127.0.0.1:{PORT}/__set?{query}").read()


def start(stack: ExitStack, module: str, *arguments: str) -> subprocess.Popen:
    command = [sys.executable, "-m", f"tests.benchmarks.monitor.{module}", *arguments]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent(signal.SIGTERM),  # a run that is killed must not leave its port taken
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    if process.stdout.readline().strip() != "ready":
        raise SystemExit(f"The {module} did not start.")
    return process


def is_ours(pid: int) -> bool:
    """Only the servers that the variables name, and of those only the first process: its tree is followed."""
    folder = os.environ["DATABASE_URL"].partition("@")[2].partition("/")[0].replace("%2F", "/")
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False  # it has ended meanwhile
    return folder in line or (os.environ["REDIS_URL"].partition("//")[2].partition("?")[0] in line)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--latency", type=int, action="append", help="milliseconds; may be given again (0 and 200)")
    parser.add_argument("--locations", type=int, default=0, help="rows in the table, idle ones included")
    parser.add_argument("--rounds", type=int, default=0, help="further identical rounds, to see that memory is flat")
    parser.add_argument("--peers", type=int, default=0, metavar="PAGES", help="run other monitors over so many pages")
    parser.add_argument("--peers-folder", type=Path, default=Path("var/peers"), help="where they are installed")
    parser.add_argument("--quotes", type=int, default=0, help="quotes on each page that are looked for")
    parser.add_argument("--json", help="write the rows to this file")
    options = parser.parse_args()
    options.latency = options.latency or [0, 200]
    return options


if __name__ == "__main__":
    main()
