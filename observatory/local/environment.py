"""Default values, for a single machine, of the environment variables that a server must set.

A secret key is created once and stored in `var/` (mode 600), so that sessions survive a restart.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from observatory.local import PROJECT
from observatory.local.daemon_client import embedded_services
from observatory.local.postgres_and_valkey import ServerError

VAR = Path(os.environ.get("STATE_DIR") or PROJECT / "var")
NEEDED = ("DATABASE_URL", "REDIS_URL")
# Commands that never use the database: starting servers for them would only take time.
WITHOUT_SERVERS = {"help", "version", "makemessages", "compilemessages", "collectstatic", "findstatic", "diffsettings"}
NOWHERE = {"DATABASE_URL": "postgresql://localhost/not-started", "REDIS_URL": "redis://localhost/0"}


@contextmanager
def local_environment(arguments: Sequence[str] = ()) -> Iterator[None]:
    """Set missing environment variables for a management command with these `arguments`, and keep the servers running
    while the block runs."""
    with ExitStack() as stack:
        try:
            set_missing_variables(local_defaults(VAR))
            if needs_servers(arguments):
                set_missing_variables(stack.enter_context(embedded_services(VAR / "services")))
            else:
                set_missing_variables(NOWHERE)
        except (ServerError, OSError) as error:
            raise SystemExit(f"error: {describe_environment_error(error)}") from None
        yield


def needs_servers(arguments: Sequence[str]) -> bool:
    """Return whether a command needs servers that the environment does not name."""
    if all(os.environ.get(name) for name in NEEDED):
        return False
    asks_for_help = not arguments or {"-h", "--help", "--version"} & set(arguments)
    return not asks_for_help and arguments[0] not in WITHOUT_SERVERS


def local_defaults(var: Path, *, port: int = 8000) -> dict[str, str]:
    """Return the default secret key, URL and hosts of a site on this machine. Creates a key file unless the environment
    has a key."""
    return {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or read_or_create_secret(var / "secret_key"),
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
    }


def set_missing_variables(defaults: dict[str, str]) -> None:
    """Set the environment variables that are not set, or empty."""
    os.environ.update({name: value for name, value in defaults.items() if not os.environ.get(name)})


def describe_environment_error(error: Exception) -> str:
    """Return one sentence on an error of the local environment (a full disk, a folder of another user), with the remedy
    if it is known."""
    if isinstance(error, PermissionError) and error.filename:
        return f"{error.filename} belongs to another user. Run as that user, or change the owner of the folder."
    text = " ".join(str(error).split())
    text = text if text.endswith((".", "?", "!")) else f"{text}."
    return f"The disk is full; free some space and start again: {text}" if "No space left" in text else text


def read_or_create_secret(path: Path, length: int = 50) -> str:
    """Return the secret stored in `path`, such as the default SECRET_KEY. Creates it at first use, readable by its
    owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(length))
    except FileExistsError:
        pass
    return path.read_text().strip()
