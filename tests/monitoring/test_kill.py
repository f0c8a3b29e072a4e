"""Workers, Redis and PostgreSQL are killed while 2,000 checks run; afterwards everything is counted."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from observatory.local import postgres_and_valkey
from tests.benchmarks.monitor.pages import HOSTS, PAGES, changed_pages

TOTAL = HOSTS * PAGES
QUOTES = 2  # on each page
PROJECT = Path(__file__).resolve().parents[2]


class Plant:
    """Servers, origin and workers of the test's own, each of which may be killed and started again."""

    def __init__(self, folder: Path, sockets: Path) -> None:
        self.folder, self.sockets = folder, sockets
        self.port = free_port()
        self.environment = os.environ | postgres_and_valkey.connection_variables(sockets)
        self.environment |= {
            "OBSERVATORY_FETCH_ALLOW": "127.0.0.0/8",
            "OBSERVATORY_HOST_INTERVAL": "0",
            "OBSERVATORY_LEASE": "15",
            "OBSERVATORY_READER_PROCESSES": "1",
            "MEDIA_ROOT": str(folder / "media"),
            "LOG_LEVEL": "ERROR",
        }
        self.workers: list[subprocess.Popen] = []

    def start_postgres(self) -> None:
        for lock in self.sockets.glob(".s.PGSQL*"):
            lock.unlink()
        (self.folder / "pgdata" / "postmaster.pid").unlink(missing_ok=True)
        self.postgres = postgres_and_valkey.start_postgres(
            self.folder, self.sockets, durable=True, log=self.folder / "log"
        )
        wait_for(lambda: postgres_and_valkey.postgres_is_ready(self.sockets))

    def start_redis(self) -> None:
        (self.sockets / "valkey.sock").unlink(missing_ok=True)
        self.redis = postgres_and_valkey.start_valkey(self.sockets, log=self.folder / "log")
        wait_for((self.sockets / "valkey.sock").exists)

    def python(self, *arguments: str, **options) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, *arguments], cwd=PROJECT, env=self.environment, **options)

    def start_worker(self) -> None:
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "text": True}
        self.workers.append(self.python("-m", "tests.benchmarks.monitor.worker", **pipe))

    def keep_two_workers(self) -> None:
        """Replace those that died, and ask each for one round more: a lease is waited for however short rounds are."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < 2:
            self.start_worker()
        for worker in self.workers:
            with suppress(BrokenPipeError):  # it was killed this moment
                worker.stdin.write("go\n")
                worker.stdin.flush()

    def kill_a_worker(self) -> None:
        random.choice(self.workers).kill()

    def kill_redis(self) -> None:
        self.redis.kill()
        self.redis.wait()
        self.start_redis()

    def kill_postgres(self) -> None:
        self.postgres.send_signal(signal.SIGQUIT)  # immediate: no checkpoint, recovery at the next start
        self.postgres.wait()
        self.start_postgres()

    def ask(self, statement: str) -> int:
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else cursor.rowcount

    def serve(self, query: str) -> None:
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/__set?{query}").read()

    def stop(self) -> None:
        for process in (*self.workers, self.origin, self.redis, self.postgres):
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def wait_for(ready, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def plant(tmp_path, tmp_path_factory):
    with ExitStack() as stack:
        sockets = Path("/tmp") / f"kill-{os.getpid()}"  # a socket's path may have 107 bytes only
        sockets.mkdir(mode=0o700)
        stack.callback(lambda: subprocess.run(["rm", "-rf", str(sockets)], check=False))
        plant = Plant(tmp_path, sockets)
        plant.start_postgres()
        plant.start_redis()
        postgres_and_valkey.create_database(sockets)
        plant.origin = plant.python("-m", "tests.benchmarks.monitor.origin", str(plant.port), stdout=subprocess.PIPE)
        stack.callback(plant.stop)
        assert plant.python("manage.py", "migrate", "-v0").wait() == 0
        plant.origin.stdout.readline()
        with psycopg.connect(plant.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.cursor().executemany(
                "INSERT INTO sources_location (url, role, monitored, note_en, note_zh_hans, created_at)"
                " VALUES (%s, 'original', true, '', '', now())",
                [
                    (f"http://127.0.0.{host}:{plant.port}/article/{number}",)
                    for host in range(1, HOSTS + 1)
                    for number in range(PAGES)
                ],
            )
        cite = f"from tests.benchmarks.monitor.run import cite; cite({QUOTES})"
        assert plant.python("manage.py", "shell", "-v0", "-c", cite).wait() == 0
        yield plant


def visit_everything(plant: Plant, since: str) -> None:
    """Let the workers visit all 2,000 while one thing after another is killed under them."""
    visited = f"SELECT count(*) FROM monitoring_watch WHERE checked_at > '{since}'"
    killings = iter([plant.kill_a_worker, plant.kill_redis, plant.kill_a_worker, plant.kill_postgres] * 2)
    next_at = TOTAL // 10
    before, moved = -1, time.monotonic()
    while (done := plant.ask(visited)) < TOTAL:
        if done > before:
            before, moved = done, time.monotonic()
        assert time.monotonic() - moved < 300, f"stuck at {done} of {TOTAL}"
        plant.keep_two_workers()
        if done >= next_at and (kill := next(killings, None)):
            kill()
            next_at += TOTAL // 10
        time.sleep(0.1)
    assert next_at > TOTAL * 0.6  # enough was killed for this to mean something


def check_sightings(plant: Plant) -> None:
    """Each quote has one current sighting, in the current text; each sighting was written with a visit."""
    assert plant.ask("SELECT count(*) FROM monitoring_sighting WHERE until IS NULL") == TOTAL * QUOTES
    assert plant.ask("SELECT count(*) FROM monitoring_sighting s JOIN monitoring_watch w USING (location_id)"
                     " WHERE s.until IS NULL AND s.snapshot_id IS DISTINCT FROM w.snapshot_id") == 0  # fmt: skip
    assert plant.ask("SELECT count(*) FROM monitoring_sighting s WHERE NOT EXISTS (SELECT FROM monitoring_check c"
                     " WHERE c.location_id = s.location_id AND c.at = s.since)") == 0  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_killing_everything_loses_no_location_and_doubles_no_change_or_sighting(plant):
    visit_everything(plant, "2000-01-01")
    check_sightings(plant)
    assert plant.ask("SELECT count(*) FROM monitoring_sighting WHERE state = 'present'") == TOTAL * QUOTES
    assert plant.ask("SELECT count(DISTINCT location_id) FROM monitoring_check WHERE outcome = 'new'") == TOTAL
    assert plant.ask("SELECT count(*) FROM monitoring_snapshot") == TOTAL
    assert plant.ask("SELECT count(*) FROM monitoring_check WHERE outcome = 'new'") == TOTAL

    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    plant.serve("changed=1&noise=1")
    plant.ask("UPDATE monitoring_watch SET next_check_at = '2020-01-01'")
    visit_everything(plant, moment)
    changed = len(changed_pages())
    assert plant.ask("SELECT count(*) FROM monitoring_change WHERE kind = 'content' AND state = 'open'") == changed
    assert plant.ask("SELECT count(*) FROM monitoring_change") == changed
    assert plant.ask("SELECT count(*) FROM monitoring_snapshot") == TOTAL + changed
    assert plant.ask("SELECT count(*) FROM monitoring_watch") == TOTAL
    assert plant.ask("SELECT count(*) FROM monitoring_watch WHERE health <> 'ok'") == 0
    assert plant.ask("SELECT count(*) FROM monitoring_snapshot s LEFT JOIN monitoring_body b ON b.sha256 = s.body_id"
                     " WHERE b.sha256 IS NULL") == 0  # fmt: skip
    check_sightings(plant)
    ended = plant.ask("SELECT count(*) FROM monitoring_sighting WHERE until IS NOT NULL")
    assert ended > 0
    assert plant.ask("SELECT count(*) FROM monitoring_sighting") == TOTAL * QUOTES + ended
    assert plant.ask("SELECT count(*) FROM monitoring_affectedcitation WHERE state <> 'present'") == ended
