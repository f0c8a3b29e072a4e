"""Search results other than records: sources and official terms, with matches highlighted."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.public.links import source_url
from observatory.public.localise import Run, choose, marked, told_date
from observatory.search.highlight import Marker, Segment
from observatory.search.references import Found, find_sources_and_terms
from observatory.site.record.bibliography import titles


class Piece(NamedTuple):
    """A text with its language ("" where it is the page's) and the words of the search in it, in segments."""

    run: Run
    segments: Sequence[Segment]


class Line(NamedTuple):
    """One thing found: the texts that tell what it is, the first of them a link to `href`; when it was published."""

    href: str
    pieces: Sequence[Piece]
    date: str = ""


class Group(NamedTuple):
    """Things of one sort: the best of them, the words for all of them, where all are, and whether those are more."""

    name: str
    heading: str
    lines: Sequence[Line]
    further: str
    href: str
    more: bool


def groups_beside(text: str) -> list[Group]:
    """Return the sources and the official terms that a query as typed finds, whichever there are; in at most five
    queries."""
    found = find_sources_and_terms(text)
    query, marker = urlencode({"q": text}), found.marker
    groups = []
    if found.sources:
        lines = [
            Line(
                source_url(row.public_id),
                [_piece(Run(row.key), marker), _piece(choose(titles(row)), marker)],
                told_date(row.issued),
            )
            for row in found.sources.rows
        ]
        words = ngettext("%(total)s source", "%(total)s sources", found.sources.total) % _total(found.sources)
        groups.append(
            Group("sources", _("Sources"), lines, words, f"{reverse('source-list')}?{query}", _more(found.sources))
        )
    if found.terms:
        glossary = reverse("glossary")
        lines = [
            Line(
                f"{glossary}?{urlencode({'q': row.term})}",
                [
                    _piece(marked(row.term, row.language), marker),
                    *(_piece(marked(each.text, each.language), marker) for each in row.renderings.all()),
                ],
            )
            for row in found.terms.rows
        ]
        words = ngettext("%(total)s official term", "%(total)s official terms", found.terms.total)
        groups.append(
            Group(
                "terms",
                _("Official terms"),
                lines,
                words % _total(found.terms),
                f"{glossary}?{query}",
                _more(found.terms),
            )
        )
    return groups


def _piece(run: Run, marker: Marker) -> Piece:
    return Piece(run, marker.segments(run.text))


def _more(found: Found) -> bool:
    return found.more or found.total > len(found.rows)


def _total(found: Found) -> dict[str, Any]:
    return {"total": _("more than %(number)s") % {"number": found.total} if found.more else found.total}
