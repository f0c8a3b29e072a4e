"""Response renderers: stored JSON passed through, and an HTML page for browsers."""

import re
from collections.abc import Iterable
from typing import Any

import orjson
from django.http.request import MediaType
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_from_request, override
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from observatory.public.problems import MEDIA_TYPE, InvalidParameters, parameter_error
from observatory.search.filters import unknown_value

# A page of a hundred documents is read by programs; a person is shown the beginning.
LONGEST_PAGE = 400_000
_ADDRESS = re.compile(r"&quot;(https?://[^\s&]+(?:&amp;[^\s&;]+)*)&quot;")


def dumps(value: Any) -> bytes:
    """Return compact UTF-8 JSON; dates as ISO 8601."""
    return orjson.dumps(value)


class DocumentRenderer(BaseRenderer):
    """JSON: bytes are finished already and pass through."""

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
        text = dumps_for_people(value)
        language = get_language_from_request(request)
        with override(language):
            return render_to_string(
                "api/page.html",
                {
                    "title": view.get_view_name(),
                    "description": view.get_view_description(),
                    "address": request.get_full_path(),
                    "status": response.status_code,
                    "body": linked(text[:LONGEST_PAGE]),
                    "cut": len(text) > LONGEST_PAGE,
                    "next": value.get("next") if isinstance(value, dict) else None,
                    "language": language,
                },
            )


def dumps_for_people(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def linked(text: str) -> SafeString:
    """Return JSON text as HTML in which every value that is a web address is a link."""
    # Escaped first: what is left between the quotes can hold no markup.
    return mark_safe(_ADDRESS.sub(r'&quot;<a href="\1" rel="nofollow">\1</a>&quot;', escape(text)))  # noqa: S308


class LinesRenderer(DocumentRenderer):
    """JSON Lines: one document per line. Errors are JSON."""

    media_type = "application/jsonl"
    format = "jsonl"


class NdjsonRenderer(LinesRenderer):
    """The same under its other name."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class Negotiation(DefaultContentNegotiation):
    """Accept header (RFC 9110, 12.5.1) or `?format=`, which wins; a format that is not served is an error that says
    which are."""

    def select_renderer(self, request, renderers, format_suffix=None):
        """Return the renderer with the highest quality value; of equals the one that is named most exactly."""
        if format := request.query_params.get(self.settings.URL_FORMAT_OVERRIDE):
            found = self.filter_renderers(renderers, format)[0]
            return found, found.media_type
        ranges = [MediaType(token) for token in self.get_accept_list(request)]
        grades = [(grade(renderer.media_type, ranges), renderer) for renderer in renderers]
        (quality, _exactness), found = max(grades, key=lambda row: row[0])
        if not quality:
            raise NotAcceptable(available_renderers=renderers)
        return found, found.media_type

    def filter_renderers(self, renderers, format):
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            error = unknown_value(format[:40], [renderer.format for renderer in renderers])
            raise InvalidParameters([parameter_error("format", error)])
        return found


def grade(media_type: str, ranges: Iterable[MediaType]) -> tuple[float, int]:
    """Return the quality of a media type, 0 where it is not accepted, and how exactly a range names it (2, 1, 0).

    The most exact range decides. Parameters are left out of account: "application/json; charset=utf-8" is JSON.
    """
    main, _slash, sub = media_type.partition("/")
    found = (2, (main, sub)), (1, (main, "*")), (0, ("*", "*"))
    named = {(each.main_type, each.sub_type): each.quality for each in ranges}
    return next(((named[pair], exactness) for exactness, pair in found if pair in named), (0.0, 0))


def content_type_of_problem(renderer: BaseRenderer) -> str | None:
    return None if isinstance(renderer, PageRenderer) else MEDIA_TYPE
