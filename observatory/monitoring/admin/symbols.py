"""Display of outcomes and states in the admin: a shape and the word."""

from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models import AffectedCitation
from observatory.monitoring.outcomes import Health, QuoteState
from observatory.records.closed_lists import check_complete

HEALTH = check_complete(
    Health,
    {
        Health.UNKNOWN: "not_checked",
        Health.OK: "supports",
        Health.FAILING: "partly",
        Health.MOVED: "partly",
        Health.BLOCKED: "partly",
        Health.UNREACHABLE: "partly",
        Health.BROKEN: "contradicts",
        Health.GONE: "contradicts",
    },
)
QUOTES = check_complete(
    QuoteState,
    {
        QuoteState.PRESENT: "supports",
        QuoteState.MOVED: "partly",
        QuoteState.ALTERED: "contradicts",
        QuoteState.STRUCK: "contradicts",
        QuoteState.MISSING: "contradicts",
        QuoteState.NEVER_FOUND: "contradicts",
        QuoteState.UNREADABLE: "partly",
        QuoteState.NOT_CHECKED: "not_checked",
    },
) | {AffectedCitation.UNQUOTED: "not_checked"}


def symbol_html(shape: str, word):
    """Return the HTML of a symbol of the admin: a shape and a word."""
    return format_html('<span class="mark mark-{}">{}</span>', shape, word)


def health_html(value: str, since=None):
    """Return the HTML of a health state, and since when the location has been in it."""
    shown = symbol_html(HEALTH[Health(value)], Health(value).label) if value else "–"
    if since is None:
        return shown
    return format_html('{} <span class="second">{}</span>', shown, _("for %s") % timesince(since, depth=1))


def finding_html(affected: AffectedCitation):
    """Return the HTML of what was found of a quote; one that was only reworded is no loss of evidence."""
    reworded = affected.state == QuoteState.ALTERED and affected.meaning_changed is False
    return symbol_html("partly" if reworded else QUOTES[affected.state], affected.finding)
