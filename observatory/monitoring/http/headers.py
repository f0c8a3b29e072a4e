"""Parse the header fields of a response: pure functions, tolerant of what servers send, bounded."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_WAIT = 7 * 86_400.0  # a Retry-After of years would end the monitoring of a URL
_NOT_KEPT = {"set-cookie", "set-cookie2", "authorization", "proxy-authenticate", "www-authenticate"}
_MAX_VALUE = 2_000
_MAX_COOKIE = 4_096
_REFRESH = re.compile(r"""\s*[\d.]+\s*[;,\s]\s*(?:url\s*=\s*)?["']?([^"'\s>]+)""", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\u00a0-\ud7ff\ue000-\uffff]")


def retry_after_seconds(value: str | None, now: float) -> float | None:
    """Return the seconds to wait from a ``Retry-After`` field in either form (RFC 9110, 10.2.3), or None without a
    valid one.

    ``now`` is POSIX time in seconds. A date in the past gives 0; the result is at most one week.
    """
    text = (value or "").strip()
    if not text:
        return None
    if re.fullmatch(r"[0-9]+", text):
        return min(float(text[:12]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment.timestamp() - now, 0.0), LONGEST_WAIT)


def charset_of(content_type: str) -> str | None:
    """Return the charset parameter of a Content-Type field, unquoted, or None."""
    found = re.search(r"""charset\s*=\s*["']?([A-Za-z0-9_.:+-]{1,40})""", content_type, re.IGNORECASE)
    return found[1].lower() if found else None


def refresh_target(value: str) -> str:
    """Return the reference in a ``Refresh`` field ("5; url=/new"), or "" (HTML Living Standard, "shared declarative
    refresh steps")."""
    found = _REFRESH.match(value[:_MAX_VALUE])
    return found[1].strip() if found else ""


def replace_unprintable(value: str) -> str:
    """Return the value with unprintable and invalid characters replaced."""
    return _UNPRINTABLE.sub("\ufffd", value)


def parse_cookies(headers: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield name and value of each ``Set-Cookie`` field that can be sent back as it came (RFC 6265, 5.2)."""
    for header in headers:
        name, equals, value = (part.strip() for part in header.partition(";")[0].partition("="))
        sendable = (name + value).isascii() and (name + value).isprintable()
        if name and equals and sendable and len(header) < _MAX_COOKIE:
            yield name, value


def headers_to_store(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the header fields to store with a snapshot: all except cookies and credentials, printable and
    shortened."""
    kept: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()[:100]
        if key not in _NOT_KEPT:
            clean = replace_unprintable(value)[:_MAX_VALUE]
            kept[key] = f"{kept[key]}, {clean}"[:_MAX_VALUE] if key in kept else clean
    return kept
