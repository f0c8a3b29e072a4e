"""Bring database, static files and translations up to date, and fill an empty database with the seed and demo accounts.

    python -m observatory.local.prepare

One step of `make run`, in a process of its own. Every sub-step looks first whether there is anything to do, so that a
second start takes seconds. Ends with 1 and one line on stderr when something outside the project is wrong.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from observatory.local.environment import VAR, secret
from observatory.local.translations import compile_catalogues

PASSWORD_FILE = VAR / "demo_password"
CONNECTING = {"dbname", "user", "password", "host", "port", "sslmode"}
STATIC_STAMP = ".made-from"


def main() -> int:
    try:
        django.setup()
        for step in (database, static_files, translations, catalogue, accounts):
            step()
    except ImproperlyConfigured as error:
        return fail(str(error))
    except (psycopg.OperationalError, OperationalError) as error:
        return fail(f"The database at {_where()} cannot be used: {_one_line(error)} Check DATABASE_URL.")
    except RedisError as error:
        return fail(f"Redis cannot be used: {_one_line(error)} Check REDIS_URL.")
    except (CommandError, DatabaseError, OSError) as error:
        return fail(_one_line(error))
    return 0


def database() -> None:
    # Not through the pool, which hides the reason of a failure behind a timeout.
    parameters = connection.get_connection_params()
    psycopg.connect(
        **{name: value for name, value in parameters.items() if name in CONNECTING}, connect_timeout=10
    ).close()
    cache.get("reachable")
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        say(f"Database: applying {waiting} migrations ...")
        call_command("migrate", interactive=False, verbosity=0)
    say("Database: up to date.")


def static_files() -> None:
    """Collect and compress only when a source changed: it takes ten seconds."""
    if settings.STATIC_FROM_SOURCE:
        return
    stamp, wanted = Path(settings.STATIC_ROOT) / STATIC_STAMP, _fingerprint_of_static_files()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Static files: collecting and compressing, about ten seconds ...")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def translations() -> None:
    for path in compile_catalogues(settings.LOCALE_PATHS):
        say(f"Translations: compiled {path.relative_to(settings.BASE_DIR)}.")


def catalogue() -> None:
    from observatory.records.models import Record  # models exist only after django.setup()

    if Record.objects.exists():
        say(f"Catalogue: {Record.objects.count()} records.")
        return
    say("Catalogue: loading and publishing the seed ...")
    call_command("load_catalogue", publish=True, verbosity=0)
    say(f"Catalogue: loaded {Record.objects.count()} records.")


def accounts() -> None:
    """One account a role, with one random password for all; told once, when the first of them is made."""
    from observatory.publishing import workflow

    password = secret(PASSWORD_FILE, length=12)
    made = [
        name
        for name in (workflow.CURATOR, workflow.REVIEWER, workflow.ADMINISTRATOR)
        if _make_account(name, password, is_superuser=name == workflow.ADMINISTRATOR)
    ]
    if made:
        kept = PASSWORD_FILE.relative_to(settings.BASE_DIR)
        say(f"Demo accounts: {', '.join(made)}; password: {password} (kept in {kept}).")


def _make_account(role: str, password: str, *, is_superuser: bool) -> bool:
    users = get_user_model().objects
    if users.filter(username=role).exists():
        return False
    user = users.create_user(role, password=password, is_staff=True, is_superuser=is_superuser)
    user.groups.add(Group.objects.get(name=role))
    return True


def _fingerprint_of_static_files() -> str:
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.append((name, status.st_size, status.st_mtime_ns))
    return hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).removesuffix(".") + "."


def _where() -> str:
    known = settings.DATABASES["default"]
    return f"{known['NAME']} at {known['HOST'] or 'the local socket'}{':' if known['PORT'] else ''}{known['PORT']}"


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> int:
    print(f"error: {text}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")
    sys.exit(main())
