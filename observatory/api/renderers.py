"""Formats of answers. A further one is a class here, named in `RENDERERS` or in `TABLE_RENDERERS`.

JSON is mostly handed on as it is stored. Lists come as tables too (`?format=csv`, or by the Accept header): a table has
every row, not a page of them. A person who opens an address is shown a page.
"""

import re
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_from_request, override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import BaseRenderer

from observatory.public.tables import csv_and_zip, downloads
from observatory.public.tables.table_batches import Table

# A page of a hundred documents is read by programs; a person is shown the beginning.
MAX_PAGE_CHARACTERS = 400_000
_ADDRESS = re.compile(r"&quot;(https?://[^\s&]+(?:&amp;[^\s&;]+)*)&quot;")


def dumps(value: Any) -> bytes:
    """Return compact UTF-8 JSON; dates as ISO 8601."""
    return orjson.dumps(value)


class JsonRenderer(BaseRenderer):
    """JSON; bytes are JSON already and pass through."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        return data if isinstance(data, bytes) else dumps(data)


class PageRenderer(BaseRenderer):
    """The same answer as a page: laid out, with its addresses as links. No script, no inline style."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> str:
        context = renderer_context or {}
        request, response, view = context["request"], context["response"], context["view"]
        value = orjson.loads(data) if isinstance(data, bytes) else data
        text = dump_indented(value)
        language = get_language_from_request(request)
        with override(language):
            return render_to_string(
                "api/page.html",
                {
                    "title": view.get_view_name(),
                    "description": view.get_view_description(),
                    "address": request.get_full_path(),
                    "status": response.status_code,
                    "body": link_urls(text[:MAX_PAGE_CHARACTERS]),
                    "cut": len(text) > MAX_PAGE_CHARACTERS,
                    "next": value.get("next") if isinstance(value, dict) else None,
                    "language": language,
                },
            )


def dump_indented(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def link_urls(text: str) -> SafeString:
    """Return JSON text as HTML in which every value that is a web address is a link."""
    # Escaped first: what is left between the quotes can hold no markup.
    return mark_safe(_ADDRESS.sub(r'&quot;<a href="\1" rel="nofollow">\1</a>&quot;', escape(text)))  # noqa: S308


class JsonLinesRenderer(JsonRenderer):
    """JSON Lines: one document per line. Errors are JSON."""

    media_type = "application/jsonl"
    format = "jsonl"


class NdjsonRenderer(JsonLinesRenderer):
    """The same under its other name."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class TableRenderer(BaseRenderer):
    """Base of the formats of whole tables. A table is sent while it is made (`respond`); only problems are rendered.

    `described` is what OpenAPI says of the file.
    """

    charset = None
    described = OpenApiResponse(OpenApiTypes.BINARY)

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        return dumps(data)

    def respond(self, table: Table, request: HttpRequest) -> HttpResponseBase:
        """Return the file."""
        return downloads.table_response(request, self.format, table)


class CsvRenderer(TableRenderer):
    media_type = "text/csv"
    format = "csv"
    described = OpenApiResponse(str, description="All rows. The columns are described at /data/.")


class XlsxRenderer(TableRenderer):
    media_type = downloads.FORMS["xlsx"]
    format = "xlsx"
    described = OpenApiResponse(OpenApiTypes.BINARY, description="The same table as a workbook (XLSX).")


class ZipRenderer(TableRenderer):
    """All tables in one archive; not a format of a single table."""

    media_type = csv_and_zip.ZIP_CONTENT_TYPE
    format = "zip"


RENDERERS = [JsonRenderer, PageRenderer]
TABLE_RENDERERS = [CsvRenderer, XlsxRenderer]
