"""Read one address outside of a run of the monitor, and look for a passage in its text. Writes nothing.

Through the same guarded client, robots.txt rules, intervals between visits to a host and sandboxed readers as a run.
"""

import asyncio
from dataclasses import dataclass

from observatory.monitoring.conf import Conf
from observatory.monitoring.http.client import VisitEnded
from observatory.monitoring.http.redirects import HostBusy, RedirectPolicy
from observatory.monitoring.outcomes import Outcome, QuoteState
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from observatory.monitoring.reading.stored_text import StoredText
from observatory.monitoring.round.resources import Resources
from observatory.text.url_normalisation import InvalidURL, normalise_url

_LONGEST_WAIT = 30.0  # seconds for a host that is being visited


@dataclass(frozen=True, slots=True)
class AddressReading:
    """What an address was when it was read. `outcome` is UNCHANGED for a document, else why there is none; `match` is
    where the passage is in its text, None if none was asked for or there is no text."""

    outcome: Outcome
    error: str = ""
    final_url: str = ""
    title: str = ""
    match: QuoteMatch | None = None


async def read_address(resources: Resources, url: str, passage: str = "") -> AddressReading:
    """Visit `url` once, and look for `passage` in what it says. Never raises for what the server or the URL is."""
    try:
        url = normalise_url(url)
    except InvalidURL as error:
        return AddressReading(Outcome.INVALID_URL, str(error))
    policy = RedirectPolicy("", resources.politeness, resources.robots, longest_wait=_LONGEST_WAIT, sleep=asyncio.sleep)
    try:
        await policy.follow_redirect(url)
        visit = await resources.guarded_client.visit(url, on_redirect=policy.follow_redirect)
    except VisitEnded as end:
        return AddressReading(end.outcome, str(end))
    except HostBusy as busy:
        return AddressReading(Outcome.RATE_LIMITED, str(busy))
    finally:
        await _release_host(resources, policy)
    try:
        if visit.outcome is not None:
            return AddressReading(visit.outcome, visit.error, visit.final_url)
        text = StoredText.from_result(
            await resources.sandbox.read(
                visit.body,
                visit.content_type,
                charset_hint=visit.charset,
                url=visit.url,
                final_url=visit.final_url,
                http_status=visit.http_status or 0,
            )
        )
    finally:
        visit.close()
    match = await _find_passage_at_address(resources, passage, text) if passage and not text.outcome else None
    return AddressReading(text.outcome or Outcome.UNCHANGED, text.error, visit.final_url, text.title, match)


async def _find_passage_at_address(resources: Resources, passage: str, text: StoredText) -> QuoteMatch:
    """Look for a passage in the text that was read at an address."""
    [(_number, match)] = await resources.sandbox.find_quotes([(0, TextQuoteSelector(passage, "", ""))], text.packed)
    # It was never found there before, so nothing can be said to be gone.
    if match.state is QuoteState.MISSING:
        return QuoteMatch(QuoteState.NEVER_FOUND)
    return match


async def _release_host(resources: Resources, policy: RedirectPolicy) -> None:
    """Let others visit the host that the visit reserved last, after the usual interval."""
    if policy.reserved_host:
        await resources.politeness.release(policy.reserved_host, answered=True)


def read_addresses(conf: Conf, wanted: list[tuple[str, str]]) -> list[AddressReading]:
    """Read several addresses, each with the passage to look for ("" for none), one after another."""

    async def run() -> list[AddressReading]:
        async with Resources(conf) as resources:
            return [await read_address(resources, url, passage) for url, passage in wanted]

    return asyncio.run(run())
