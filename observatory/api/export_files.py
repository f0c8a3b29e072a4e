"""Data that the API has only as files: tables without a list, all tables together, and the export of all documents."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Max, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer

from observatory.api.renderers import (
    TABLE_RENDERERS,
    JsonLinesRenderer,
    NdjsonRenderer,
    XlsxRenderer,
    ZipRenderer,
)
from observatory.api.views import ApiView, etag_digest
from observatory.public import program_digest, published_records
from observatory.public.links import absolute_url
from observatory.public.tables import citations_and_relations, coverage_and_vocabularies, csv_and_zip
from observatory.public.tables.all_tables import all_tables
from observatory.public.tables.downloads import (
    file_facts,
    file_name,
    file_readme,
    head_response,
    named,
    workbook_response,
)
from observatory.public.tables.records_and_versions import ChosenRecords
from observatory.publishing.models import Entry, Version
from observatory.search.filters import EntryFilterSet, filterset_of

BATCH = 500


class TableView(ApiView):
    """A table alone: CSV unless another format is asked for."""

    renderer_classes: list[type[BaseRenderer]] = TABLE_RENDERERS
    tag = "tables"

    def get_queryset(self) -> QuerySet[Entry]:
        return published_records.live_entries(None)

    def chosen(self) -> ChosenRecords:
        """Return the records that the filters keep."""
        return ChosenRecords(self.filter_queryset(self.get_queryset()), words="q" in self.request.query_params)

    def get_described_answers(self) -> dict[tuple[int, str], Any]:
        return {(200, renderer.media_type): renderer.described for renderer in self.renderer_classes}


class RecordFilters:
    """For a view that can be filtered as the lists of records of all types."""

    def get_filterset_class(self) -> type[EntryFilterSet]:
        return filterset_of()


class Citations(RecordFilters, TableView):
    """Every citation of the records matching the filters, with its statement, verdict and quote. `source` keeps only
    the citations of these sources."""

    title = _("Citations")
    operation_id = "citations"

    @extend_schema(summary="Download citations")
    def get(self, request) -> HttpResponseBase:
        return self.table_response(
            citations_and_relations.citations_table(self.chosen(), set(self.parameters.get("source", ())))
        )


class Disagreements(RecordFilters, TableView):
    """Statements of matching records for which the cited sources give different values, with one row per value."""

    title = _("Disagreements")
    operation_id = "disagreements"

    def get_queryset(self) -> QuerySet[Entry]:
        return super().get_queryset().filter(evidence=Entry.Evidence.DISPUTED)

    @extend_schema(summary="Download disagreements")
    def get(self, request) -> HttpResponseBase:
        return self.table_response(citations_and_relations.disagreements_table(self.chosen()))


class Coverage(TableView):
    """Number of records of each jurisdiction by type and by theme, with the day of the latest search by curators."""

    title = _("Coverage")
    operation_id = "coverage"

    @extend_schema(summary="Download the coverage table")
    def get(self, request) -> HttpResponseBase:
        return self.table_response(coverage_and_vocabularies.coverage_table())


class FileView(ApiView):
    """A view whose URL names its format: it is sent whatever the Accept header."""

    tag = "tables"

    def perform_content_negotiation(self, request, force=False):
        renderers = self.get_renderers()
        if (given := request.query_params.get("format")) and not force:
            renderers = self.get_content_negotiator().filter_renderers(renderers, given)
        return renderers[0], renderers[0].media_type

    def get_described_answers(self) -> dict[tuple[int, str], Any]:
        whole = OpenApiResponse(OpenApiTypes.BINARY, description="All tables.")
        return {(200, renderer.media_type): whole for renderer in self.renderer_classes}


class Archive(FileView):
    """All tables as CSV files in one archive (ZIP), with a description of every column."""

    title = _("All data as CSV files")
    operation_id = "export_csv"
    renderer_classes: list[type[BaseRenderer]] = [ZipRenderer]

    @extend_schema(summary="Download all tables as CSV")
    def get(self, request) -> HttpResponseBase:
        name = file_name("data", "zip")
        if request.method == "HEAD":
            return head_response(csv_and_zip.ZIP_CONTENT_TYPE, name)
        text = file_readme(file_facts(absolute_url(request.get_full_path())))
        chunks = csv_and_zip.archive_chunks(all_tables(), text, timezone.now())
        return named(StreamingHttpResponse(chunks, content_type=csv_and_zip.ZIP_CONTENT_TYPE), name)


class Workbook(FileView):
    """All tables as the sheets of one workbook (XLSX)."""

    title = _("All data as a workbook")
    operation_id = "export_xlsx"
    renderer_classes: list[type[BaseRenderer]] = [XlsxRenderer]

    @extend_schema(summary="Download all tables as a workbook")
    def get(self, request) -> HttpResponseBase:
        name = file_name("data", "xlsx")
        if request.method == "HEAD":
            return head_response(XlsxRenderer.media_type, name)
        return workbook_response(all_tables(), request, name)


class Export(RecordFilters, ApiView):
    """All public records, or those matching the filters, as JSON Lines in the order in which they were entered."""

    title = _("Export")
    operation_id = "export"
    tag = "changes"
    renderer_classes = [JsonLinesRenderer, NdjsonRenderer]
    weak = True  # what is published while the lines are read may be among them or not

    def get_queryset(self) -> QuerySet[Entry]:
        return published_records.live_entries(None)

    @extend_schema(summary="Download all public records")
    def get(self, request) -> HttpResponseBase:
        tag = _catalogue_tag(request)
        if response := self.not_modified(tag, None):
            return response
        lines = _export_lines(self.filter_queryset(self.get_queryset()))
        response = StreamingHttpResponse(lines, content_type=request.accepted_renderer.media_type)
        response["Content-Disposition"] = 'attachment; filename="observatory.jsonl"'
        return self.with_validators(response, tag, None)

    def get_described_answers(self) -> dict[tuple[int, str], Any]:
        return {
            (200, JsonLinesRenderer.media_type): OpenApiResponse(str, description="JSON Lines: one document per line.")
        }


def _catalogue_tag(request) -> str:
    """Return the ETag of the export, made of what is public, of the filters and of the program that reads them: every
    publication and every withdrawal is a version, numbered in the order in which they come into sight."""
    last = Version.objects.aggregate(last=Max("pk"))["last"]
    return etag_digest(
        [
            last,
            request.META.get("QUERY_STRING", ""),
            request.accepted_renderer.format,
            program_digest.digest_of_program(),
        ]
    )


def _export_lines(rows: QuerySet[Entry]) -> Iterator[bytes]:
    """Yield the lines of the export in batches by keyset: no statement, and so no snapshot, is open while a slow client
    reads."""
    rows, last = rows.annotate(text=published_records.TEXT).order_by("record_id"), 0
    while batch := list(rows.filter(record_id__gt=last).values_list("record_id", "text")[:BATCH]):
        last = batch[-1][0]
        yield "".join(f"{text}\n" for _record_id, text in batch).encode()
