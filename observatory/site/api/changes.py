"""What was published or withdrawn since: for mirrors that must also learn what is gone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from observatory.publishing.facet_counts import settled_until
from observatory.publishing.models import Entry
from observatory.search.filters import MomentField
from observatory.site.api import paging, parameters, reading
from observatory.site.api.base import fingerprint
from observatory.site.api.tables import TableView
from observatory.site.tables import lists

_SINCE = """
SELECT record_id, public_id, kind, version, published_at, withdrawn_at, withdrawal_reason, merged_into, {document}
FROM publishing_entry
WHERE (published_at, record_id) > (%(moment)s, %(record_id)s) AND published_at < %(until)s
ORDER BY published_at, record_id LIMIT %(limit)s"""
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
# How far the clocks of several web servers and of the database may be apart.
_CLOCKS = timedelta(seconds=1)


class ChangeParameters(parameters.PageParameters):
    published_since = MomentField(
        end=False,
        required=False,
        help_text=_("Starts with what was published or withdrawn then; from the beginning when not given."),
    )


class Changes(TableView):
    """Records in the order in which they were published or withdrawn last, each once, withdrawn ones as tombstones.

    Follow `next` to the end, keep `resume`, and ask it again later: it starts where this answer ended. All that was
    published or withdrawn before `complete_until` is in this answer or in those before it.
    """

    name = _("Changes")
    weak = True  # `complete_until` moves on while nothing changes

    def get(self, request):
        asked, _rows = parameters.read(request.query_params, ChangeParameters)
        if self.wants_table():
            return self.table(lists.changes(_since(asked["published_since"])))
        # Before the rows, in a statement of its own: a publication that ends in between is in sight of the second.
        until = settled_until() - _CLOCKS
        rows = self._rows(asked, until, document=not self.is_conditional())
        tag = fingerprint((row[0], row[3]) for row in rows)
        complete = rows[asked["limit"] - 1][4] if len(rows) > asked["limit"] else until
        response = self.unchanged(tag, None) or self._answer(asked, until, rows, tag, complete)
        response["Complete-Until"] = complete.isoformat()  # for who gets a 304, which has no body
        return response

    def _answer(self, asked: dict[str, Any], until: datetime, rows: list[tuple], tag: str, complete: datetime):
        if self.is_conditional():
            rows = self._rows(asked, until, document=True)
        shown = rows[: asked["limit"]]
        resume = self._behind(shown[-1]) if shown else self.same_page()
        first = {"next": resume if len(rows) > len(shown) else None, "resume": resume, "complete_until": complete}
        return self.answer(reading.joined([_told(row) for row in shown], **first), tag, None)

    def _behind(self, row: tuple) -> str:
        return self.next_page(paging.encode("changes", row[4].isoformat(), row[0]))

    def _rows(self, asked: dict[str, Any], until: datetime, *, document: bool) -> list[tuple]:
        moment, record_id = asked["published_since"] or _BEGINNING, 0
        if asked["cursor"]:
            try:
                moment, record_id = paging.decode(asked["cursor"], "changes", datetime, int)
            except paging.InvalidCursor:
                raise parameters.bad_cursor() from None
        statement = _SINCE.format(document="document::text" if document else "NULL")
        with connection.cursor() as cursor:
            values = {"moment": moment, "record_id": record_id, "until": until, "limit": asked["limit"] + 1}
            cursor.execute(statement, values)
            return cursor.fetchall()


def _since(moment: datetime | None) -> QuerySet[Entry]:
    return Entry.objects.filter(published_at__gte=moment) if moment else Entry.objects.all()


def _told(row: tuple) -> str:
    """Return the document of a live entry, the tombstone of a withdrawn one."""
    _record_id, public_id, kind, _version, _at, withdrawn_at, reason, merged_into, text = row
    if withdrawn_at is None:
        return text
    tombstone = {"id": public_id, "kind": kind, "withdrawn_at": withdrawn_at, "reason": reason}
    return reading.as_json(tombstone | ({"merged_into": merged_into} if merged_into else {}))
