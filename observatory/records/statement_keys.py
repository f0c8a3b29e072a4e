"""Keys of statements (`field:NAME`, `relation:ID`, `milestone:ID`): whether a record or an item has such a statement,
and its label as on the form.
"""

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from observatory.records import registry
from observatory.records.models import Milestone, Record, Relation, Reviewed

# Statements that are not a column, and columns whose label names the language.
_WORDS = {
    "names": _("other names"),
    "identifiers": _("identifiers"),
    "title": _("title"),
    "summary": _("summary"),
}


def field_label(model: type[Record], name: str) -> str:
    """Return the label of a statement of a record type: that of its column, or of the first of its two columns."""
    columns = {field.name: field for field in model._meta.get_fields() if hasattr(field, "verbose_name")}
    column = columns.get(name) or columns.get(f"{name}_en")
    return capfirst(_WORDS.get(name) or (column.verbose_name if column else name))


def statement_label(citation) -> str:
    """Return a label of the statement that a citation is for. Load its record, relation or milestone with it."""
    if citation.field:
        return field_label(registry.get_record_type(citation.record.kind).model, citation.field)
    return citation.statement


def is_statement_of(record: Record | Reviewed, key: str) -> bool:
    """Return whether this key names a statement of the record: a field of its type, a milestone, or a relation that it
    or another record states about it; of an item, a column or a part of it."""
    kind, _colon, name = key.partition(":")
    if not isinstance(record, Record):
        return _item_has_statement(record, kind, name)
    if kind == "field":
        return name in registry.get_record_type(record.kind).statements
    if not _is_primary_key(name):
        return False
    if kind == "relation":
        return Relation.objects.filter(Q(subject=record.pk) | Q(object=record.pk), pk=int(name)).exists()
    return kind == "milestone" and Milestone.objects.filter(record=record.pk, pk=int(name)).exists()


def _item_has_statement(item: Reviewed, kind: str, name: str) -> bool:
    """Return whether the key of a statement (`kind:name`) names a column of an item, in one language or two, or a part
    of it with this primary key."""
    if kind == "field":
        names = {field.name for field in item._meta.get_fields()}
        return bool(names & {name, f"{name}_en"})
    manager = getattr(item, f"{kind}s", None) if kind in _PARTS else None
    return bool(manager is not None and _is_primary_key(name) and manager.filter(pk=int(name)).exists())


def _is_primary_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def label_of_part(item: Reviewed, key: str) -> str:
    """Return the name of the statement of an item that a key names, as on its form."""
    kind, _colon, name = key.partition(":")
    if kind in _PARTS:
        return capfirst(str(type(item)._meta.get_field(f"{kind}s").related_model._meta.verbose_name))
    return field_label(type(item), name)


# The rows that items have parts of: locations and contributors of a source, translations of a term.
_PARTS = ("location", "contributor", "rendering")
