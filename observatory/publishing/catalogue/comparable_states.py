"""States: the values of a record or source that a load can set, the form in which files and database are compared."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import models

from observatory.publishing.facts.document_values import is_absent
from observatory.records import registry
from observatory.records.models import Identifier, Milestone, OtherName, Relation
from observatory.sources.models import OTHER_IDENTIFIERS, Citation, Contributor, Location, Source

SOURCE = "source"
Key = tuple[str, ...]
Rows = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """A nested table: the columns that name a row within its owner, and those that it holds."""

    model: type[models.Model]
    owner: str
    key: tuple[str, ...]
    values: tuple[str, ...]


NOTE = ("note_en", "note_zh_hans")
# In the order of writing: a citation points at relations, milestones and locations.
PARTS = {
    "contributors": Part(Contributor, "source", ("role", "position"), ("family", "given", "literal", "original")),
    # And `retired_at`, which only the rows of retired ones have.
    "locations": Part(Location, "source", ("url",), ("role", "monitored", *NOTE)),
    "names": Part(OtherName, "record", ("name", "language"), ("kind", *NOTE)),
    "identifiers": Part(Identifier, "record", ("scheme", "value"), ()),
    "milestones": Part(Milestone, "record", ("type", "date", "title_en"), ("title_zh_hans",)),
    "relations": Part(Relation, "subject", ("predicate", "object", "date"), ("role", *NOTE)),
    "citations": Part(
        Citation,
        "record",
        ("statement", "source", "locator"),
        (
            *("location", "stated_value", "quote", "quote_language", "prefix", "suffix", "quoted_from"),
            *("verdict", "basis", *NOTE, "checked_at"),
        ),
    ),
}
# Columns that loads set later than the first ones, each with what earlier loads meant.
_LATER: dict[str, dict[str, Callable[[dict[str, Any]], Any]]] = {
    "citations": {
        **{name: lambda row: "" for name in ("prefix", "suffix", "quoted_from")},
        "basis": lambda row: Citation.usual_basis(row["verdict"], row["quote"]),
    },
    SOURCE: {
        "rights": lambda row: Source.Rights.PASSAGES,
        "standing": lambda row: Source.Standing.SECONDARY,
        **{name: lambda row: "" for name in OTHER_IDENTIFIERS},
    },
}

TITLES = ("title_en", "title_zh_hans", "original_title")
SOURCE_COLUMNS = (
    *("key", "type", *TITLES, "language", "container_title", "publisher", "issued"),
    *("volume", "issue", "pages", "doi", *OTHER_IDENTIFIERS, "as_printed", "rights", "standing", *NOTE),
)
RECORD_COLUMNS = ("slug", *TITLES, "original_language", "summary_en", "summary_zh_hans")


@dataclass(frozen=True)
class State:
    """All that a load can set of one record or source.

    Rows of nested tables are held by their natural keys, other records and sources named by their
    public ids, so the state of a file and that of the database are equal when nothing is to be done.
    """

    kind: str
    public_id: str
    columns: dict[str, Any]
    terms: dict[str, frozenset[str]] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)
    # The permanent ids of citations by their natural keys; see `citation_ids`.
    ids: dict[Key, str] = field(default_factory=dict, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the state as canonical JSON. Columns that were added later count once they have another value than
        earlier loads meant, so that what was loaded before is still recognised."""
        later = () if self.kind == SOURCE else _later_columns(self.kind)
        columns = _without_later(self.kind, self.columns)
        plain = [
            self.kind,
            self.public_id,
            {name: value for name, value in columns.items() if name not in later or not is_absent(value)},
            {name: sorted(codes) for name, codes in self.terms.items()},
            {
                part: sorted(([*key], _without_later(part, row)) for key, row in rows.items())
                for part, rows in self.rows.items()
            },
        ]
        return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def keeping_locations_of(self, other: "State | None", today: date) -> "State":
        """Return this state with the locations that only `other` has, retired.

        A location has a history of checks: taken out of a file it is retired, never deleted; one whose address was
        changed in a file is retired too, and the new address is a location of its own.
        """
        if other is None or self.kind != SOURCE:
            return self
        given_up = {"retired_at": today.isoformat()}
        retired = {url: given_up | row | {"monitored": False} for url, row in other.rows["locations"].items()}
        return replace(self, rows=self.rows | {"locations": retired | self.rows["locations"]})


def columns_of_state(kind: str) -> tuple[str, ...]:
    """Return the columns that a load sets on the row of a record or source itself."""
    if kind == SOURCE:
        return SOURCE_COLUMNS
    facts = registry.get_record_type(kind).facts_by_name.values()
    return (*RECORD_COLUMNS, *(column for fact in facts for column in fact.columns))


def _without_later(part: str, row: dict[str, Any]) -> dict[str, Any]:
    later = _LATER.get(part, {})
    return {name: value for name, value in row.items() if name not in later or value != later[name](row)}


def _later_columns(kind: str) -> set[str]:
    record_type = registry.get_record_type(kind)
    return {column for name in record_type.later for column in record_type.facts_by_name[name].columns}


def statement_of_row(part: str, key: Key) -> str:
    """Return the name under which citations of a relation or milestone are held."""
    return " | ".join((part, *key))


def statement_of_field(name: str, value: str) -> str:
    """Return the name under which citations of a field are held: of a name or an identifier, with which one it is."""
    return f"{name} | {value}" if name in registry.LISTED and value else name


def field_of(statement: str) -> str:
    """Return the field of a statement that is neither a relation nor a milestone."""
    return statement.split(" | ", 1)[0]
