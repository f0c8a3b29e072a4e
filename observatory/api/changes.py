"""What was published or withdrawn since: for mirrors that must also learn what is gone."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from observatory.api import paging, parameters
from observatory.api.base import fingerprint
from observatory.api.tables import TableView
from observatory.public import published
from observatory.public.tables import lists
from observatory.publishing.models import Entry
from observatory.publishing.publication_lock import settled_until
from observatory.search.filters import MomentField

# Publications commit in turn and are numbered then, so nothing can appear behind a row that was given out, whatever the
# clocks say (`Entry.sequence`).
_SINCE = """
SELECT sequence, public_id, kind, version, published_at, withdrawn_at, withdrawal_reason, merged_into, {document}
FROM publishing_entry
WHERE sequence > %(sequence)s ORDER BY sequence LIMIT %(limit)s"""
# The last before a moment; of a moment that nothing has reached yet, the last there is.
_BEFORE = """
SELECT COALESCE(
    (SELECT min(sequence) - 1 FROM publishing_entry WHERE published_at >= %s),
    (SELECT max(sequence) FROM publishing_entry), 0)"""
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
        asked, _entries = parameters.read(request.query_params, ChangeParameters)
        if self.wants_table():
            return self.table(lists.changes(_since(asked["published_since"])))
        # Before the rows, in a statement of its own: a publication that ends in between is in sight of the second.
        until = settled_until() - _CLOCKS
        start = self._start(asked)
        rows = _rows(start, asked["limit"], document=not self.is_conditional())
        tag = fingerprint(row[0] for row in rows)
        complete = rows[asked["limit"] - 1][4] if len(rows) > asked["limit"] else until
        response = self.unchanged(tag, None) or self._answer(asked["limit"], start, rows, tag, complete)
        response["Complete-Until"] = complete.isoformat()  # for who gets a 304, which has no body
        return response

    def _answer(self, limit: int, start: int, rows: list[tuple], tag: str, complete: datetime):
        if self.is_conditional():
            rows = _rows(start, limit, document=True)
        shown = rows[:limit]
        resume = self.next_page(paging.encode("changes", shown[-1][0] if shown else start))
        first = {"next": resume if len(rows) > len(shown) else None, "resume": resume, "complete_until": complete}
        return self.answer(published.joined([_told(row) for row in shown], **first), tag, None)

    def _start(self, asked: dict[str, Any]) -> int:
        """Return the number behind which the answer begins."""
        if asked["cursor"]:
            try:
                return paging.decode(asked["cursor"], "changes", int)[0]
            except paging.InvalidCursor:
                raise parameters.bad_cursor() from None
        if not asked["published_since"]:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_BEFORE, [asked["published_since"]])
            return cursor.fetchone()[0]


def _rows(start: int, limit: int, *, document: bool) -> list[tuple]:
    """Return the rows behind a number: as many as a page has, and one more where there is one."""
    with connection.cursor() as cursor:
        statement = _SINCE.format(document="document::text" if document else "NULL")
        cursor.execute(statement, {"sequence": start, "limit": limit + 1})
        return cursor.fetchall()


def _since(moment: datetime | None) -> QuerySet[Entry]:
    return Entry.objects.filter(published_at__gte=moment) if moment else Entry.objects.all()


def _told(row: tuple) -> str:
    """Return the document of a live entry, the tombstone of a withdrawn one."""
    _sequence, public_id, kind, _version, _at, withdrawn_at, reason, merged_into, text = row
    if withdrawn_at is None:
        return text
    tombstone = {"id": public_id, "kind": kind, "withdrawn_at": withdrawn_at, "reason": reason}
    return published.as_json(tombstone | ({"merged_into": merged_into} if merged_into else {}))
