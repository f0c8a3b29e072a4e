"""The registry of record types. Each type registers itself in its AppConfig.ready."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from observatory.records.models import Record
from observatory.records.vocabulary_table import TERMS_BY_NAME

# Statements that every type has, and that a citation can therefore be for.
COMMON_STATEMENTS = ("title", "summary", "names", "identifiers", *TERMS_BY_NAME)
# Statements with several values that may all be true; the stated value of a citation says which one it is for.
LISTED = ("names", "identifiers")


@dataclass(frozen=True)
class RecordType:
    """The description of a record type that the kernel works with.

    `prefix` is the first part of its URLs (`/initiatives/…`, `/api/v1/initiatives/`);
    `serializer` builds its public document, and its field `facts` has the type's own statements in the order of the
    fact sheet; `date` is the fact with the date of an entry; `classes` are the facts that are the curators' own
    classification and need no source, the first of them the subtype; `filterset` filters its API list; `words` are
    labels of facts that differ from those of their columns, by subtype and fact; `later` are the facts that were
    added after catalogues had been loaded: a catalogue row without them equals a row loaded before;
    `also_entered_as` are types under which the same thing may be entered by mistake.
    """

    model: type[Record]
    prefix: str
    serializer: Any
    date: str
    classes: tuple[str, ...]
    filterset: Any = None
    words: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    also_entered_as: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return self.model.KIND

    @cached_property
    def facts_by_name(self) -> Mapping[str, Any]:
        """Its own statements (`publishing.facts.Fact`) by name, in the order of the fact sheet."""
        return dict(self.serializer().fields["facts"].fields)

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of its own statements, in the order of the fact sheet."""
        return tuple(self.facts_by_name)

    @property
    def subtype(self) -> str:
        return self.classes[0]

    @property
    def statements(self) -> tuple[str, ...]:
        """Every name that `Citation.field` may have for this type."""
        return (*COMMON_STATEMENTS, *self.facts)


_types: dict[str, RecordType] = {}


def register_record_type(record_type: RecordType) -> None:
    """Add a record type at start-up.

    Raises `ValueError` for a second type of the same kind or prefix.
    """
    taken = {known.prefix for known in _types.values()}
    if record_type.kind in _types or record_type.prefix in taken:
        raise ValueError(f"record type {record_type.kind!r} is registered already")
    _types[record_type.kind] = record_type


def get_record_type(kind: str) -> RecordType:
    """Return the record type of that kind; raise `KeyError` for an unknown one."""
    return _types[kind]


def get_fact(kind: str, name: str) -> Any | None:
    """Return the fact of that name of a type (`publishing.facts.Fact`); None for an unknown type or name."""
    record_type = _types.get(kind)
    return record_type.facts_by_name.get(name) if record_type else None


def all_types() -> Iterator[RecordType]:
    """Return every registered type, in the order of the installed apps."""
    return iter(_types.values())


def as_own_type(record: Record) -> Record:
    """Return the row of the record's own type (an `Initiative` for a `Record` of that kind)."""
    model = get_record_type(record.kind).model
    return record if type(record) is model else model.objects.get(pk=record.pk)
