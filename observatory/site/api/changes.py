"""What was published or withdrawn since: for mirrors that must also learn what is gone."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from observatory.search.filters import MomentField
from observatory.site.api import paging, parameters, reading
from observatory.site.api.base import ApiView, fingerprint

# Nothing younger than the oldest transaction that still writes is told: what it publishes will carry an
# earlier time, and a mirror that has passed that time would never see it. A second is for clocks that differ.
_SINCE = """
SELECT record_id, public_id, kind, version, published_at, withdrawn_at, withdrawal_reason, merged_into, {document}
FROM publishing_entry
WHERE (published_at, record_id) > (%(moment)s, %(record_id)s) AND published_at < (
    SELECT least(statement_timestamp(), min(xact_start)) - interval '1 second' FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid())
ORDER BY published_at, record_id LIMIT %(limit)s"""
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class ChangeParameters(parameters.PageParameters):
    published_since = MomentField(
        end=False,
        required=False,
        help_text=_("Starts with what was published or withdrawn then; from the beginning when not given."),
    )


class Changes(ApiView):
    """Records in the order in which they were published or withdrawn last, each once, withdrawn ones as tombstones.

    Follow `next` to the end, keep `resume`, and ask it again later: it starts where this answer ended.
    """

    name = _("Changes")

    def get(self, request):
        asked, _rows = parameters.read(request.query_params, ChangeParameters)
        rows = self._rows(asked, document=not self.is_conditional())
        tag = fingerprint((row[0], row[3]) for row in rows)
        if response := self.unchanged(tag, None):
            return response
        if self.is_conditional():
            rows = self._rows(asked, document=True)
        shown = rows[: asked["limit"]]
        resume = self._behind(shown[-1]) if shown else self.same_page()
        more = resume if len(rows) > len(shown) else None
        return self.answer(reading.joined([_told(row) for row in shown], next=more, resume=resume), tag, None)

    def _behind(self, row: tuple) -> str:
        return self.next_page(paging.encode("changes", row[4].isoformat(), row[0]))

    def _rows(self, asked: dict[str, Any], *, document: bool) -> list[tuple]:
        moment, record_id = asked["published_since"] or _BEGINNING, 0
        if asked["cursor"]:
            try:
                moment, record_id = paging.decode(asked["cursor"], "changes", datetime, int)
            except paging.InvalidCursor:
                raise parameters.bad_cursor() from None
        statement = _SINCE.format(document="document::text" if document else "NULL")
        with connection.cursor() as cursor:
            cursor.execute(statement, {"moment": moment, "record_id": record_id, "limit": asked["limit"] + 1})
            return cursor.fetchall()


def _told(row: tuple) -> str:
    """Return the document of a live entry, the tombstone of a withdrawn one."""
    _record_id, public_id, kind, _version, _at, withdrawn_at, reason, merged_into, text = row
    if withdrawn_at is None:
        return text
    tombstone = {"id": public_id, "kind": kind, "withdrawn_at": withdrawn_at, "reason": reason}
    return reading.as_json(tombstone | ({"merged_into": merged_into} if merged_into else {}))
