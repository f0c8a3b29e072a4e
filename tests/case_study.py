"""The case study of fixtures/ in the database, loaded once for a file of tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.report import Report


@contextmanager
def loaded_case_study(blocker: DjangoDbBlocker, *, publish: bool) -> Iterator[Report]:
    """Load it, yield the report of the load, and undo it: each test in between works in a savepoint of its own."""
    with blocker.unblock(), transaction.atomic():
        yield load(paths=[settings.BASE_DIR / "fixtures"], by=None, reason="First.", publish=publish)
        transaction.set_rollback(True)
