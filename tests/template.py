"""A migrated database that the workers of one run copy: the migrations run once, not once for each worker.

    python -m tests.template FOLDER

makes it in a process of its own, while the workers import and collect the tests. A worker that comes too early waits;
if the process fails, the first worker makes it and tells the reason. With `drop` behind FOLDER it is dropped.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import django
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


@contextmanager
def template_in_the_making(folder: Path) -> Iterator[None]:
    """Start to make the database, with the environment of the run; leave none if no worker asked for it."""
    making = _process(str(folder))
    try:
        yield
    finally:
        ended = making.poll() is not None
        making.terminate()
        making.wait()
        if not ended or (folder / "template").stat().st_size:
            _process(str(folder), "drop").wait()


def _process(*arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "observatory.settings"}
    command = [sys.executable, "-m", "tests.template", *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, cwd=Path(__file__).parent.parent, stdout=quiet, stderr=quiet)


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


if __name__ == "__main__":
    django.setup()
    tested = connection.settings_dict["TEST"]
    tested["NAME"] = f"{tested.get('NAME') or 'test_' + connection.settings_dict['NAME']}_first"  # as a worker has it
    (drop_template if "drop" in sys.argv else make_template)(Path(sys.argv[1]))
