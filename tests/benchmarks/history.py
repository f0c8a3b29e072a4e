"""What the history costs: bulk writes with and without it, and its size.

python -m pytest -m benchmark -s tests/benchmarks/history.py
"""

from time import perf_counter

import pytest
from django.db import connection

from observatory.history.steps import step
from observatory.history.tracked_tables import table_of, tracked_tables
from observatory.records.migration_operations import first_events_sql
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.factories import InitiativeFactory, SourceFactory

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
CITATIONS = 5000


def _triggers(do: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else pending checks keep the table from being altered
        for table in tracked_tables():
            cursor.execute(f'ALTER TABLE "{table.model._meta.db_table}" {do} TRIGGER USER')


def _seconds(write) -> float:
    begun = perf_counter()
    with step(by=None, kind="import"):
        write()
    return perf_counter() - begun


def _insert(source) -> None:
    records = [InitiativeFactory() for _ in range(50)]
    rows = [
        Citation(record=records[n % 50], field="title", source=source, locator=f"p. {n}", quote="A passage. " * 20)
        for n in range(CITATIONS)
    ]
    Citation.objects.bulk_create(rows, batch_size=1000)


def test_cost_of_bulk_writes():
    source = SourceFactory()
    seconds = {}
    for do in ("DISABLE", "ENABLE"):
        _triggers(do)
        times = []
        for _ in range(3):
            times.append((_seconds(lambda: _insert(source)), _seconds(lambda: Citation.objects.update(note_en="x"))))
            Citation.objects.all().delete()
        seconds[do] = [min(each) for each in zip(*times, strict=True)]
    (insert, update), (insert_with, update_with) = seconds["DISABLE"], seconds["ENABLE"]
    print(f"\n{CITATIONS} citations and 50 records: {insert:.2f} s, with history {insert_with:.2f} s: ", end="")
    print(f"{insert_with / insert:.2f} times; update: {update:.2f} s and {update_with:.2f} s")


def test_size_and_first_events():
    _insert(SourceFactory())
    with connection.cursor() as cursor:
        for model in (Record, Citation):
            table = table_of(model).event_model._meta.db_table
            cursor.execute(f'TRUNCATE "{table}"')
            begun = perf_counter()
            cursor.execute(first_events_sql(table_of(model).event_model))
            seconds = perf_counter() - begun
            cursor.execute("SELECT pg_total_relation_size(%s), count(*) FROM " + f'"{table}"', [table])
            size, rows = cursor.fetchone()
            print(f"\n{table}: {rows} first events in {seconds:.2f} s, {size / rows:.0f} bytes each with indexes")
