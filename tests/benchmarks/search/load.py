"""Writes generated entries into an empty database with COPY, the indexes made afterwards."""

import sys
import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

import orjson
from django.core.management import call_command
from django.db import connection

from observatory.publishing.index import entry_columns, facet_value_ids, facets, search_vector, suggestion_words
from observatory.publishing.models import Entry
from observatory.records.models import Field, Jurisdiction, Theme
from tests.benchmarks.search import generate, surroundings
from tests.benchmarks.search.generate import TEXTS

START = datetime(2026, 1, 1, tzinfo=UTC)
RECORD = (
    *("id", "public_id", "kind", "slug", "state", "title_en", "created_at", "updated_at"),
    *("title_zh_hans", "original_title", "original_language", "summary_en", "summary_zh_hans"),
)
_BATCH = 500


def load(entries: int) -> None:
    """Fill the database with so many entries, unless it has them."""
    call_command("migrate", verbosity=0)
    present = Entry.objects.count()
    if present == entries:
        return
    started = time.perf_counter()
    with connection.cursor() as cursor:
        _drop_indexes(cursor)
        cursor.execute("TRUNCATE records_record, sources_source, sources_officialterm, publishing_facetvalue CASCADE")
        _copy(cursor, entries)
        _make_indexes(cursor)
        surroundings.load(cursor)
    suggestion_words.add_words(Entry.objects.only("names").filter(pk__lte=TEXTS))
    _vocabularies()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stdout.write(f"loaded {entries:,} entries in {time.perf_counter() - started:.0f} s\n")


def _drop_indexes(cursor) -> None:
    for index in Entry._meta.indexes:
        cursor.execute(f"DROP INDEX IF EXISTS {index.name}")


def _make_indexes(cursor) -> None:
    cursor.execute("SET maintenance_work_mem = '1GB'")
    with connection.schema_editor() as schema:
        for index in Entry._meta.indexes:
            schema.add_index(Entry, index)


def _copy(cursor, entries: int) -> None:
    # A worker makes the entries of even numbers, another the odd ones: each works out half of the texts, once.
    spans = [(start, min(start + _BATCH, entries + 1), entries) for start in range(1, entries + 1, _BATCH)]
    _told(entries)  # before the workers are forked, so that they have it
    processes = get_context("fork")
    with processes.Pool(1) as even, processes.Pool(1) as odd:
        for batches in zip(even.imap(_evens, spans), odd.imap(_odds, spans), strict=True):
            rows = _with_ids([row for batch in batches for row in batch])
            with cursor.copy(f"COPY records_record ({', '.join(RECORD)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(_record(row))
            with cursor.copy(f"COPY publishing_entry ({', '.join(rows[0])}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(tuple(row.values()))


def _with_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    arrays = facet_value_ids.arrays_of({row["record_id"]: row["facet_ids"] for row in rows})
    return [row | {"facet_ids": arrays[row["record_id"]]} for row in rows]


def _record(row: dict[str, Any]) -> tuple:
    key, public_id, kind, slug = row["record_id"], row["public_id"], row["kind"], row["slug"]
    return (key, public_id, kind, slug, "published", row["title_en"], START, START, "", "", "", "", "")


def _evens(span: tuple[int, int, int]) -> list[dict[str, Any]]:
    start, end, entries = span
    return [row(number, entries) for number in range(start, end) if number % 2 == 0]


def _odds(span: tuple[int, int, int]) -> list[dict[str, Any]]:
    start, end, entries = span
    return [row(number, entries) for number in range(start, end) if number % 2]


def row(number: int, entries: int) -> dict[str, Any]:
    """Return the columns of an entry as `publish()` would write them."""
    text = number % TEXTS
    document = generate.document(number, text, _told(entries).get(number, ()))
    columns = entry_columns.entry_columns_of_document(document) | generate.facet_columns(
        number, generate.ties_to(number, entries)
    )
    acting = generate.organisations(generate.ties_to(number, entries))
    pairs = facets.entry_facet_values(document, columns | {"organisations": acting})
    marks = [facets.facet_lexeme(facet, code) for facet, code in pairs]
    published = START - timedelta(minutes=number)
    stamp = {"number": 1, "published_at": published.isoformat(), "sha256": "0" * 64}
    return {
        "record_id": number,
        "public_id": document["id"],
        "kind": document["kind"],
        "slug": document["slug"],
        **columns,
        "document": orjson.dumps(document | {"version": stamp}).decode(),
        "version": 1,
        "sequence": number,
        "sha256": "0" * 64,
        "first_published_at": published,
        "published_at": published,
        "withdrawal_reason": "",
        "merged_into": "",
        "facet_ids": pairs,  # their ids, when they are written (`_with_ids`)
        "names": search_vector.searchable_names(document),
        "search": _vector(text, document["id"], marks),
    }


@lru_cache(maxsize=1)
def _told(entries: int) -> dict[int, list[generate.Tie]]:
    """Return the relations that each organisation tells."""
    found: dict[int, list[generate.Tie]] = {}
    for number in range(1, entries + 1):
        for tie in generate.ties_to(number, entries):
            row = found.setdefault(tie.subject, [])
            if len(row) < generate.MOST_RELATIONS:
                row.append(tie)
    return found


def _vector(text: int, public_id: str, marks: list[str]) -> str:
    quoted = " ".join(f"'{mark}':16383B" for mark in marks)
    return f"{_words(text)} '{public_id}':16000B {quoted}"


@lru_cache(maxsize=TEXTS)
def _words(text: int) -> str:
    """The vector of a text without what differs between the entries that share it."""
    document = generate.document(0, text) | {"id": "", "identifiers": []}
    return search_vector.vector_lexemes(document)


def _vocabularies() -> None:
    for model, codes in (
        (Jurisdiction, generate.JURISDICTIONS),
        (Theme, generate.THEMES),
        (Field, generate.FIELDS),
    ):
        terms = [model(code=code, label_en=f"Label of {code}", label_zh_hans=f"{code}的名称") for code in codes]
        model.objects.bulk_create(terms, ignore_conflicts=True)
    surroundings.surveys()
