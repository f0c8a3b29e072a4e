"""Pages of records, in any of the orders that a client may choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from observatory.api import partial_match_pages
from observatory.api.pagination import FunctionPagination, InvalidCursor, decode_cursor, encode_cursor, refused_cursor
from observatory.api.parameters import FlagField, OneChoiceField, PageForm


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
        """Condition for the rows that follow a row; the first part is what an index can start from."""
        step = "lt" if self.descending else "gt"
        beyond = Q(**{f"{self.column}__{step}": value}) | Q(**{f"record_id__{step}": record_id})
        return Q(**{f"{self.column}__{step}e": value}) & beyond

    @property
    def columns(self) -> list[OrderBy]:
        """The order of a list of records as the index on dates has it, read from either end: nulls after all dates, or
        before them."""
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


class RecordPageForm(PageForm):
    ordering = OneChoiceField(
        choices=ORDERS,
        default=NEWEST,
        help_text=_(
            "Sort by publication time, by date or by ID. A leading minus means newest first. "
            "Undated records come last. Only the order by ID is not disturbed by records published while you page."
        ),
    )
    count = FlagField(
        help_text=_("Set to true to include the total number of matches. This is slower. Default: false.")
    )


class RecordPagination(FunctionPagination):
    """Pages of records. A cursor is the name of the order, and in it the value and the key of a row."""

    form = RecordPageForm
    schema_members = {
        "count": {"type": "integer", "description": "Only present if requested with count=true."},
        "partial": partial_match_pages.RECORDS,
    }
    optional_members = ("count", "partial")

    def paginate_queryset(self, queryset: Any, request, view=None) -> list[dict[str, Any]]:
        self.name = view.parameters["ordering"]
        return super().paginate_queryset(queryset, request, view)

    def read_cursor(self, parameters) -> tuple[Any, int] | None:
        if not parameters["cursor"]:
            return None
        try:
            value, record_id = decode_cursor(parameters["cursor"], self.name, ORDERS[self.name].type, int)
        except InvalidCursor:
            raise refused_cursor() from None
        return value, record_id

    def cursor_after(self, row: dict[str, Any]) -> str:
        return cursor_after(self.name, row)


def cursor_after(ordering: str, row: dict[str, Any]) -> str:
    """Return the cursor of the page that follows a row in one of `ORDERS`."""
    value = row[ORDERS[ordering].column]
    return encode_cursor(ordering, value.isoformat() if isinstance(value, date) else value, row["record_id"])


def read_record_rows(
    rows: QuerySet, ordering: str, after: tuple[Any, int] | None, limit: int, columns: Sequence[str]
) -> list[dict[str, Any]]:
    """Return up to `limit` rows of records after a row (its value and key; None for the first page) as dicts of
    `columns`.

    In an order by date the undated rows come last, whatever the direction.
    """
    order = ORDERS[ordering]
    value, record_id = after or (None, 0)
    columns = list(dict.fromkeys([*columns, "record_id", order.column]))
    found: list[dict[str, Any]] = []
    if after is None or value is not None:
        dated = rows.filter(**{f"{order.column}__isnull": False}) if order.nullable else rows
        following = dated.filter(order.after(value, record_id)) if after else dated
        found = list(following.order_by(*order.columns).values(*columns)[:limit])
    if order.nullable and len(found) < limit:
        undated = rows.filter(**{f"{order.column}__isnull": True})
        if after and value is None:
            undated = undated.filter(**{"record_id__lt" if order.descending else "record_id__gt": record_id})
        found += undated.order_by(order.ties).values(*columns)[: limit - len(found)]
    return found
