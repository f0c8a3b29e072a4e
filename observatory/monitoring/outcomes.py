"""The controlled vocabularies of the monitor: outcomes of a visit, health of a location, states of a quote.

One word per check, the same in the database, the API, the command line and the pages. Imports no Django.
"""

from enum import StrEnum

from observatory.records.closed_lists import ClosedList, check_complete
from observatory.records.closed_lists import gettext_noop as _


class Outcome(ClosedList):
    """How one visit to a location ended."""

    NEW = "new", _("New")
    UNCHANGED = "unchanged", _("Unchanged")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Moved")
    NOT_FOUND = "not_found", _("Not found")
    GONE = "gone", _("Gone")
    SOFT_404 = "soft_404", _("Error page with status 200 (soft 404)")
    LOGIN_REQUIRED = "login_required", _("Login required")
    BLOCKED = "blocked", _("Blocked")
    RATE_LIMITED = "rate_limited", _("Rate limited")
    SERVER_ERROR = "server_error", _("Server error")
    TIMEOUT = "timeout", _("Timeout")
    DNS_ERROR = "dns_error", _("Name not resolved")
    CONNECTION_ERROR = "connection_error", _("Connection failed")
    TLS_ERROR = "tls_error", _("TLS failure")
    REDIRECT_LOOP = "redirect_loop", _("Redirect loop")
    FORBIDDEN_ADDRESS = "forbidden_address", _("URL not allowed")
    ROBOTS_DISALLOWED = "robots_disallowed", _("Disallowed by robots.txt")
    TOO_LARGE = "too_large", _("Too large")
    UNSUPPORTED_TYPE = "unsupported_type", _("Unsupported type")
    UNREADABLE = "unreadable", _("Unreadable")
    EMPTY = "empty", _("Empty")
    NEEDS_JAVASCRIPT = "needs_javascript", _("Needs JavaScript")
    NO_TEXT_LAYER = "no_text_layer", _("No text layer")
    TEXT_ELSEWHERE = "text_elsewhere", _("Text stands elsewhere")
    INVALID_URL = "invalid_url", _("Invalid URL")


class Health(ClosedList):
    """How a location is, computed from its checks over time."""

    UNKNOWN = "unknown", _("Not visited yet")
    OK = "ok", _("Readable")
    FAILING = "failing", _("Failing")
    BROKEN = "broken", _("Broken")
    GONE = "gone", _("Gone")
    MOVED = "moved", _("Moved")
    BLOCKED = "blocked", _("Cannot be read by us")
    UNREACHABLE = "unreachable", _("Unreachable from our server")


class QuoteState(ClosedList):
    """Where the quote of a citation stands in the text of one location."""

    PRESENT = "present", _("present")
    MOVED = "moved", _("in another context")
    ALTERED = "altered", _("in other words")
    STRUCK = "struck", _("deleted or hidden")
    MISSING = "missing", _("no longer in the text")
    NEVER_FOUND = "never_found", _("not found in the text")
    UNREADABLE = "unreadable", _("text cannot be read")
    NOT_CHECKED = "not_checked", _("not looked for yet")


class OutcomeKind(StrEnum):
    """What a single outcome says about the location."""

    READ = "read"  # the document was read
    DEAD = "dead"  # the server, or the address itself, says that it is not there
    REFUSED = "refused"  # it exists, but we may not or cannot read it
    UNREACHED = "unreached"  # there was no response, perhaps because of our own network


# Every outcome must have a row: a missing one is an error at start-up, and never counts as dead.
READINGS = check_complete(
    Outcome,
    {
        Outcome.NEW: OutcomeKind.READ,
        Outcome.UNCHANGED: OutcomeKind.READ,
        Outcome.CHANGED: OutcomeKind.READ,
        Outcome.MOVED: OutcomeKind.READ,
        Outcome.NOT_FOUND: OutcomeKind.DEAD,
        Outcome.GONE: OutcomeKind.DEAD,
        Outcome.SOFT_404: OutcomeKind.DEAD,
        Outcome.SERVER_ERROR: OutcomeKind.DEAD,
        Outcome.REDIRECT_LOOP: OutcomeKind.DEAD,
        Outcome.FORBIDDEN_ADDRESS: OutcomeKind.DEAD,
        Outcome.EMPTY: OutcomeKind.DEAD,
        Outcome.INVALID_URL: OutcomeKind.DEAD,
        Outcome.LOGIN_REQUIRED: OutcomeKind.REFUSED,
        Outcome.BLOCKED: OutcomeKind.REFUSED,
        Outcome.RATE_LIMITED: OutcomeKind.REFUSED,
        Outcome.ROBOTS_DISALLOWED: OutcomeKind.REFUSED,
        Outcome.TOO_LARGE: OutcomeKind.REFUSED,
        Outcome.UNSUPPORTED_TYPE: OutcomeKind.REFUSED,
        Outcome.UNREADABLE: OutcomeKind.REFUSED,
        Outcome.NEEDS_JAVASCRIPT: OutcomeKind.REFUSED,
        Outcome.NO_TEXT_LAYER: OutcomeKind.REFUSED,
        Outcome.TEXT_ELSEWHERE: OutcomeKind.REFUSED,
        Outcome.TIMEOUT: OutcomeKind.UNREACHED,
        Outcome.DNS_ERROR: OutcomeKind.UNREACHED,
        Outcome.CONNECTION_ERROR: OutcomeKind.UNREACHED,
        Outcome.TLS_ERROR: OutcomeKind.UNREACHED,
    },
)


# The file is there, but no text can be extracted from it: it is watched by its hash.
FILE_OUTCOMES = (Outcome.UNSUPPORTED_TYPE, Outcome.NO_TEXT_LAYER, Outcome.UNREADABLE)


def kind_of_outcome(outcome: str) -> OutcomeKind:
    """Return what ``outcome`` says about the location."""
    return READINGS[Outcome(outcome)]


# The name by which programs outside of this repository ask.
reading = kind_of_outcome


def may_be_local_problem(outcome: str) -> bool:
    """Return whether our own network may be the cause of ``outcome``: there was no response from the server."""
    return kind_of_outcome(outcome) is OutcomeKind.UNREACHED
