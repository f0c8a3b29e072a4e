"""Data available only as files: tables without a list in the API, and all tables together."""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import BaseRenderer

from observatory.api import parameters
from observatory.api.base import ApiView
from observatory.api.tables import CsvRenderer, TableRenderer, TableView, XlsxRenderer
from observatory.public import published
from observatory.public.links import absolute
from observatory.public.tables import archive, evidence, lists
from observatory.public.tables.about import about, readme
from observatory.public.tables.download import file_name, head, named, workbook
from observatory.public.tables.records import Chosen
from observatory.public.tables.whole import tables
from observatory.publishing.models import Entry
from observatory.search.filters import EntryFilterSet


class TableOnly(TableView):
    """CSV unless a workbook is asked for."""

    renderer_classes = [CsvRenderer, XlsxRenderer]


class Citations(TableOnly):
    """Every citation of the records matching the filters, with its statement, verdict and quote. `source` keeps only
    the citations of these sources."""

    name = _("Citations")

    def get(self, request) -> HttpResponseBase:
        _asked, rows = parameters.read(
            request.query_params, parameters.NoParameters, EntryFilterSet, published.present(None)
        )
        sources = [part.strip() for text in request.query_params.getlist("source") for part in text.split(",")]
        chosen = Chosen(rows, words="q" in request.query_params)
        return self.table(evidence.citations(chosen, set(filter(None, sources))))


class Disagreements(TableOnly):
    """Statements of matching records for which the cited sources give different values, with one row per value."""

    name = _("Disagreements")

    def get(self, request) -> HttpResponseBase:
        rows = published.present(None).filter(evidence=Entry.Evidence.DISPUTED)
        _asked, rows = parameters.read(request.query_params, parameters.NoParameters, EntryFilterSet, rows)
        return self.table(evidence.disagreements(Chosen(rows, words="q" in request.query_params)))


class Coverage(TableOnly):
    """Number of records of each jurisdiction by type and by theme, with the day of the latest search by curators."""

    name = _("Coverage")

    def get(self, request) -> HttpResponseBase:
        parameters.read(request.query_params, parameters.NoParameters)
        return self.table(lists.coverage())


class ZipRenderer(TableRenderer):
    media_type = archive.CONTENT_TYPE
    format = "zip"


class FileView(ApiView):
    """A view whose URL names its format: it is sent whatever the Accept header."""

    renderer_classes: list[type[BaseRenderer]] = [ZipRenderer]

    def perform_content_negotiation(self, request, force=False):
        renderers = self.get_renderers()
        if (given := request.query_params.get("format")) and not force:
            renderers = self.get_content_negotiator().filter_renderers(renderers, given)
        return renderers[0], renderers[0].media_type


class Archive(FileView):
    """All tables as CSV files in one archive (ZIP), with a description of every column."""

    name = _("All data as CSV files")

    def get(self, request) -> HttpResponseBase:
        parameters.read(request.query_params, parameters.NoParameters)
        name = file_name("data", "zip")
        if request.method == "HEAD":
            return head(archive.CONTENT_TYPE, name)
        text = readme(about(absolute(request.get_full_path())))
        pieces = archive.chunks(tables(), text, timezone.now())
        return named(StreamingHttpResponse(pieces, content_type=archive.CONTENT_TYPE), name)


class Workbook(FileView):
    """All tables as the sheets of one workbook (XLSX)."""

    name = _("All data as a workbook")
    renderer_classes = [XlsxRenderer]

    def get(self, request) -> HttpResponseBase:
        parameters.read(request.query_params, parameters.NoParameters)
        name = file_name("data", "xlsx")
        if request.method == "HEAD":
            return head(XlsxRenderer.media_type, name)
        return workbook(tables(), request, name)
