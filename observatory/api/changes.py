"""Changes since a given time, for mirrors: publications and withdrawals."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django import forms
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema

from observatory.api import serializers
from observatory.api.pagination import FunctionPagination, encode_cursor
from observatory.api.views import ApiViewSet, etag_digest
from observatory.public import published_records
from observatory.public.tables import records_and_versions
from observatory.publishing.models import Entry
from observatory.publishing.publication_lock import settled_until
from observatory.search.filters import MomentField

# Publications commit in turn and are numbered then, so nothing can appear before a row that was answered, whatever the
# clocks say (`Entry.sequence`).
_ROWS = """
SELECT sequence, public_id, kind, version,
    COALESCE((SELECT published_at FROM publishing_version WHERE id = sequence), published_at),
    withdrawn_at, withdrawal_reason, merged_into, {document}
FROM publishing_entry
WHERE sequence > %(sequence)s ORDER BY sequence LIMIT %(limit)s"""
# The last before a moment; of a moment that nothing has reached yet, the last there is.
_LAST_BEFORE = """
SELECT COALESCE(
    (SELECT min(id) - 1 FROM publishing_version WHERE published_at >= %s),
    (SELECT max(sequence) FROM publishing_entry), 0)"""
# How far the clocks of several web servers and of the database may be apart.
_CLOCK_DIFFERENCE = timedelta(seconds=1)


class ChangeForm(forms.Form):
    published_since = MomentField(
        end=False,
        required=False,
        help_text=_("Keeps changes published or withdrawn at or after this time. Default: all changes."),
    )


class ChangePagination(FunctionPagination):
    """Pages in the order of `Entry.sequence`. Each has the URL to go on from, also where nothing follows yet."""

    name = "changes"
    keys = {"sequence": int}
    schema_members = {
        "resume": {
            "type": "string",
            "format": "uri",
            "description": "Save this URL and request it later to get changes made since this response.",
        },
        "complete_until": {
            "type": "string",
            "format": "date-time",
            "description": "Everything published or withdrawn before this time is in this response or in an earlier"
            " one. The header `Complete-Until` has the same value, also in a 304 response.",
        },
    }

    def read_cursor(self, parameters: Mapping[str, Any]) -> Sequence[int]:
        keys = super().read_cursor(parameters)
        self.first = keys[0] if keys else _sequence_before(parameters["published_since"])
        return [self.first]

    def keys_of(self, row: tuple) -> Sequence[Any]:
        return row[:1]

    def get_resume_url(self) -> str:
        shown = self.rows[: self.limit]
        return self.url_after(shown[-1]) if shown else self.url_of(encode_cursor(self.name, self.first))

    def get_complete_until(self, settled: datetime) -> datetime:
        """Return the time of the last row where more follow, else `settled`."""
        return self.rows[self.limit - 1][4] if len(self.rows) > self.limit else settled


class ChangeViewSet(ApiViewSet):
    title = _("Changes")
    pagination_class = ChangePagination
    form_class = ChangeForm
    page_component = "ChangePage"
    weak = True  # `complete_until` moves on while nothing changes

    def get_serializer_class(self) -> Any:
        return serializers.document_or_tombstone_serializer()

    @extend_schema(summary="List what was published or withdrawn, in that order")
    def list(self, request):
        """Records in the order they were last published or withdrawn.

        Each record appears once; withdrawn records appear as tombstones.

        Follow `next` until it is null, then save `resume`. Request `resume` later to continue from there.
        Everything published or withdrawn before `complete_until` is in this response or in an earlier one.
        """
        if self.wants_table():
            return self.table_response(
                records_and_versions.changes_table(_entries_since(self.parameters["published_since"]))
            )
        # Before the rows, in a statement of its own: a publication that ends in between is in sight of the second.
        settled = settled_until() - _CLOCK_DIFFERENCE
        page = self.paginate_queryset(partial(_read_rows, document=not self.is_conditional()))
        tag = etag_digest(row[0] for row in self.paginator.rows)
        complete_until = self.paginator.get_complete_until(settled)
        response = self.not_modified(tag, None)
        if response is None:
            if self.is_conditional():
                page = self.paginate_queryset(partial(_read_rows, document=True))
            members = {
                "next": self.paginator.get_next_url(),
                "resume": self.paginator.get_resume_url(),
                "complete_until": complete_until,
            }
            response = self.respond(
                published_records.page_json([_change_document(row) for row in page], **members), tag, None
            )
        response["Complete-Until"] = complete_until.isoformat()  # for who gets a 304, which has no body
        return response


def _sequence_before(moment: datetime | None) -> int:
    """Return the number in the order of publication that the rows of changes from a moment on follow; 0 for all
    rows."""
    if moment is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_LAST_BEFORE, [moment])
        return cursor.fetchone()[0]


def _read_rows(after: Sequence[int], limit: int, *, document: bool) -> list[tuple]:
    with connection.cursor() as cursor:
        statement = _ROWS.format(document="document::text" if document else "NULL")
        cursor.execute(statement, {"sequence": after[0], "limit": limit})
        return cursor.fetchall()


def _entries_since(moment: datetime | None) -> QuerySet[Entry]:
    return Entry.objects.filter(published_at__gte=moment) if moment else Entry.objects.all()


def _change_document(row: tuple) -> str:
    """Return the document of a live entry, the tombstone of a withdrawn one."""
    _sequence, public_id, kind, _version, _at, withdrawn_at, reason, merged_into, text = row
    if withdrawn_at is None:
        return text
    tombstone = {"id": public_id, "kind": kind, "withdrawn_at": withdrawn_at, "reason": reason}
    return published_records.to_json(tombstone | ({"merged_into": merged_into} if merged_into else {}))
