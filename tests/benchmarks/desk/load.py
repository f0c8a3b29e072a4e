"""Write a large working copy into an empty database: 100,000 records with their citations, sources and changes.

Rows are made by SQL from their numbers, so the same numbers make the same data. Triggers and foreign keys are off while
they are written: no history is kept of them.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from observatory.monitoring.models import AffectedCitation
from observatory.records.models import Record
from tests.benchmarks.search.generate import CHINESE, JURISDICTIONS, THEMES, Drawer, vocabulary


class Size(NamedTuple):
    """How many rows there are."""

    records: int = 100_000
    sources: int = 40_000
    citations: int = 300_000
    open_changes: int = 10_000
    closed_changes: int = 20_000


_KINDS = (*["initiative"] * 6, *["instrument"] * 6, *["platform"] * 4, *["organisation"] * 3, "body")
_TITLES = """
CREATE TEMP TABLE titles (number int PRIMARY KEY, english text, chinese text, source text, kind text, state text,
    public boolean, place int) ON COMMIT DROP
"""
_INSERTS = Path(__file__).with_name("working_copy.sql")
_TABLES = (
    "auth_user, records_jurisdiction, records_theme, records_record, sources_source, sources_location,"
    " pghistory_context, records_recordkey, sources_sourcekey"
)


def load(size: Size | None = None) -> None:
    """Fill the database, unless it has this many records. Everything else in it is deleted."""
    size = size or Size()
    call_command("migrate", verbosity=0)
    if Record.objects.count() == size.records and AffectedCitation.objects.exists():
        return
    started = time.perf_counter()
    values = size._asdict() | {"places": list(JURISDICTIONS), "themes": list(THEMES)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {_TABLES} CASCADE")
        cursor.execute(_TITLES)
        with cursor.copy("COPY titles FROM STDIN") as copy:
            for row in _titles(size.records):
                copy.write_row(row)
        for statement in _INSERTS.read_text().strip().removesuffix(";").split(";\n"):
            cursor.execute(statement, {name: value for name, value in values.items() if f"%({name})s" in statement})
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stdout.write(f"loaded {size.records:,} records in {time.perf_counter() - started:.0f} s\n")


def _titles(records: int) -> Iterator[tuple]:
    """Yield what the rows of each number are made of; every 50th has the titles of the one before it: a likely
    duplicate."""
    draw = Drawer("titles")
    english, _chinese = vocabulary()
    row: tuple = ()
    for number in range(1, records + 1):
        part = number % 100
        if number % 50:
            kind = _KINDS[number % len(_KINDS)]
            titles = [" ".join(draw.some(english, draw.random.randint(5, 8))).capitalize() for _ in range(2)]
            row = (titles[0], "".join(draw.some(CHINESE, 5)), titles[1], kind)
        state = "published" if part < 70 else "draft" if part < 90 else "in_review" if part < 95 else "withdrawn"
        place = 1 + JURISDICTIONS.index(draw.some(JURISDICTIONS, 1)[0])
        yield (number, *row, state, part < 82 or 92 <= part < 95, place)
