"""Lists and details of records, now and as of a moment."""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, QuerySet, Value
from django.http import HttpResponsePermanentRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from observatory.api import paging, parameters
from observatory.api.base import ApiView, fingerprint
from observatory.api.tables import TableView
from observatory.public import published
from observatory.public.links import absolute, moved
from observatory.public.problems import NotFound, Withdrawn
from observatory.public.tables.records import Chosen, records
from observatory.publishing.as_of import past
from observatory.publishing.index import facets
from observatory.publishing.models import Entry, Version
from observatory.records import registry
from observatory.search.filters import EntryFilterSet, filterset_of
from observatory.search.planning import first_of
from observatory.search.query import parse

# What a version does not keep, so a list of the past cannot be filtered by it.
ONLY_NOW = ("q", "related", *facets.only_present())


def address_of(kind: str, public_id: str) -> str:
    """Return the API's address of a record."""
    return f"/api/v1/{registry.get(kind).prefix}/{public_id}/"


class RecordView(TableView):
    """Views of one type of record, or of all with no `record_type`."""

    record_type: registry.RecordType | None = None

    @property
    def kind(self) -> str | None:
        return self.record_type.kind if self.record_type else None

    def get_view_name(self) -> str:
        return capfirst(str(self.record_type.model._meta.verbose_name_plural)) if self.record_type else _("Records")

    def find(self, key: str, *, document: bool) -> published.Found | HttpResponsePermanentRedirect:
        """Return the entry, or the redirect from a former slug or from another type. Raises `NotFound`."""
        found = published.find(key, document=document)
        if found is None and (former := published.formerly(key)):
            return self._redirect(key, *former)
        if found is None:
            raise NotFound(_("No record that is or was public has this id or slug."))
        if self.kind and found.kind != self.kind:
            return self._redirect(key, found.kind, found.public_id)
        return found

    def _redirect(self, key: str, kind: str, public_id: str) -> HttpResponsePermanentRedirect:
        address = address_of(kind, public_id) if self.kind else f"/api/v1/records/{public_id}/"
        address += self.request.path.rpartition(f"/{key}/")[2]  # versions/ stays versions/
        query = self.request.META.get("QUERY_STRING", "")
        return moved(f"{address}?{query}" if query else address)


class RecordDetail(RecordView):
    """One record: the document of its current version, or of the version of a moment."""

    renderer_classes = ApiView.renderer_classes

    def get(self, request, key: str):
        asked, _rows = parameters.read(request.query_params, parameters.AsOfParameters)
        if asked["as_of"]:
            return self._as_of(key, asked["as_of"])
        found = self.find(key, document=not self.is_conditional())
        if not isinstance(found, published.Found):
            return found
        if found.merged_into:
            return self._redirect(key, self.kind or "", found.merged_into)
        if found.withdrawn_at:
            raise gone(found.public_id, found.kind, found.withdrawn_at, found.reason)
        if response := self.unchanged(found.tag, found.modified):
            return response
        if found.text is None and (found := published.find(found.public_id, document=True)) is None:
            raise NotFound(_("No record that is or was public has this id or slug."))
        response = self.answer(found.body.encode(), found.tag, found.modified)
        response["Link"] = f'<{absolute(address_of(found.kind, found.public_id))}>; rel="canonical"'
        return response

    def _as_of(self, key: str, moment: datetime):
        found = self.find(key, document=False)
        if not isinstance(found, published.Found):
            return found
        version = version_at(found.record_id, moment)
        if version is None:
            raise NotFound(_("This record was not public yet at that moment."))
        if version["action"] == Version.Action.WITHDRAW:
            raise gone(found.public_id, found.kind, version["published_at"], version["reason"])
        tag = published.version_tag(version["sha256"], version["number"])
        stamp = (version["number"], version["published_at"], version["sha256"])
        return self.unchanged(tag, version["published_at"]) or self.answer(
            published.stamped(version["text"], *stamp).encode(), tag, version["published_at"]
        )


class RecordList(RecordView):
    """Records that are public, newest publication first unless asked otherwise; or that were at a moment."""

    @property
    def filters(self) -> type[EntryFilterSet]:
        return filterset_of(self.record_type)

    def get(self, request):
        asked, rows = self._asked(request.query_params)
        if self.wants_table():
            chosen = Chosen(rows, asked["as_of"], words="q" in request.query_params)
            return self.table(records(chosen, self.record_type))
        count = rows.count() if asked["count"] else None
        try:
            if self.is_conditional():
                found = self._rows(asked, rows, document=False)
                if response := self.unchanged(self._tag(found, count), _changed(found)):
                    return response
            found = self._rows(asked, rows, document=True)
        except paging.InvalidCursor:
            raise parameters.bad_cursor() from None
        return self._page(found, asked, count)

    def _rows(self, asked: dict[str, Any], rows: QuerySet, *, document: bool) -> list[dict[str, Any]]:
        """Return the rows of the page and one more, if there is one."""
        name, cursor, limit = asked["ordering"], asked["cursor"], asked["limit"]
        if name == paging.NEWEST and not asked["as_of"] and not self._is_filtered():
            behind = paging.start(cursor, name) if cursor else None
            return published.newest(self.kind, behind, limit + 1, document=document)
        columns = ["record_id", "version", "changed"]
        if not asked["as_of"]:
            rows = rows.annotate(marks=published.MARKS)
            columns.append("marks")
        if document:
            rows = rows.annotate(text=published.TEXT if asked["as_of"] else published.TEXT_OF_PAGE)
            columns += ["text", "published_at", *(["sha256"] if asked["as_of"] else [])]
        if parse(self.request.query_params.get("q", "")):
            # Asked for by itself, before the rows: what the planner is told of them would make it a slow question.
            changed = Entry.objects.order_by("-sequence").values_list("published_at", flat=True).first()
            rows = rows.annotate(changed=Value(changed, output_field=DateTimeField()))
            with first_of(rows):
                return paging.page(rows, name, cursor, limit, columns)
        return paging.page(rows.annotate(changed=published.CATALOGUE_CHANGED), name, cursor, limit, columns)

    def _is_filtered(self) -> bool:
        return any(name in self.filters.base_filters for name in self.request.query_params)

    def _asked(self, query) -> tuple[dict[str, Any], Any]:
        """Read the parameters; the rows are of the present, or of the moment asked for."""
        moment = None
        if "as_of" in query:
            asked, _rows = parameters.read(query, parameters.ListParameters, self.filters, published.present(self.kind))
            moment = asked["as_of"]
            if moment and (wrong := [name for name in ONLY_NOW if query.get(name)]):
                raise parameters.refuse(wrong[0], _("This cannot be asked of the past: leave out as_of."))
        rows = past(moment, self.kind) if moment else published.present(self.kind)
        return parameters.read(query, parameters.ListParameters, self.filters, rows)

    def _page(self, found: list[dict[str, Any]], asked: dict[str, Any], count: int | None):
        shown = found[: asked["limit"]]
        first: dict[str, Any] = {"next": None}
        if len(found) > asked["limit"]:
            first["next"] = self.next_page(paging.cursor_behind(asked["ordering"], shown[-1]))
        if count is not None:
            first["count"] = count
        texts = [_text(row, past=bool(asked["as_of"])) for row in shown]
        response = self.answer(published.joined(texts, **first), self._tag(found, count), _changed(found))
        if first["next"]:
            response["Link"] = f'<{first["next"]}>; rel="next"'
        return response

    def _tag(self, found: list[dict[str, Any]], count: int | None) -> str:
        return fingerprint([count, *((row["record_id"], row["version"], row.get("marks")) for row in found)])


def _changed(found: list[dict[str, Any]]) -> datetime | None:
    return found[0]["changed"] if found else None


def _text(row: dict[str, Any], *, past: bool) -> str:
    if not past:
        return published.with_marks(row["text"], row["marks"])
    return published.stamped(row["text"], row["version"], row["published_at"], row["sha256"])


def version_at(record_id: int, moment: datetime) -> dict[str, Any] | None:
    """Return the version that stood at a moment, a withdrawal included."""
    rows = Version.objects.filter(record_id=record_id, published_at__lte=moment).annotate(text=published.TEXT)
    return rows.order_by("-number").values("number", "action", "published_at", "sha256", "reason", "text").first()


def gone(public_id: str, kind: str, withdrawn_at: datetime, reason: str) -> Withdrawn:
    """Return the answer for a withdrawn record: since when, and why."""
    return Withdrawn(
        _("This record was withdrawn. Its versions stay readable."),
        id=public_id,
        kind=kind,
        withdrawn_at=withdrawn_at.isoformat(),
        reason=reason,
    )
