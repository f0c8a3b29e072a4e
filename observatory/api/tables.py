"""Lists as tables: `?format=csv` or `xlsx`, or by the Accept header. A table has all rows, without paging."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import BaseRenderer

from observatory.api import parameters
from observatory.api.base import ApiView
from observatory.api.rendering import dumps
from observatory.public.tables import download
from observatory.public.tables.table import Table

# What belongs to pages of a list, and to no table.
OF_PAGES = ("limit", "cursor", "ordering", "count")


class TableRenderer(BaseRenderer):
    """Stands for a format in the negotiation. Tables are sent as they are made, so only problems are rendered here."""

    charset = None

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        return dumps(data)


class CsvRenderer(TableRenderer):
    media_type = "text/csv"
    format = "csv"


class XlsxRenderer(TableRenderer):
    media_type = download.FORMS["xlsx"]
    format = "xlsx"


class TableView(ApiView):
    """A view whose answer also, or only, comes as a table."""

    renderer_classes = [*ApiView.renderer_classes, CsvRenderer, XlsxRenderer]

    def wants_table(self) -> bool:
        """Whether a table was asked for. Raises `InvalidParameters` for a table with what only pages have."""
        if self.request.accepted_renderer.format not in download.FORMS:
            return False
        wrong = [name for name in OF_PAGES if name in self.request.query_params]
        if wrong:
            raise parameters.refuse(wrong[0], _("A table has all rows in a fixed order. Remove this parameter."))
        return True

    def table(self, found: Table) -> HttpResponseBase:
        """Return a table in the format that was asked for."""
        return download.answer(self.request, self.request.accepted_renderer.format, found)
