"""Map status codes and exceptions of the HTTP client to outcomes. Pure functions."""

import re
import ssl

import aiohttp

from observatory.monitoring.outcomes import Outcome

# Messages of aiohttp's parser when a header line, or the number of lines, exceeds the limits.
_TOO_LONG = re.compile(r"Got more than|Too many headers", re.IGNORECASE)
_BY_STATUS = {
    401: Outcome.LOGIN_REQUIRED,
    402: Outcome.LOGIN_REQUIRED,
    404: Outcome.NOT_FOUND,
    407: Outcome.LOGIN_REQUIRED,
    408: Outcome.TIMEOUT,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
}


def outcome_of_status(status: int) -> tuple[Outcome | None, str]:
    """Return the outcome and the reason for a final status code (RFC 9110, section 15); None if the body is the
    document."""
    if status in (200, 203):
        return None, ""
    if status in (204, 205):
        return Outcome.EMPTY, f"the server answered {status}, which has no body"
    if status in _BY_STATUS:
        return _BY_STATUS[status], f"the server answered {status}"
    if 400 <= status < 500 or status == 999:  # 412, 418 and 999 are refusals of visitors in practice
        return Outcome.BLOCKED, f"the server answered {status}"
    if status == 202:
        return Outcome.BLOCKED, "the server answered 202: a challenge, or a document that is not ready"
    unasked = "" if status >= 500 else ", which was not requested"
    return Outcome.SERVER_ERROR, f"the server answered {status}{unasked}"


def outcome_of_error(error: Exception) -> Outcome:
    """Return the outcome for an exception of the HTTP client."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Outcome.DNS_ERROR
    if isinstance(error, TimeoutError):
        return Outcome.TIMEOUT
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return Outcome.TLS_ERROR
    if isinstance(error, aiohttp.InvalidURL):
        return Outcome.INVALID_URL
    if isinstance(error, aiohttp.ClientResponseError) and _TOO_LONG.search(error.message):
        return Outcome.TOO_LARGE
    return Outcome.CONNECTION_ERROR


def error_text(error: Exception) -> str:
    """Return an exception as one line of limited length, for curators; the name of its class if it has no message."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text.encode("utf-8", "replace").decode()[:300].replace("\x00", "")
