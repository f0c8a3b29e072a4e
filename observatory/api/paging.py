"""Keyset pagination: each page starts after a row, so later pages are as fast as the first."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db.models import F, OrderBy, Q, QuerySet

MOST = 100
USUAL = 25


class InvalidCursor(ValueError):
    """The cursor was not made for this list."""


@dataclass(frozen=True)
class Order:
    """A column, its direction and its type; ties are settled by `record_id` in the same direction.

    `unique` columns have no ties.
    """

    column: str
    descending: bool
    type: type[date] | type[datetime] | type[str]
    nullable: bool = False
    unique: bool = False

    def after(self, value: Any, record_id: int) -> Q:
        """Condition for the rows behind a row; the first part is what an index can start from."""
        step = "lt" if self.descending else "gt"
        beyond = Q(**{f"{self.column}__{step}": value}) | Q(**{f"record_id__{step}": record_id})
        return Q(**{f"{self.column}__{step}e": value}) & beyond

    @property
    def columns(self) -> list[OrderBy]:
        """The order as the index on dates has it, read from either end: nulls behind all dates, or before them."""
        nulls = {"nulls_last" if self.descending else "nulls_first": True} if self.nullable else {}
        first = OrderBy(F(self.column), descending=self.descending, **nulls)
        return [first] if self.unique else [first, self.ties]

    @property
    def ties(self) -> OrderBy:
        return OrderBy(F("record_id"), descending=self.descending)


ORDERS = {
    "-published_at": Order("published_at", True, datetime),
    "published_at": Order("published_at", False, datetime),
    "-date": Order("date_from", True, date, nullable=True),
    "date": Order("date_from", False, date, nullable=True),
    # The one that never changes: a record keeps its place, whatever is published while a client follows `next`.
    "id": Order("public_id", False, str, unique=True),
}
NEWEST = "-published_at"


def encode(name: str, *parts: Any) -> str:
    """Return an opaque cursor for the list, or the order of a list, of that name."""
    return base64.urlsafe_b64encode(orjson.dumps([name, *parts])).decode().rstrip("=")


def decode(cursor: str, name: str, *types: type) -> list[Any]:
    """Return the parts, of these types, of a cursor made for that list; raise `InvalidCursor` for any other text."""
    try:
        parts = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != len(types) + 1 or parts[0] != name:
            raise InvalidCursor(cursor)
        return [_typed(part, wanted) for part, wanted in zip(parts[1:], types, strict=True)]
    except (ValueError, TypeError, binascii.Error) as error:
        raise InvalidCursor(cursor) from error


def _typed(part: Any, wanted: type) -> Any:
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


def page(rows: QuerySet, name: str, cursor: str, limit: int, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return up to `limit` + 1 rows behind the cursor ("" for the first page) as dicts of `columns`.

    In an order by date the undated rows come last, whatever the direction.
    """
    order = ORDERS[name]
    value, record_id = start(cursor, name)
    columns = list(dict.fromkeys([*columns, "record_id", order.column]))
    found: list[dict[str, Any]] = []
    if not cursor or value is not None:
        dated = rows.filter(**{f"{order.column}__isnull": False}) if order.nullable else rows
        behind = dated.filter(order.after(value, record_id)) if cursor else dated
        found = list(behind.order_by(*order.columns).values(*columns)[: limit + 1])
    if order.nullable and len(found) <= limit:
        undated = rows.filter(**{f"{order.column}__isnull": True})
        if cursor and value is None:
            undated = undated.filter(**{"record_id__lt" if order.descending else "record_id__gt": record_id})
        found += undated.order_by(order.ties).values(*columns)[: limit + 1 - len(found)]
    return found


def cursor_behind(name: str, row: dict[str, Any]) -> str:
    """Return the cursor of the page that follows a row."""
    value = row[ORDERS[name].column]
    return encode(name, value.isoformat() if isinstance(value, date) else value, row["record_id"])


def start(cursor: str, name: str) -> tuple[Any, int]:
    """Return value and key of the row behind which a page starts; (None, 0) for the first page."""
    if not cursor:
        return None, 0
    value, record_id = decode(cursor, name, ORDERS[name].type, int)
    return value, record_id
