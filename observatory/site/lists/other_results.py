"""Search results other than records: sources, official terms and stored texts, with matches highlighted."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.public.links import source_text_url, source_url
from observatory.public.localised_texts import Run, choose, format_date, mark_language
from observatory.publishing.models import PublishedSource, PublishedTerm
from observatory.search.highlight import Marker, Segment
from observatory.search.partial_matches import rows_of
from observatory.search.planner_hints import through_indexes
from observatory.search.sources_and_terms import (
    SHOWN,
    Found,
    find_partial_sources,
    find_partial_terms,
    find_sources_and_terms,
    mark_words_apart,
    public_glossary,
    public_sources,
)
from observatory.search.text_block_search import (
    MOST_RANKED,
    FoundBlocks,
    find_blocks,
    find_partial_blocks,
    with_sources,
)
from observatory.site.record.source_bibliography import source_titles
from observatory.sources.models import TextBlock


class MarkedText(NamedTuple):
    """A text with its language ("" where it is the page's) and the words of the search in it, in segments."""

    run: Run
    segments: Sequence[Segment]


class OtherResult(NamedTuple):
    """A source, a term or a block that was found: its texts, the first of them a link to `href`, when it was published,
    and the words of the search that it lacks."""

    href: str
    pieces: Sequence[MarkedText]
    date: str = ""
    lacks: Sequence[str] = ()


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
        return _other_result_groups(text)


def find_partial_results(text: str) -> list[OtherResultGroup]:
    """Return the sources and the official terms with most words of a query that finds none, whichever there are."""
    marker = mark_words_apart(text)
    with through_indexes() if text else nullcontext():
        sources = rows_of(find_partial_sources(text), public_sources())
        terms = rows_of(find_partial_terms(text), public_glossary())
    groups = (
        ("sources", _("Sources with some of the words"), _("More of these sources"), sources, source_result),
        ("terms", _("Terms with some of the words"), _("More of these terms"), terms, term_result),
    )
    return [
        OtherResultGroup(
            name,
            heading,
            [result(row, marker, lacks) for row, lacks in found[:SHOWN]],
            further,
            _search_link(name, text),
            len(found) > SHOWN,
        )
        for name, heading, further, found, result in groups
        if found
    ]


def _other_result_groups(text: str) -> list[OtherResultGroup]:
    """Return the groups of other results: sources, official terms, stored texts."""
    found = find_sources_and_terms(text)
    marker, groups = found.marker, []
    if found.sources:
        lines = [source_result(row, marker) for row in found.sources.rows]
        words = ngettext("%(total)s source", "%(total)s sources", found.sources.total) % _total(found.sources)
        href = _search_link("sources", text)
        groups.append(OtherResultGroup("sources", _("Sources"), lines, words, href, _more(found.sources)))
    if found.terms:
        lines = [term_result(row, marker) for row in found.terms.rows]
        words = ngettext("%(total)s official term", "%(total)s official terms", found.terms.total)
        words %= _total(found.terms)
        href = _search_link("terms", text)
        groups.append(OtherResultGroup("terms", _("Official terms"), lines, words, href, _more(found.terms)))
    if blocks := find_blocks(text):
        words = text_passages_in_words(blocks)
        lines = [text_result(row, blocks.marker) for row in blocks.rows()]
        more, href = len(blocks.keys) > len(lines), _search_link("texts", text)
        groups.append(OtherResultGroup("texts", _("In the sources"), lines, words, href, more))
    return groups


def _search_link(name: str, text: str) -> str:
    """Return the link to the list of all results of a group."""
    page = {"sources": "source-list", "terms": "glossary", "texts": "text-search"}[name]
    return f"{reverse(page)}?{urlencode({'q': text})}"


def source_result(row: PublishedSource, marker: Marker, lacks: Sequence[str] = ()) -> OtherResult:
    """Return a source as a result."""
    pieces = [_mark_text(Run(row.key), marker), _mark_text(choose(source_titles(row)), marker)]
    return OtherResult(source_url(row.public_id), pieces, format_date(row.issued), lacks)


def term_result(row: PublishedTerm, marker: Marker, lacks: Sequence[str] = ()) -> OtherResult:
    """Return an official term with its translations as a result."""
    texts = [(row.term, row.language), *((each.text, each.language) for each in row.renderings.all())]
    pieces = [_mark_text(mark_language(text, language), marker) for text, language in texts]
    return OtherResult(_search_link("terms", row.term), pieces, lacks=lacks)


def text_result(block: TextBlock, marker: Marker, lacks: Sequence[str] = ()) -> OtherResult:
    """Return a block of a stored text as a result: its source, and the passage that has the words."""
    source = block.text.location.source.published
    href = source_text_url(source.public_id, block.text.body_sha256, block.number)
    passage = MarkedText(mark_language("", source.language), marker.passage([block.content]))
    return OtherResult(href, [_mark_text(Run(source.key), marker), passage], lacks=lacks)


def partial_text_results(text: str) -> list[OtherResult]:
    """Return the blocks with most words of a query that finds none; of rows that are pieces of one block the best."""
    marker, first = mark_words_apart(text), {}
    for row, lacks in rows_of(find_partial_blocks(text), with_sources(TextBlock.objects)):
        first.setdefault((row.text_id, row.number), text_result(row, marker, lacks))
    return list(first.values())


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
