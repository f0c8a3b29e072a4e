"""Lists, details and versions of records of one type or of all, now or at a given time."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.db.models import DateTimeField, F, QuerySet, Value
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.response import Response

from observatory.api import record_pagination, serializers
from observatory.api.pagination import KeysetPagination
from observatory.api.parameters import AsOfForm
from observatory.api.partial_match_pages import read_partial_records
from observatory.api.record_pagination import RecordPagination
from observatory.api.statement_and_change_serializers import VersionChangesSerializer
from observatory.api.views import FOREVER, ApiViewSet, Moved, etag_digest
from observatory.public import published_records
from observatory.public.changes_between_versions import UnknownVersion, change_documents, find_pair
from observatory.public.links import absolute_url, api_path
from observatory.public.problem_documents import InvalidParameters, NotFound, Withdrawn, parameter_error
from observatory.public.tables import records_and_versions
from observatory.public.tables.records_and_versions import ChosenRecords, records_table
from observatory.public.tables.table_batches import Table
from observatory.publishing.models import Entry, Version
from observatory.publishing.standing_versions import versions_standing_at
from observatory.records import registry
from observatory.search.filters import EntryFilterSet, filterset_of
from observatory.search.planner_hints import first_of
from observatory.search.query_parser import parse_query

Row = dict[str, Any]
VERSION_COLUMNS = ("number", "action", "published_at", "reason", "sha256")


# `from` is a word of Python's.
ChangesForm = type(
    "ChangesForm",
    (forms.Form,),
    {
        "from": forms.IntegerField(
            min_value=1,
            max_value=2**31 - 1,
            required=False,
            help_text=_("Number of the version to compare with. Default: the one before."),
        )
    },
)


class VersionPagination(KeysetPagination):
    name = "versions"
    keys = {"number": int}
    descending = True


class RecordViewSet(ApiViewSet):
    """The records of one type, or of all types with no `record_type`."""

    record_type: registry.RecordType | None = None
    pagination_class = RecordPagination
    form_class = AsOfForm
    table_actions = ("list", "versions")
    page_component = "RecordPage"
    detail_errors = (301, 404)
    path_parameters = (
        OpenApiParameter("key", str, OpenApiParameter.PATH, description="Permanent ID, or current or former slug."),
    )

    def get_filterset_class(self) -> type[EntryFilterSet] | None:
        return filterset_of(self.record_type) if self.reading_action == "list" else None

    @property
    def kind(self) -> str | None:
        return self.record_type.kind if self.record_type else None

    def get_view_name(self) -> Any:
        return capfirst(str(self.record_type.model._meta.verbose_name_plural)) if self.record_type else _("Records")

    @property
    def errors(self):
        return (301, 404, 410) if self.reading_action == "retrieve" else super().errors

    def get_serializer_class(self):
        match self.reading_action:
            case "versions":
                return serializers.VersionSummarySerializer
            case "version":
                return serializers.version_serializer(self.record_type)
            case "version_changes":
                return VersionChangesSerializer
        return serializers.document_serializer(self.record_type)

    def get_described_answers(self) -> dict[tuple[int, str], Any]:
        if self.reading_action == "versions":
            return {(200, "application/json"): serializers.VersionSummarySerializer(many=True)}
        return super().get_described_answers()

    # --- Lists ---

    def list(self, request):
        """Public records, most recently published first by default.

        With `as_of`, the records that were public at that time.
        """
        rows = self.filter_queryset(self.get_queryset())
        if self.wants_table():
            return self.table_response(self.get_table(rows))
        count = rows.count() if self.parameters["count"] else None
        if self.is_conditional():
            self.paginate_queryset(partial(self.read_rows, rows, document=False))
            if response := self.not_modified(self._list_tag(count, self._partial()), self._changed()):
                return response
        page = self.paginate_queryset(partial(self.read_rows, rows, document=True))
        next_url = self.paginator.get_next_url()
        members = {"next": next_url} if count is None else {"next": next_url, "count": count}
        if some := self._partial():
            members["partial"] = some
        body = published_records.page_json([self._document(row) for row in page], **members)
        response = self.respond(body, self._list_tag(count, some), self._changed())
        if next_url:
            response["Link"] = f'<{next_url}>; rel="next"'
        return response

    def get_queryset(self) -> QuerySet:
        """Return what is public now, or what was at the moment asked for. Raises `InvalidParameters`."""
        moment = self.parameters["as_of"]
        if moment is None:
            return published_records.live_entries(self.kind)
        for name in published_records.refuse_past_moment():
            if self.request.query_params.get(name):
                text = _("This parameter cannot be combined with as_of.")
                raise InvalidParameters([parameter_error(name, text)])
        return versions_standing_at(moment, self.kind)

    def get_table(self, rows: QuerySet) -> Table:
        chosen = ChosenRecords(rows, self.parameters["as_of"], words="q" in self.request.query_params)
        return records_table(chosen, self.record_type)

    def read_rows(self, rows: QuerySet, after: tuple[Any, int] | None, limit: int, *, document: bool) -> Sequence[Row]:
        """Return up to `limit` rows after a row; with their documents as text, or only what the ETag is made of."""
        ordering, is_past = self.parameters["ordering"], bool(self.parameters["as_of"])
        if ordering == record_pagination.NEWEST and not is_past and not self.filterset:
            return published_records.newest_record_rows(self.kind, after, limit, document=document)
        columns = ["record_id", "version", "changed"]
        if not is_past:
            rows = rows.annotate(withdrawn_objects=published_records.WITHDRAWN_OBJECTS)
            columns.append("withdrawn_objects")
        if document:
            rows = rows.annotate(text=published_records.TEXT if is_past else published_records.TEXT_OF_PAGE)
            columns += ["text", "published_at", *(["sha256"] if is_past else [])]
        if parse_query(self.parameters.get("q", "")):
            # Read before the rows and by itself: under the settings of the planner for them it would be slow.
            changed = Entry.objects.order_by("-sequence").values_list("published_at", flat=True).first()
            rows = rows.annotate(changed=Value(changed, output_field=DateTimeField()))
            with first_of(rows):
                return record_pagination.read_record_rows(rows, ordering, after, limit, columns)
        rows = rows.annotate(changed=published_records.CATALOGUE_CHANGED)
        return record_pagination.read_record_rows(rows, ordering, after, limit, columns)

    def _document(self, row: Row) -> str:
        if self.parameters["as_of"]:
            return published_records.with_version(row["text"], row["version"], row["published_at"], row["sha256"])
        return published_records.with_withdrawn_objects(row["text"], row["withdrawn_objects"])

    def _partial(self) -> Sequence[Row]:
        """Return the partial matches of a search whose first page is empty."""
        if self.paginator.rows or self.parameters["cursor"] or not self.filterset:
            return []
        return read_partial_records(self.filterset.form.cleaned_data, self.kind)

    def _list_tag(self, count: int | None, some: Sequence[Row]) -> str:
        rows: Sequence[Row] = self.paginator.rows
        return etag_digest(
            [count, *some, *((row["record_id"], row["version"], row.get("withdrawn_objects")) for row in rows)]
        )

    def _changed(self) -> datetime | None:
        rows: Sequence[Row] = self.paginator.rows
        return rows[0]["changed"] if rows else None

    # --- Records ---

    def retrieve(self, request, key: str):
        """One record: its current version, or its version at a given time (`as_of`)."""
        if self.parameters["as_of"]:
            return self._retrieve_past(key, self.parameters["as_of"])
        entry = self.find_entry(key, document=not self.is_conditional())
        if entry.merged_into:
            raise self.moved_to(self.kind or "", entry.merged_into)
        if entry.withdrawal:
            raise Withdrawn(entry.withdrawal)
        if response := self.not_modified(entry.tag, entry.modified):
            return response
        if entry.text is None:
            entry = self.find_entry(entry.public_id, document=True)
        response = self.respond(entry.body.encode(), entry.tag, entry.modified)
        response["Link"] = f'<{absolute_url(api_path(entry.kind, entry.public_id))}>; rel="canonical"'
        return response

    def _retrieve_past(self, key: str, moment: datetime):
        """Answer with the version of a record at the moment asked for."""
        entry = self.find_entry(key)
        versions = published_records.versions_until(entry.record_id, moment).annotate(text=published_records.TEXT)
        version = versions.values(*VERSION_COLUMNS, "text").first()
        if version is None:
            raise NotFound(_("This record was not yet public at that time."))
        number, published_at, sha256 = version["number"], version["published_at"], version["sha256"]
        if version["action"] == Version.Action.WITHDRAW:
            raise Withdrawn(published_records.Withdrawal(entry.public_id, entry.kind, published_at, version["reason"]))
        tag = published_records.version_tag(sha256, number)
        if response := self.not_modified(tag, published_at):
            return response
        body = published_records.with_version(version["text"], number, published_at, sha256)
        return self.respond(body.encode(), tag, published_at)

    @action(detail=True, url_path="versions", pagination_class=VersionPagination, filterset_class=None, form_class=None)
    def versions(self, request, key: str):
        """All versions of a record, newest first."""
        entry = self.find_entry(key)
        if self.wants_table():
            return self.table_response(records_and_versions.versions_table(entry.record_id, entry.public_id))
        rows = Version.objects.filter(record_id=entry.record_id).values(*VERSION_COLUMNS)
        page = self.paginate_queryset(rows)
        tag = etag_digest([entry.record_id, *(row["number"] for row in self.paginator.rows)])
        if response := self.not_modified(tag, entry.published_at):
            return response
        return self.respond(self.paginator.get_page(self.represent(page)), tag, entry.published_at)

    @action(
        detail=True,
        url_path="versions/<int:number>",
        pagination_class=None,
        filterset_class=None,
        form_class=None,
    )
    def version(self, request, key: str, number: int):
        """One version with its document as published, which never changes."""
        entry = self.find_entry(key)
        rows = Version.objects.filter(record_id=entry.record_id, number=number)
        rows = rows.annotate(text=published_records.TEXT, format=F("document__format"))
        row = rows.values(*VERSION_COLUMNS, "format", "text").first()
        if row is None:
            raise NotFound(_("This record has no version with this number."))
        # From before there were numbers (`publishing.documents.document_format`).
        if row["format"] is None and row["text"]:
            row["format"] = 0
        text, published_at = row.pop("text") or "null", row["published_at"]
        tag = etag_digest([entry.record_id, number])
        if response := self.not_modified(tag, published_at, FOREVER):
            return response
        body = f'{published_records.to_json(row)[:-1]},"document":{text}}}'.encode()
        return self.respond(body, tag, published_at, FOREVER)

    @action(
        detail=True,
        url_path="versions/<int:number>/changes",
        pagination_class=None,
        filterset_class=None,
        form_class=ChangesForm,
    )
    def version_changes(self, request, key: str, number: int):
        """What changed in one version, against the version `from`; by default the last one before it that has a
        document. Documents of older formats are read as those of today."""
        entry = self.find_entry(key)
        try:
            pair = find_pair(entry.record_id, number, self.parameters["from"])
        except UnknownVersion as error:
            raise NotFound(_("This record has no version with this number.")) from error
        answer = {"from": pair.earlier, "to": pair.later, "changes": list(change_documents(pair))}
        return Response(VersionChangesSerializer(answer).data)

    def find_entry(self, key: str, *, document: bool = False) -> published_records.EntryRow:
        """Return the entry of a public id or slug. Raises `Moved` for a former slug and for a record of another type,
        `NotFound` for a key that no record has or had."""
        entry = published_records.find_entry(key, document=document)
        if entry is None and (former := published_records.find_by_former_slug(key)):
            raise self.moved_to(former.kind, former.public_id)
        if entry is None:
            raise NotFound(_("No record with this ID or slug has ever been public."))
        if self.kind and entry.kind != self.kind:
            raise self.moved_to(entry.kind, entry.public_id)
        return entry

    def moved_to(self, kind: str, public_id: str) -> Moved:
        """Return the redirect to another record, for this address or the same one below it."""
        address = api_path(kind, public_id) if self.kind else f"/api/v1/records/{public_id}/"
        address += self.request.path.rpartition(f"/{self.kwargs['key']}/")[2]  # versions/ stays versions/
        query = self.request.META.get("QUERY_STRING", "")
        return Moved(f"{address}?{query}" if query else address)


def record_viewset(record_type: registry.RecordType | None) -> type[RecordViewSet]:
    """Return the viewset of one type of record, or of all types together."""
    plural, one, members = "records of every type", "a record of any type", {"record_type": record_type}
    if record_type:
        names = record_type.model._meta
        plural, one = str(names.verbose_name_plural).lower(), str(names.verbose_name).lower()
        one = f"{'an' if one[0] in 'aeiou' else 'a'} {one}"
        members |= {"page_component": ""}
    name = record_type.model.__name__ if record_type else "AnyRecord"
    viewset = type(f"{name}ViewSet", (RecordViewSet,), members)
    return extend_schema_view(
        list=extend_schema(summary=f"List {plural}"),
        retrieve=extend_schema(summary=f"Read {one}"),
        versions=extend_schema(summary=f"List the versions of {one}"),
        version=extend_schema(summary=f"Read one version of {one}"),
        version_changes=extend_schema(summary=f"Compare two versions of {one}"),
    )(viewset)
