"""Keyset pagination: each page starts after a row, so later pages are as fast as the first.

A list names its keys, the columns that it is sorted by. A cursor is the name of the list and the keys of a row.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from observatory.api.parameters import PageForm, describe_fields
from observatory.public.links import absolute_url
from observatory.public.problem_documents import InvalidParameters, parameter_error


class InvalidCursor(ValueError):
    """The cursor was not made for this list."""


def encode_cursor(name: str, *keys: Any) -> str:
    """Return an opaque cursor for the list, or the order of a list, of that name."""
    return base64.urlsafe_b64encode(orjson.dumps([name, *keys])).decode().rstrip("=")


def decode_cursor(cursor: str, name: str, *types: type) -> list[Any]:
    """Return the keys, of these types, of a cursor made for that list; raise `InvalidCursor` for any other text."""
    try:
        parts = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != len(types) + 1 or parts[0] != name:
            raise InvalidCursor(cursor)
        return [_typed_cursor_key(part, wanted) for part, wanted in zip(parts[1:], types, strict=True)]
    except (ValueError, TypeError, binascii.Error) as error:
        raise InvalidCursor(cursor) from error


def _typed_cursor_key(part: Any, wanted: type) -> Any:
    """Return a key of a cursor as a value of its type. Raises `InvalidCursor`."""
    if wanted in (datetime, date):
        if part is None and wanted is date:
            return None
        value = wanted.fromisoformat(part)
        if wanted is datetime and value.tzinfo is None:
            raise InvalidCursor(part)
        return value
    # 2**63 is where PostgreSQL's bigint ends; its texts hold no NUL.
    if type(part) is not wanted or (wanted is int and not 0 <= part < 2**63) or (wanted is str and "\0" in part):
        raise InvalidCursor(part)
    return part


class KeysetPagination(BasePagination):
    """Pages of a queryset in the order of `keys`: names of columns with their types, the last of them unique.

    `name` is the first part of every cursor of the list. `form` reads `limit` and `cursor`, and what else pages take.
    """

    name = ""
    keys: Mapping[str, type] = {}
    descending = False
    form = PageForm

    def paginate_queryset(self, queryset: Any, request, view=None) -> list[Any]:
        """Return the rows of the page; `rows` has one more if there is a next page."""
        self.request, self.limit = request, view.parameters["limit"]
        self.rows = list(self.read_rows(queryset, self.read_cursor(view.parameters), self.limit + 1))
        return self.rows[: self.limit]

    def read_cursor(self, parameters: Mapping[str, Any]) -> Sequence[Any] | None:
        """Return the keys of the row before the page, None for the first page. Raises `InvalidParameters`."""
        if not parameters["cursor"]:
            return None
        try:
            keys = decode_cursor(parameters["cursor"], self.name, *self.keys.values())
        except InvalidCursor:
            raise refused_cursor() from None
        if None in keys:
            raise refused_cursor()
        return keys

    def read_rows(self, queryset: QuerySet, after: Sequence[Any] | None, limit: int) -> Sequence[Any]:
        """Return up to `limit` rows that follow the row with the keys `after`."""
        if after:
            queryset = queryset.filter(rows_after(dict(zip(self.keys, after, strict=True)), self.descending))
        sign = "-" if self.descending else ""
        return queryset.order_by(*(f"{sign}{key}" for key in self.keys))[:limit]

    def keys_of(self, row: Any) -> Sequence[Any]:
        """Return the keys of a row, as JSON values."""
        values = [row[key] if isinstance(row, dict) else getattr(row, key) for key in self.keys]
        return [value.isoformat() if isinstance(value, date) else value for value in values]

    def cursor_after(self, row: Any) -> str:
        """Return the cursor of the page that follows a row."""
        return encode_cursor(self.name, *self.keys_of(row))

    def url_after(self, row: Any) -> str:
        """Return the URL of the page that follows a row, with all other parameters as they are."""
        return self.url_of(self.cursor_after(row))

    def url_of(self, cursor: str) -> str:
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return absolute_url(f"{self.request.path}?{query.urlencode()}")

    def get_next_url(self) -> str | None:
        return self.url_after(self.rows[self.limit - 1]) if len(self.rows) > self.limit else None

    def get_page(self, data: Sequence[Any]) -> dict[str, Any]:
        """Return the page as it is answered; `data` are its rows as JSON values."""
        return {"next": self.get_next_url(), "results": data}

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        return Response(self.get_page(data))

    def get_schema_operation_parameters(self, view) -> list[dict[str, Any]]:
        return describe_fields(self.form.base_fields)

    # Further members of a page as OpenAPI describes them, and those of them that a page may be without.
    schema_members: Mapping[str, Any] = {}
    optional_members: Sequence[str] = ()

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON schema of a page of a list."""
        following = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "URL of the next page. Null on the last page.",
        }
        members = {"next": following, **self.schema_members, "results": schema}
        required = sorted(set(members) - set(self.optional_members))
        return {"type": "object", "properties": members, "required": required}


class FunctionPagination(KeysetPagination):
    """Pages of a list that is no queryset: a function `(after, limit) -> rows` stands for it."""

    def read_rows(self, queryset: Any, after: Sequence[Any] | None, limit: int) -> Sequence[Any]:
        return queryset(after, limit)


def rows_after(keys: Mapping[str, Any], descending: bool) -> Q:
    """Return the condition for rows that come after the row with these keys, in the order of the keys."""
    step = "lt" if descending else "gt"
    condition, equal = Q(), Q()
    for name, value in keys.items():
        condition |= equal & Q(**{f"{name}__{step}": value})
        equal &= Q(**{name: value})
    return condition


def refused_cursor() -> InvalidParameters:
    """Return the error for a cursor that was not made for the list."""
    text = _("This cursor does not belong to this list. Use the `next` URL unchanged, with the same parameters.")
    return InvalidParameters([parameter_error("cursor", text)])
