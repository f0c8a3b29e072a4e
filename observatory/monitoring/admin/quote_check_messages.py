"""Answer a curator who saved citations: where their quotes stand in the stored texts of their sources."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.monitoring.admin.difference_html import quote_difference_html
from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.quotes_in_stored_texts import CheckedCitation, check_citations
from observatory.records.admin.after_save import SavedRow, after_save
from observatory.records.statement_keys import statement_label
from observatory.sources.models import Citation, Source

MOST = 10  # answers in words on one form; the others are counted
_SEARCHED_FOR = {"quote", "prefix", "suffix", "source", "location"}  # a change of these is looked for again
_ALL_IS_WELL = (QuoteState.PRESENT,)


@after_save
def answer_quotes(modeladmin, request, rows: Sequence[SavedRow]) -> None:
    """Look for the quotes of the citations that were saved, or of all citations of a source, and say what was found."""
    citations = [saved for saved in rows if isinstance(saved.row, Citation)]
    edited = {saved.row.pk for saved in citations if saved.added or _SEARCHED_FOR & {*saved.changed}}
    quoted = {saved.row.pk for saved in citations if saved.added or "quote" in saved.changed}
    if isinstance(rows[0].row, Source):
        edited = set(Citation.objects.filter(source=rows[0].row).exclude(quote="").values_list("pk", flat=True))
    if not edited:
        return
    try:
        checked = check_citations(citations=edited, fill_context=quoted)
    except Exception:
        text = _("The quotes could not be looked for just now. The monitor looks for them again within minutes.")
        modeladmin.message_user(request, text, messages.WARNING)
        raise
    for level, text in describe_checked(checked):
        modeladmin.message_user(request, text, level)


def describe_checked(checked: Sequence[CheckedCitation]) -> list[tuple[int, str]]:
    """Return messages on citations, with their levels: those whose quote does not stand first and each in words, up to
    `MOST`; the others as numbers. Pure."""
    ordered = sorted(checked, key=lambda each: _state(each) in _ALL_IS_WELL)
    worded = ordered[:MOST]
    found = [(_level(each), describe_citation(each)) for each in worded]
    return found + [(messages.INFO, text) for text in _count_in_words(ordered[MOST:])]


def describe_citation(checked: CheckedCitation) -> str:
    """Return the answer for one citation as HTML: its source, its statement, and where its quote stands."""
    text = _("{source} · {statement}: {answer}")
    citation = checked.citation
    return format_html(
        text, source=citation.source, statement=statement_label(citation), answer=describe_sighting(checked.sighting)
    )


def describe_sighting(sighting: Sighting | None) -> str:
    """Return in words, as HTML, where a quote stands in the stored text."""
    if sighting is None:
        return _("This source has no stored text yet: the quote is looked for at the first visit.")
    state = sighting.state
    day = date_format(timezone.localtime(sighting.snapshot.taken_at)) if sighting.snapshot else ""
    if state == QuoteState.PRESENT:
        return _("The quote is in the stored text.")
    if state == QuoteState.MOVED:
        text = _("The words are in the stored text of {day}, but in another context: {passage}")
        return format_html(text, day=day, passage=_in_context(sighting))
    if state == QuoteState.ALTERED:
        text = _("In the stored text of {day} it reads: {passage}")
        if sighting.meaning_changed:
            text = _("In the stored text of {day} it reads, with another meaning: {passage}")
        return format_html(text, day=day, passage=quote_difference_html(sighting.differences) or sighting.passage)
    if state == QuoteState.STRUCK:
        return format_html(_("In the stored text of {day} the quote is deleted or hidden."), day=day)
    if state == QuoteState.UNREADABLE:
        return _("The text of this source cannot be read, so the quote could not be looked for.")
    if state == QuoteState.NOT_CHECKED:
        return _("The quote could not be looked for just now. The monitor looks for it again within minutes.")
    if sighting.hidden:
        return _("Readers of the page do not see the quote: its words are only in a part of it that is hidden.")
    return _("The quote was not found in the stored text: check its wording, or choose another source.")


def _in_context(sighting: Sighting) -> str:
    return format_html("…{}<mark>{}</mark>{}…", sighting.prefix, sighting.passage, sighting.suffix)


def _count_in_words(checked: Iterable[CheckedCitation]) -> list[str]:
    """Return sentences that say how many more of the saved quotes are in the stored texts, and how many are not."""
    counts = Counter(_state(each) for each in checked)
    texts = []
    if stand := counts.pop(QuoteState.PRESENT, 0):
        texts.append(
            ngettext("%d more quote is in the stored text.", "%d more quotes are in the stored text.", stand) % stand
        )
    if others := sum(counts.values()):
        texts.append(
            ngettext(
                "%d more quote is not in the stored text as cited.",
                "%d more quotes are not in the stored text as cited.",
                others,
            )
            % others
        )
    return texts


def _state(checked: CheckedCitation) -> str:
    return checked.sighting.state if checked.sighting else QuoteState.NOT_CHECKED


def _level(checked: CheckedCitation) -> int:
    if checked.sighting is None:
        return messages.INFO
    return messages.SUCCESS if checked.sighting.state in _ALL_IS_WELL else messages.WARNING
