"""All kinds of tables, and find one by its name."""

from observatory.exchange.kinds.citation_kind import CitationKind
from observatory.exchange.kinds.record_and_source_kinds import RecordKind, SourceKind
from observatory.exchange.kinds.relation_kind import RelationKind
from observatory.exchange.kinds.table_kind import Kind
from observatory.exchange.kinds.term_kind import TermKind
from observatory.records import registry


def all_kinds() -> list[Kind]:
    """Return every type of table: the record types first, in their order."""
    types = [RecordKind(record_type.kind) for record_type in registry.all_types()]
    return [*types, SourceKind(), RelationKind(), CitationKind(), TermKind()]


def find_kind(name: str) -> Kind | None:
    """Return the kind of that name, or of the record type of that name; None for an unknown one."""
    names = ((kind, {kind.name, getattr(kind, "kind", kind.name)}) for kind in all_kinds())
    return next((kind for kind, known in names if name in known), None)
