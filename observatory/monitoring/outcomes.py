"""The controlled vocabularies of the monitor: outcomes of a visit, and health of a location.

One word per check, the same in the database, the API, the command line and the pages. Imports no model.
"""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from observatory.records.exhaustive import exhaustive


class Outcome(TextChoices):
    """How one visit to a location ended."""

    NEW = "new", _("New")
    UNCHANGED = "unchanged", _("Unchanged")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Moved")
    NOT_FOUND = "not_found", _("Not found")
    GONE = "gone", _("Gone")
    SOFT_404 = "soft_404", _("Error page that says 200")
    LOGIN_REQUIRED = "login_required", _("Login required")
    BLOCKED = "blocked", _("Blocked")
    RATE_LIMITED = "rate_limited", _("Rate limited")
    SERVER_ERROR = "server_error", _("Server error")
    TIMEOUT = "timeout", _("Timeout")
    DNS_ERROR = "dns_error", _("Name not resolved")
    CONNECTION_ERROR = "connection_error", _("Connection failed")
    TLS_ERROR = "tls_error", _("TLS failure")
    REDIRECT_LOOP = "redirect_loop", _("Redirect loop")
    FORBIDDEN_ADDRESS = "forbidden_address", _("Forbidden address")
    ROBOTS_DISALLOWED = "robots_disallowed", _("Disallowed by robots.txt")
    TOO_LARGE = "too_large", _("Too large")
    UNSUPPORTED_TYPE = "unsupported_type", _("Unsupported type")
    UNREADABLE = "unreadable", _("Unreadable")
    EMPTY = "empty", _("Empty")
    NEEDS_JAVASCRIPT = "needs_javascript", _("Needs JavaScript")
    INVALID_URL = "invalid_url", _("Invalid address")


class Health(TextChoices):
    """How a location is, computed from its checks over time."""

    UNKNOWN = "unknown", _("Not checked yet")
    OK = "ok", _("Readable")
    FAILING = "failing", _("Failing")
    BROKEN = "broken", _("Broken")
    GONE = "gone", _("Gone")
    MOVED = "moved", _("Moved")
    BLOCKED = "blocked", _("Blocked for us")
    UNREACHABLE = "unreachable", _("Unreachable from here")


class Reading(StrEnum):
    """What an outcome says about the location, before time is taken into account."""

    READ = "read"  # the document was read
    DEAD = "dead"  # the server, or the address itself, says that it is not there
    REFUSED = "refused"  # it is there, and we may not or cannot read it
    UNREACHED = "unreached"  # nothing was heard from the server, which may be our side of the line


# Every outcome has a row: one that is missing stops the program at start-up, and is never taken for dead.
READINGS = exhaustive(
    Outcome,
    {
        Outcome.NEW: Reading.READ,
        Outcome.UNCHANGED: Reading.READ,
        Outcome.CHANGED: Reading.READ,
        Outcome.MOVED: Reading.READ,
        Outcome.NOT_FOUND: Reading.DEAD,
        Outcome.GONE: Reading.DEAD,
        Outcome.SOFT_404: Reading.DEAD,
        Outcome.SERVER_ERROR: Reading.DEAD,
        Outcome.REDIRECT_LOOP: Reading.DEAD,
        Outcome.FORBIDDEN_ADDRESS: Reading.DEAD,
        Outcome.EMPTY: Reading.DEAD,
        Outcome.INVALID_URL: Reading.DEAD,
        Outcome.LOGIN_REQUIRED: Reading.REFUSED,
        Outcome.BLOCKED: Reading.REFUSED,
        Outcome.RATE_LIMITED: Reading.REFUSED,
        Outcome.ROBOTS_DISALLOWED: Reading.REFUSED,
        Outcome.TOO_LARGE: Reading.REFUSED,
        Outcome.UNSUPPORTED_TYPE: Reading.REFUSED,
        Outcome.UNREADABLE: Reading.REFUSED,
        Outcome.NEEDS_JAVASCRIPT: Reading.REFUSED,
        Outcome.TIMEOUT: Reading.UNREACHED,
        Outcome.DNS_ERROR: Reading.UNREACHED,
        Outcome.CONNECTION_ERROR: Reading.UNREACHED,
        Outcome.TLS_ERROR: Reading.UNREACHED,
    },
)


def reading(outcome: str) -> Reading:
    """What ``outcome`` says about the location it was found at."""
    return READINGS[Outcome(outcome)]


def may_be_ours(outcome: str) -> bool:
    """True when the cause can lie with our own network: nothing was heard from the server."""
    return reading(outcome) is Reading.UNREACHED
