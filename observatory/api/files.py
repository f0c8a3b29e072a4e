"""What comes as files alone: tables that no list of the API has, and all tables together."""

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
from observatory.search.filters import filterset_of


class TableOnly(TableView):
    """CSV unless a workbook is asked for."""

    renderer_classes = [CsvRenderer, XlsxRenderer]


class Citations(TableOnly):
    """Every citation of the records that a filter keeps, with its statement, verdict and quote. `source` keeps the
    citations of these sources alone."""

    name = _("Citations")

    def get(self, request) -> HttpResponseBase:
        _asked, rows = parameters.read(
            request.query_params, parameters.NoParameters, filterset_of(), published.present(None)
        )
        sources = [part.strip() for text in request.query_params.getlist("source") for part in text.split(",")]
        chosen = Chosen(rows, words="q" in request.query_params)
        return self.table(evidence.citations(chosen, set(filter(None, sources))))


class Disagreements(TableOnly):
    """Statements for which the cited sources give different values, in records that a filter keeps; a row a value."""

    name = _("Disagreements")

    def get(self, request) -> HttpResponseBase:
        rows = published.present(None).filter(evidence=Entry.Evidence.DISPUTED)
        _asked, rows = parameters.read(request.query_params, parameters.NoParameters, filterset_of(), rows)
        return self.table(evidence.disagreements(Chosen(rows, words="q" in request.query_params)))


class Coverage(TableOnly):
    """How many records each place has of each type and under each theme, and when curators searched for them last."""

    name = _("Coverage")

    def get(self, request) -> HttpResponseBase:
        parameters.read(request.query_params, parameters.NoParameters)
        return self.table(lists.coverage())


class ZipRenderer(TableRenderer):
    media_type = archive.CONTENT_TYPE
    format = "zip"


class FileView(ApiView):
    """A view whose address names its format: whatever a client accepts, it is sent."""

    renderer_classes: list[type[BaseRenderer]] = [ZipRenderer]

    def perform_content_negotiation(self, request, force=False):
        renderers = self.get_renderers()
        if (given := request.query_params.get("format")) and not force:
            renderers = self.get_content_negotiator().filter_renderers(renderers, given)
        return renderers[0], renderers[0].media_type


class Archive(FileView):
    """All tables as CSV files in one archive (ZIP), with the meaning of every column."""

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
