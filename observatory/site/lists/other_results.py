"""Search results other than records: sources, official terms and stored texts, with matches highlighted."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.public.links import source_text_url, source_url
from observatory.public.localise import Run, choose, format_date, mark_language
from observatory.search.highlight import Marker, Segment
from observatory.search.planning import through_indexes
from observatory.search.sources_and_terms import Found, find_sources_and_terms
from observatory.search.stored_texts import MOST_RANKED, FoundBlocks, find_blocks
from observatory.site.record.bibliography import source_titles
from observatory.sources.models import TextBlock


class MarkedText(NamedTuple):
    """A text with its language ("" where it is the page's) and the words of the search in it, in segments."""

    run: Run
    segments: Sequence[Segment]


class OtherResult(NamedTuple):
    """A source or a term that was found: its texts, the first of them a link to `href`, and when it was published."""

    href: str
    pieces: Sequence[MarkedText]
    date: str = ""


class OtherResultGroup(NamedTuple):
    """The sources, the terms or the blocks of stored texts: the best of them, the words for all of them with a link
    (`href`), and whether there are more than are shown."""

    name: str
    heading: str
    lines: Sequence[OtherResult]
    further: str
    href: str
    more: bool


def find_other_results(text: str) -> list[OtherResultGroup]:
    """Return the sources, the official terms and the blocks of stored texts that a query as typed finds, whichever
    there are; in at most eight queries."""
    with through_indexes() if text else nullcontext():
        return _groups(text)


def _groups(text: str) -> list[OtherResultGroup]:
    found = find_sources_and_terms(text)
    query, marker = urlencode({"q": text}), found.marker
    groups = []
    if found.sources:
        lines = [
            OtherResult(
                source_url(row.public_id),
                [_mark_text(Run(row.key), marker), _mark_text(choose(source_titles(row)), marker)],
                format_date(row.issued),
            )
            for row in found.sources.rows
        ]
        words = ngettext("%(total)s source", "%(total)s sources", found.sources.total) % _total(found.sources)
        groups.append(
            OtherResultGroup(
                "sources", _("Sources"), lines, words, f"{reverse('source-list')}?{query}", _more(found.sources)
            )
        )
    if found.terms:
        glossary = reverse("glossary")
        lines = [
            OtherResult(
                f"{glossary}?{urlencode({'q': row.term})}",
                [
                    _mark_text(mark_language(row.term, row.language), marker),
                    *(_mark_text(mark_language(each.text, each.language), marker) for each in row.renderings.all()),
                ],
            )
            for row in found.terms.rows
        ]
        words = ngettext("%(total)s official term", "%(total)s official terms", found.terms.total)
        groups.append(
            OtherResultGroup(
                "terms",
                _("Official terms"),
                lines,
                words % _total(found.terms),
                f"{glossary}?{query}",
                _more(found.terms),
            )
        )
    if blocks := find_blocks(text):
        href = f"{reverse('text-search')}?{query}"
        words = text_passages_in_words(blocks)
        lines = [text_result(row, blocks.marker) for row in blocks.rows()]
        groups.append(OtherResultGroup("texts", _("In the sources"), lines, words, href, len(blocks.keys) > len(lines)))
    return groups


def text_result(block: TextBlock, marker: Marker) -> OtherResult:
    """Return a block of a stored text as a result: its source, and the passage that has the words."""
    source = block.text.location.source.published
    href = source_text_url(source.public_id, block.text.body_sha256, block.number)
    passage = MarkedText(mark_language("", source.language), marker.passage([block.content]))
    return OtherResult(href, [_mark_text(Run(source.key), marker), passage])


def text_passages_in_words(blocks: FoundBlocks) -> str:
    """Return how many passages of stored texts were found, in words."""
    total = len(blocks.keys)
    number = _("more than %(number)s") % {"number": MOST_RANKED} if blocks.more else total
    return ngettext("%(total)s passage in a source", "%(total)s passages in sources", total) % {"total": number}


def _mark_text(run: Run, marker: Marker) -> MarkedText:
    return MarkedText(run, marker.segments(run.text))


def _more(found: Found) -> bool:
    return found.more or found.total > len(found.rows)


def _total(found: Found) -> dict[str, Any]:
    return {"total": _("more than %(number)s") % {"number": found.total} if found.more else found.total}
