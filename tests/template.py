"""A migrated database that the workers of one run copy: the migrations run once, not once for each worker."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection


def make_template(folder: Path) -> str:
    """Name of the migrated database: who asks first makes it, the others wait. `folder` is the run's own."""
    name = _name()
    with _locked(folder) as made:
        if not made.tell():
            before = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
            connection.settings_dict["TEST"]["NAME"] = name
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            connection.close_pool()  # nobody may be connected to a database that is copied
            connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"] = before
            made.write(name)
    return name


def drop_template(folder: Path) -> None:
    """Leave nothing on servers that outlive the run; a worker that starts later makes the database anew."""
    with _locked(folder) as made, connection._nodb_cursor() as cursor:
        made.truncate(0)
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(_name())}")


def _name() -> str:
    return f"{connection.settings_dict['TEST']['NAME'].rpartition('_')[0]}_template"


@contextmanager
def _locked(folder: Path) -> Iterator[IO[str]]:
    """A file that one process holds at a time; it is empty until the database is made."""
    with (folder / "template").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0, 2)
        yield file
