"""Migrations that the database lacks, and those that it has and this program does not know: another version of the
program has made such a database, and it is refused.
"""

from functools import cache
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import module_has_submodule

_MOST = 3  # names in the message


def unknown_migrations() -> list[str]:
    """Return the migrations of installed apps ("publishing.0017_name") that the database has and the program lacks.

    The program knows the migrations that one of its own replaces, but only if the database has all of them: between two
    of them there is no way on.
    """
    on_disk = MigrationLoader(None).disk_migrations
    with_migrations = {app.label for app in apps.get_app_configs() if module_has_submodule(app.module, "migrations")}
    try:
        applied = list(MigrationRecorder(connection).migration_qs.order_by("app", "name").values_list("app", "name"))
    except ProgrammingError:  # there is no table of them: the database is empty
        return []
    known = set(on_disk).union(*(each.replaces for each in on_disk.values() if set(each.replaces) <= set(applied)))
    return [f"{app}.{name}" for app, name in applied if app in with_migrations and (app, name) not in known]


def explain_unknown_migrations(unknown: list[str]) -> str:
    """Return one line for the operator: what is wrong with the database, and what to do."""
    names = ", ".join(unknown[:_MOST]) + (" ..." if len(unknown) > _MOST else "")
    return (
        f"Another version of the program made this database (migrations that are not in this version: {names}). If "
        "that version is newer, install it again. If it is from before the first release, export the catalogue with it "
        "(manage.py export_catalogue FOLDER), then load it with this version into an empty database "
        "(manage.py load_catalogue fixtures/vocabularies FOLDER --publish). docs/operations.md says what stays behind."
    )


def check_database_version(databases: list[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Django's system check for databases: `migrate` runs it first and changes nothing if it finds an error."""
    unknown = unknown_migrations() if databases else []
    return [Error(explain_unknown_migrations(unknown), id="operations.E001")] if unknown else []


def missing_migrations() -> list[str]:
    """Return the latest migrations of apps that this program has and the database lacks."""
    try:
        applied = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    except ProgrammingError:  # no table of migrations: the database is empty
        applied = set()
    return [".".join(key) for key in _last_migrations() if key not in applied]


@cache
def _last_migrations() -> tuple[tuple[str, str], ...]:
    """Return the last migration of each app. Cached: a running process uses the files it was started with."""
    return tuple(sorted(MigrationLoader(None).graph.leaf_nodes()))
