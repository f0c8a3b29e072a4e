"""Services and Django for every test: a PostgreSQL and a Redis of the run's own, unless the environment names some.

This happens when the file is imported, because conftest files further down import models.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django

from observatory.local.environment import fill_in, local_defaults
from observatory.local.services import embedded_services

CLEANUP = ExitStack()


def prepare_environment() -> None:
    """Workers of pytest-xdist inherit what the first process sets."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="observatory-tests-"))
        CLEANUP.callback(shutil.rmtree, folder, ignore_errors=True)
        os.environ |= {"MEDIA_ROOT": str(folder / "media"), "STATIC_FROM_SOURCE": "true"}
        fill_in(local_defaults(folder))
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            fill_in(CLEANUP.enter_context(embedded_services(folder / "services", durable=False)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")


def pytest_unconfigure() -> None:
    CLEANUP.close()


prepare_environment()
django.setup()
