"""The versions of a record. Every one stays readable, also after a withdrawal."""

from typing import Any

from django.db.models import F
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from observatory.api import paging, parameters
from observatory.api.base import FOREVER, ApiView, fingerprint
from observatory.api.records import RecordView
from observatory.public import published
from observatory.public.problems import NotFound
from observatory.public.tables import lists
from observatory.publishing.models import Version

COLUMNS = ("number", "action", "published_at", "reason", "sha256")


class VersionList(RecordView):
    """All versions of a record, newest first."""

    def get(self, request, key: str):
        asked, _rows = parameters.read(request.query_params, parameters.PageParameters)
        found = self.find(key, document=False)
        if isinstance(found, HttpResponseBase):
            return found
        if self.wants_table():
            return self.table(lists.versions(found.record_id, found.public_id))
        rows = self._behind(found.record_id, asked["cursor"], asked["limit"])
        shown = rows[: asked["limit"]]
        more = self.next_page(paging.encode("versions", shown[-1]["number"])) if len(rows) > len(shown) else None
        tag = fingerprint([found.record_id, *(row["number"] for row in rows)])
        return self.unchanged(tag, found.published_at) or self.answer(
            {"next": more, "results": shown}, tag, found.published_at
        )

    def _behind(self, record_id: int, cursor: str, limit: int) -> list[dict[str, Any]]:
        rows = Version.objects.filter(record_id=record_id)
        if cursor:
            try:
                rows = rows.filter(number__lt=paging.decode(cursor, "versions", int)[0])
            except paging.InvalidCursor:
                raise parameters.bad_cursor() from None
        return list(rows.order_by("-number").values(*COLUMNS)[: limit + 1])


class VersionDetail(RecordView):
    """One version with its document as published, which never changes."""

    renderer_classes = ApiView.renderer_classes

    def get(self, request, key: str, number: int):
        parameters.read(request.query_params, parameters.NoParameters)
        found = self.find(key, document=False)
        if isinstance(found, HttpResponseBase):
            return found
        rows = Version.objects.filter(record_id=found.record_id, number=number)
        row = (
            rows.annotate(text=published.TEXT, format=F("document__format")).values(*COLUMNS, "format", "text").first()
        )
        if row is None:
            raise NotFound(_("This record has no version with this number."))
        text = row.pop("text") or "null"
        # One without a number is from before there were numbers (`publishing.document_format`).
        row["format"] = row["format"] or (None if text == "null" else 0)
        body = f'{published.as_json(row)[:-1]},"document":{text}}}'.encode()
        tag = fingerprint([found.record_id, number])
        return self.unchanged(tag, row["published_at"], FOREVER) or self.answer(body, tag, row["published_at"], FOREVER)
