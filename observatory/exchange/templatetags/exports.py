"""The links above a list of the admin that export its rows and import a table."""

from typing import Any

from django import template
from django.urls import reverse

from observatory.exchange.kinds.all_kinds import all_kinds
from observatory.exchange.table_export import LABELS, forms_of
from observatory.records.models import Record

register = template.Library()


@register.inclusion_tag("admin/exchange/list_links.html", takes_context=True)
def exchange_links(context: Any, cl: Any) -> dict[str, Any]:
    """Show the links above the list `cl` that export its rows and import a table; none where its rows are no type of
    table."""
    user = context["request"].user
    kinds = [kind for kind in all_kinds() if _fits(kind, cl.model) and kind.may_export(user)]
    query = cl.get_query_string(remove=["p", "all", "o"]).removeprefix("?")
    own = next((kind for kind in kinds if kind.model is cl.model), None)
    listed = own.name if own else "records"
    rows = [
        (kind.label, [(LABELS[form], _address(kind, form, listed, query)) for form in forms_of(kind)]) for kind in kinds
    ]
    add = reverse("admin:exchange_import_add")
    may_import = own and own.may_import(user)
    return {"kinds": rows, "import_url": f"{add}?kind={own.name}" if own and may_import else ""}


def _fits(kind: Any, model: Any) -> bool:
    """Return whether a kind can be exported from a list: the rows themselves, or what belongs to records."""
    return kind.model is model or (kind.name in ("relations", "citations") and issubclass(model, Record))


def _address(kind: Any, form: str, listed: str, query: str) -> str:
    address = reverse("admin:exchange_export", args=[kind.name, form])
    parts = [part for part in (f"list={listed}" if listed != kind.name else "", query) if part]
    return f"{address}?{'&'.join(parts)}" if parts else address
