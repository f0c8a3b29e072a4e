"""Compare all records and sources, and list the likely duplicates anew."""

import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models

from observatory.records import record_duplicates as of_records
from observatory.records.duplicate_finder import BATCH
from observatory.records.models import Record
from observatory.sources import source_duplicates as of_sources
from observatory.sources.models import Source

PROGRESS = 10  # seconds between two lines of progress
COMPARED: dict[str, tuple[type[models.Model], Any]] = {"records": (Record, of_records), "sources": (Source, of_sources)}


class Command(BaseCommand):
    help = (
        "Find the likely duplicates among records and sources. Forms and imports do so for what they write; run this"
        " after other writes, such as a restored backup. Running it twice changes nothing. It can be stopped: what its"
        " lines of progress count is written, and they say how to go on from there."
    )

    def add_arguments(self, parser):
        """Add the option with which a comparison of all rows for likely duplicates goes on where it was stopped."""
        parser.add_argument(
            "--after",
            metavar="records:NUMBER",
            help="go on after this row, as a line of progress of an earlier run says",
        )

    def handle(self, *, verbosity, after, **options):
        first, last = _comparison_start(after)
        names = list(COMPARED)
        for name in names[names.index(first) :]:
            self._compare_for_duplicates(name, last if name == first else 0, verbosity)

    def _compare_for_duplicates(self, name: str, last: int, verbosity: int) -> None:
        """Compare all records or all sources after a primary key, in batches, and print the progress."""
        model, finder = COMPARED[name]
        total, done, told = model.objects.filter(pk__gt=last).count(), 0, time.monotonic()
        for keys in _batches(model, last):
            finder.find_duplicates_of(keys)
            done += len(keys)
            if verbosity and time.monotonic() - told > PROGRESS:
                told = time.monotonic()
                self.stdout.write(f"{done} of {total} {name} compared; to go on from here: --after {name}:{keys[-1]}")
                self.stdout.flush()
        if verbosity:
            found = finder.count_likely_duplicates(most=1_000_000)
            self.stdout.write(f"{done} {name} compared, {found} likely duplicates")


def _comparison_start(text: str | None) -> tuple[str, int]:
    """Return whether records or sources are compared first, and the row after which. Raises CommandError."""
    if text is None:
        return next(iter(COMPARED)), 0
    name, _colon, number = text.partition(":")
    if name not in COMPARED or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise CommandError(f"--after {text}: write {' or '.join(f'{each}:NUMBER' for each in COMPARED)}.")
    return name, int(number)


def _batches(model: type[models.Model], last: int) -> Iterator[list[int]]:
    """Yield the primary keys of all rows after one, so many at a time as are compared in one transaction."""
    while keys := list(model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield keys
        last = keys[-1]
