"""The kinds of tables by name."""

from observatory.exchange.kinds.base import Kind
from observatory.exchange.kinds.citations import CitationKind
from observatory.exchange.kinds.owners import RecordKind, SourceKind
from observatory.exchange.kinds.relations import RelationKind
from observatory.exchange.kinds.terms import TermKind
from observatory.records import registry


def all_kinds() -> list[Kind]:
    """Return every kind of table: the record types first, in their order."""
    types = [RecordKind(record_type.kind) for record_type in registry.all_types()]
    return [*types, SourceKind(), RelationKind(), CitationKind(), TermKind()]


def find_kind(name: str) -> Kind | None:
    """Return the kind of that name, or of the record type of that name; None for an unknown one."""
    names = ((kind, {kind.name, getattr(kind, "kind", kind.name)}) for kind in all_kinds())
    return next((kind for kind, known in names if name in known), None)
