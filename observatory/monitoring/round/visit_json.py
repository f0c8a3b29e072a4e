"""A visit as one line of JSON, for scripts."""

from typing import Any

from observatory.monitoring.outcomes import Health, Outcome, OutcomeKind, kind_of_outcome
from observatory.monitoring.round.run_results import VisitResult
from observatory.text.networks import ForbiddenAddress
from observatory.text.url_normalisation import InvalidURL


def visit_as_json(result: VisitResult, *, with_text: bool = False) -> dict[str, Any]:
    """Return the JSON object for one visit; ``change`` is null unless the text was compared with another one."""
    finding, visit = result.finding, result.finding.visit
    comparison, text = finding.comparison, finding.text
    # An identical body is not read again: its title and encoding are in the last snapshot.
    unread = kind_of_outcome(finding.outcome) is OutcomeKind.READ
    change = comparison and {
        "verdict": str(comparison.verdict),
        "score": comparison.score,
        "added": list(comparison.added),
        "removed": list(comparison.removed),
    }
    line = {
        "url": result.job.address,
        "final_url": visit.final_url,
        "outcome": str(finding.outcome),
        "health": str(result.health),
        "http_status": visit.http_status,
        "content_type": visit.content_type,
        "charset": (text.charset if text else result.job.charset if unread else "") or visit.charset,
        "title": (text.title if text else result.job.title if unread else "") or None,
        "bytes": visit.bytes_wire,
        "duration_ms": visit.duration_ms,
        "redirects": [{"status": status, "url": url} for status, url in visit.redirects],
        "retry_after": visit.retry_after,
        "proposed_url": finding.proposed_url or None,
        "change": change,
        "error": finding.error or None,
    }
    if with_text:
        line["text"] = finding.full_text
    return line


def refused_url_as_json(url: str, error: InvalidURL | ForbiddenAddress) -> dict[str, Any]:
    """Return the JSON object for a URL that may not be visited and is not stored."""
    outcome = Outcome.INVALID_URL if isinstance(error, InvalidURL) else Outcome.FORBIDDEN_ADDRESS
    empty = dict.fromkeys(["http_status", "content_type", "charset", "title", "retry_after", "proposed_url", "change"])
    fixed = {"url": url, "final_url": url, "outcome": str(outcome), "health": str(Health.UNKNOWN)}
    return fixed | empty | {"bytes": 0, "duration_ms": 0, "redirects": [], "error": str(error)}
