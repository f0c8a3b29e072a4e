"""Human-readable labels of statements, for the admin."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from observatory.records import registry
from observatory.records.models import Record

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
