"""Downloads: the rows of a list as a table, and templates."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.exchange.errors import CannotRead
from observatory.exchange.files.file_formats import CONTENT_TYPES, SUFFIXES
from observatory.exchange.kinds.all_kinds import find_kind
from observatory.exchange.kinds.table_kind import Kind
from observatory.exchange.table_export import FORMS, empty_table, export_rows, forms_of
from observatory.records.models import Record, Relation
from observatory.sources.models import Citation

# Parameters of a list that choose no rows: its order and its page.
_NOT_FILTERS = ("o", "p", "all", "list")
_WRONG_FILTER = _(
    "Nothing was exported: the list has no such filter as this web address asks for. Open the list, filter it there,"
    " and export it from its page."
)


def template_view(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """Return an empty table of a kind: CSV, or a workbook with the values and help on further sheets."""
    table = _kind(kind, form, FORMS)
    if not table.may_import(request.user):
        raise PermissionDenied
    return _export_response(empty_table(table, form), f"template-{table.name}", form)


def export_view(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """Return the rows of a list of the admin, filtered as its query string says, as a table of a kind. `list` names the
    list where it is not that of the kind: the relations and citations of the records of a list."""
    table = _kind(kind, form)
    if not table.may_export(request.user):
        raise PermissionDenied
    try:
        made = export_rows(table, form, _exported_row_keys(request, table))
    except IncorrectLookupParameters:
        return _export_refusal(_WRONG_FILTER, 400)
    except CannotRead as error:
        return _export_refusal(error, 422)
    return _export_response(made, table.name, form)


def _kind(name: str, form: str, forms: Sequence[str] = ()) -> Kind:
    kind = find_kind(name)
    if kind is None or form not in (forms or forms_of(kind)):
        raise Http404
    return kind


def _exported_row_keys(request: Any, table: Kind) -> list[int]:
    """Return the primary keys of the rows to export: those that the list of the admin shows, of all its pages."""
    listed = find_kind(request.GET.get("list", "")) or table
    model = Record if request.GET.get("list") == "records" else listed.model
    keys = _keys_in_admin_list(request, model)
    if model is table.model:
        return keys
    part: Any = {"relations": Relation, "citations": Citation}.get(table.name)
    if part is None:
        raise Http404
    owner = "subject" if part is Relation else "record"
    return list(part.objects.filter(**{f"{owner}__in": keys}).values_list("pk", flat=True))


def _keys_in_admin_list(request: Any, model: Any) -> list[int]:
    """Return the primary keys of the rows that a list of the admin shows for this request, with its filters."""
    model_admin = admin.site._registry[model]
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    query: QueryDict = request.GET.copy()
    for name in _NOT_FILTERS:
        query.pop(name, None)
    request.GET = query
    rows = model_admin.get_changelist_instance(request).get_queryset(request)
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())


def _export_refusal(text: Any, status: int) -> HttpResponse:
    return HttpResponse(str(text), status=status, content_type="text/plain; charset=utf-8")


def _export_response(made: Iterable[bytes] | Any, name: str, form: str) -> HttpResponseBase:
    """Return the download of an exported table, with its media type and a file name with the day."""
    response = FileResponse(made) if hasattr(made, "read") else StreamingHttpResponse(made)
    suffix = SUFFIXES.get(form, form)
    response["Content-Type"] = CONTENT_TYPES[form]
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{suffix}"'
    response["Cache-Control"] = "private, no-store"
    return response
