import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from observatory.local import PROJECT, server_daemon
from observatory.local.daemon_client import EmbeddedServers, embedded_services, is_daemon_running
from observatory.local.postgres_and_valkey import ServerError, start_valkey
from tests.local.conftest import processes_of

USE_SERVERS = """
import sys
from pathlib import Path
from observatory.local.daemon_client import embedded_services
with embedded_services(Path(sys.argv[1]), durable=False) as addresses:
    print(addresses["DATABASE_URL"], flush=True)
    sys.stdin.read()
"""


def wait_until(condition, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def another_user(state: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USE_SERVERS, str(state)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def empty_cluster(tmp_path_factory) -> Path:
    """The folder of a database cluster that was just made."""
    folder = tmp_path_factory.mktemp("cluster") / "services"
    with embedded_services(folder, durable=False):
        pass
    return folder / "pgdata"


@pytest.fixture
def state(tmp_path: Path, empty_cluster: Path) -> Path:
    """A state folder with an empty cluster: copying one takes a tenth of the time of making one."""
    folder = tmp_path / "services"
    folder.mkdir(mode=0o700)
    subprocess.run(["cp", "-a", str(empty_cluster), str(folder)], check=True)
    return folder


def test_both_servers_answer_and_none_is_left(tmp_path):
    state = tmp_path / "services"
    with embedded_services(state, durable=False) as addresses:
        with psycopg.connect(addresses["DATABASE_URL"]) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            assert connection.execute("SELECT cardinality(show_trgm('人工智能'))").fetchone() == (5,)
        assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()
        assert len(processes_of(state)) >= 2
    assert processes_of(state) == []


def test_data_outlive_a_restart(state):
    with embedded_services(state) as addresses, psycopg.connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with embedded_services(state) as addresses, psycopg.connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_second_command_joins_and_the_servers_stay_until_both_have_ended(state):
    with embedded_services(state, durable=False) as addresses:
        other = another_user(state)
        assert other.stdout.readline().strip() == addresses["DATABASE_URL"]
    psycopg.connect(addresses["DATABASE_URL"]).close()
    other.communicate("")
    assert wait_until(lambda: not processes_of(state))


def test_commands_started_at_once_share_one_pair_of_servers(state):
    users = [another_user(state) for _ in range(3)]
    told = {user.stdout.readline() for user in users}
    for user in users:
        user.communicate("")
    assert len(told) == 1
    assert "postgresql://" in told.pop()


def test_a_killed_user_leaves_no_server(state):
    user = another_user(state)
    assert user.stdout.readline()
    user.kill()
    user.communicate()
    assert wait_until(lambda: not processes_of(state))


def test_a_killed_keeper_takes_the_servers_along_and_the_next_start_recovers(state):
    user = another_user(state)
    assert user.stdout.readline()
    os.kill(json.loads((state / "services.json").read_text())["keeper"], signal.SIGKILL)
    assert wait_until(lambda: not is_daemon_running(state))
    user.communicate("")
    with embedded_services(state, durable=False) as addresses, psycopg.connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def process_of(state: Path, program: str) -> int:
    """The process of a server: the one whose parent is the keeper."""
    keeper = str(json.loads((state / "services.json").read_text())["keeper"])
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
            command = (folder / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if fields[1] == keeper and program in command and fields[0] != "Z":
            return int(folder.name)
    return 0


def test_killed_servers_are_started_again_at_their_addresses_and_the_log_names_them(state):
    with embedded_services(state, durable=False) as addresses:
        killed = {program: process_of(state, program) for program in ("postgres", "valkey-server")}
        for process in killed.values():
            os.kill(process, signal.SIGKILL)
        assert wait_until(lambda: all(process_of(state, name) not in (0, old) for name, old in killed.items()))
        assert wait_until(lambda: answers(addresses))
        told = (state / "keeper.log").read_text()
        for name, log in (("PostgreSQL", "postgres"), ("Valkey", "valkey")):
            assert f"{name} stopped (signal 9); restarting in 1 s (log: {state}/{log}.log).\n" in told
            assert f"{name} was restarted.\n" in told
    assert processes_of(state) == []


def answers(addresses: dict[str, str]) -> bool:
    try:
        psycopg.connect(addresses["DATABASE_URL"]).close()
        return bool(redis.Redis.from_url(addresses["REDIS_URL"]).ping())
    except (psycopg.OperationalError, redis.RedisError):
        return False


def test_a_keeper_that_was_killed_is_started_again_at_the_same_addresses(state):
    said: list[str] = []
    with embedded_services(state) as addresses:
        servers = EmbeddedServers(state, addresses, say=said.append, check=lambda: None)
        assert servers.restart_if_killed() is None
        os.kill(json.loads((state / "services.json").read_text())["keeper"], signal.SIGKILL)
        assert wait_until(
            lambda: servers.restart_if_killed() is None and answers(addresses) and is_daemon_running(state), 60
        )
    assert said[0].startswith("PostgreSQL and Valkey stopped together with the process that runs them")
    assert said[-1].startswith("PostgreSQL and Valkey were restarted")
    assert processes_of(state) == []


def test_what_is_wrong_with_valkey_is_not_said_of_postgresql(state, monkeypatch):
    """A folder stands where Valkey's socket should be: it cannot listen and ends."""
    monkeypatch.setattr(
        server_daemon.postgres_and_valkey,
        "start_valkey",
        lambda sockets, *, log: start_valkey(sockets / "missing", log=log),
    )
    running = []
    sockets = server_daemon._create_socket_folder("")
    try:
        with pytest.raises(ServerError, match=rf"embedded Valkey did not start: .+\(log: {state}/valkey.log\)"):
            server_daemon._start_servers(state, sockets, running, durable=False)
    finally:
        server_daemon._stop_servers(running)


def test_data_of_another_postgresql_version_are_refused_with_the_reason(state):
    with embedded_services(state, durable=False):
        pass
    (state / "pgdata" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(ServerError, match=r"created by PostgreSQL 9,.+Upgrade"),
        embedded_services(state, durable=False),
    ):
        pass
    assert processes_of(state) == []


def test_a_state_folder_that_cannot_be_made_is_refused_with_the_reason(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ServerError, match="cannot be written"), embedded_services(tmp_path / "file" / "services"):
        pass
