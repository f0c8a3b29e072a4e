"""The case study of fixtures/ in the database, loaded once for a file of tests and copied for the files that follow."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Report
from tests.stored_rows import make_or_restore


def _load(*, publish: bool) -> Report:
    return load(paths=[settings.BASE_DIR / "fixtures"], by=None, reason="First.", publish=publish)


_published, _drafts = partial(_load, publish=True), partial(_load, publish=False)


def put_case_study(*, publish: bool = True) -> Report:
    """Write the case study into the database as a load does, and return the report of the load."""
    return make_or_restore(_published if publish else _drafts)


@contextmanager
def loaded_case_study(blocker: DjangoDbBlocker, *, publish: bool) -> Iterator[Report]:
    """Write it, yield the report of the load, and undo it: each test in between works in a savepoint of its own."""
    with blocker.unblock(), transaction.atomic():
        yield put_case_study(publish=publish)
        transaction.set_rollback(True)
