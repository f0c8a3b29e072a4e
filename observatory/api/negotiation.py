"""Choice of the format of an answer."""

from collections.abc import Iterable

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation

from observatory.public.problem_documents import InvalidParameters, parameter_error
from observatory.search.filters import unknown_value


class Negotiation(DefaultContentNegotiation):
    """Accept header (RFC 9110, 12.5.1) or `?format=`, which wins; a format that is not served is an error that says
    which are."""

    def select_renderer(self, request, renderers, format_suffix=None):
        """Return the renderer with the highest quality value; of equals the one that is named most exactly."""
        if format := request.query_params.get(self.settings.URL_FORMAT_OVERRIDE):
            found = self.filter_renderers(renderers, format)[0]
            return found, found.media_type
        ranges = [MediaType(token) for token in self.get_accept_list(request)]
        grades = [(grade_media_type(renderer.media_type, ranges), renderer) for renderer in renderers]
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


def grade_media_type(media_type: str, ranges: Iterable[MediaType]) -> tuple[float, int]:
    """Return the quality of a media type, 0 where it is not accepted, and how exactly a range names it (2, 1, 0).

    The most exact range decides. Parameters are left out of account: "application/json; charset=utf-8" is JSON.
    """
    main, _slash, sub = media_type.partition("/")
    found = (2, (main, sub)), (1, (main, "*")), (0, ("*", "*"))
    named = {(each.main_type, each.sub_type): each.quality for each in ranges}
    return next(((named[pair], exactness) for exactness, pair in found if pair in named), (0.0, 0))
