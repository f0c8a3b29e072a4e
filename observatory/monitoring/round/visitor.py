"""Visit one location: robots.txt, fetch, follow, read, compare. Returns what was found.

Asynchronous and without its own database connection: it reads the database through ``ask``, which runs a function in a
thread that may wait for the database.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from observatory.monitoring.http.client import GuardedClient, Visit, VisitEnded
from observatory.monitoring.http.headers import refresh_target
from observatory.monitoring.http.redirects import (
    CROWD,
    SAME_DOCUMENT,
    RedirectKind,
    RedirectPolicy,
    are_equivalent_urls,
    classify_redirect,
    is_home,
    made_up_sibling_url,
)
from observatory.monitoring.http.robots import Robots
from observatory.monitoring.models import Body, Snapshot
from observatory.monitoring.outcomes import Outcome, OutcomeKind, kind_of_outcome
from observatory.monitoring.reading.compare import Verdict
from observatory.monitoring.reading.extract import EXTRACTOR
from observatory.monitoring.reading.interstitials import LOGIN_PATH
from observatory.monitoring.reading.sandbox import ReadResult, Sandbox
from observatory.monitoring.reading.stored_text import StoredText
from observatory.monitoring.round import earlier_snapshots, unread_files
from observatory.monitoring.round.follow_frames import Follower
from observatory.monitoring.round.jobs import Job, RereadSnapshot, VisitFinding
from observatory.monitoring.round.visit_quotes import Ask, VisitQuotes
from observatory.text.url_normalisation import InvalidURL, join_url, normalise_url

_FRAME_TAG = re.compile(rb"<(?:i?frame|embed|object)\b", re.IGNORECASE)


@dataclass(slots=True)
class Visitor:
    """Visits jobs with the resources that a run shares: the client, the robots.txt rules, the sandbox, and the
    database."""

    client: GuardedClient
    robots: Robots
    sandbox: Sandbox
    ask: Ask
    clock: Callable[[], datetime]
    # Final URL -> the URLs that redirected there in this run, each with its source.
    crowds: dict[str, set[tuple[str, int | None]]] = field(default_factory=dict)

    @property
    def _quotes(self) -> VisitQuotes:
        return VisitQuotes(self.sandbox, self.ask)

    async def visit(self, job: Job, redirect_policy: RedirectPolicy) -> VisitFinding:
        """Visit one location. Always returns a finding; raises only HostBusy, from the redirect policy."""
        refused = await self._refused(job)
        if refused:
            return refused
        visit = await self.client.visit(job.url, job.validators, on_redirect=redirect_policy.follow_redirect)
        try:
            found = await self._read_response(job, visit, redirect_policy)
            unread_files.note_file(job, visit, found)
        finally:
            visit.close()
        await self._quotes.note_unreadable(job, found)
        return found

    def is_unconfirmed_move(self, job: Job, finding: VisitFinding) -> bool:
        """Return whether this is a first visit with a permanent redirect: pages not visited yet may all redirect
        there."""
        first = finding.outcome is Outcome.MOVED and finding.visit.redirects and job.snapshot_id is None
        return bool(first) and len(finding.body) < self.client.limits.large

    def confirm_or_reject_move(self, job: Job, finding: VisitFinding) -> VisitFinding:
        """Return the finding of an unconfirmed move, now that the other pages of its host have been visited."""
        if self._count_redirects_in_run(job, finding.visit.page_url) < CROWD:
            return finding
        return self._soft_404(finding.visit)

    async def _refused(self, job: Job) -> VisitFinding | None:
        """Return the finding of a location that may not be visited: an invalid URL, or robots.txt; None if it may."""
        visit = Visit(job.url or job.address, job.url or job.address)
        if not job.url:
            return self._finding(visit, Outcome.INVALID_URL, _why_invalid(job.address))
        rules = await self.robots.rules(job.url)
        refusal = rules.refusal(job.url)
        if refusal is None or (refusal[0] == Outcome.ROBOTS_DISALLOWED and job.ignore_robots):
            return None
        visit.retry_after = rules.retry_after
        return self._finding(visit, *refusal)

    async def _read_response(self, job: Job, visit: Visit, redirect_policy: RedirectPolicy) -> VisitFinding:
        """Return the finding of a visit by what the response is: unchanged, failed, or a text to compare."""
        if visit.outcome is Outcome.UNCHANGED and job.unread_file_id:
            return unread_files.find_same_file(job, self._finding(visit, Outcome.UNREADABLE))
        if visit.outcome is Outcome.UNCHANGED:
            return await self._unchanged(job, visit, job.body_sha256, redirect_policy)
        if visit.outcome is not None:
            return await self._failed(visit)
        digest = sha256(visit.body).hexdigest()
        same = digest == job.body_sha256 and job.snapshot_id is not None
        if same and not _may_have_been_a_shell(job, visit):
            return await self._unchanged(job, visit, digest, redirect_policy)
        text = await self._read(visit)
        if same and not text.frame_urls and text.outcome is not Outcome.TEXT_ELSEWHERE:
            return await self._unchanged(job, visit, digest, redirect_policy)
        if text.refresh_url or text.frame_urls:
            follower = Follower(self._read, self._visit_another, redirect_policy)
            text = await follower.follow(job, visit, text)
            if visit.outcome is Outcome.UNCHANGED:
                return await self._unchanged(job, visit, job.body_sha256, redirect_policy)
            if visit.outcome is not None:
                return await self._failed(visit)
            digest = sha256(visit.body).hexdigest()
        # A short document may look like an error page; its earlier text decides (see _compare_with_last).
        if text.outcome and not (job.snapshot_id and text.packed):
            return self._finding(visit, text.outcome, text.error, text=text)
        return await self._finding_of_text(job, visit, text, digest, redirect_policy)

    async def _failed(self, visit: Visit) -> VisitFinding:
        """Return the finding of a visit without a document; an error page may show that we were refused."""
        outcome = visit.outcome
        if outcome is Outcome.ROBOTS_DISALLOWED and LOGIN_PATH.search(urlsplit(visit.final_url).path + "?"):
            return self._finding(visit, Outcome.LOGIN_REQUIRED, f"the URL redirects to {visit.final_url}")
        may_be_kept_out = outcome in (Outcome.SERVER_ERROR, Outcome.RATE_LIMITED) and visit.retry_after is None
        if may_be_kept_out and visit.body and visit.content_type == "text/html":
            text = await self._read(visit)
            outcome = text.outcome if text.outcome is Outcome.BLOCKED else outcome
        return self._finding(visit, outcome, visit.error)

    async def _read(self, visit: Visit) -> StoredText:
        return StoredText.from_result(await self._read_and_compare(visit))

    async def _read_and_compare(self, visit: Visit, **previous: Any) -> ReadResult:
        """Read the body of a visit in the sandbox, and compare it with the `previous` document if one is given."""
        return await self.sandbox.read(
            visit.body,
            visit.content_type,
            charset_hint=visit.charset,
            url=visit.url,
            final_url=visit.final_url,
            http_status=visit.http_status or 0,
            refresh_url=self._refresh_url(visit),
            **previous,
        )

    async def _visit_another(self, url: str, redirect_policy: RedirectPolicy, **limits: Any) -> Visit:
        """Make another visit, after the interval of its host and if its robots.txt allows it."""
        try:
            await redirect_policy.prepare_visit(url)
        except VisitEnded as refused:
            return Visit(url, url, refused.outcome, error=str(refused))
        return await self.client.visit(url, on_redirect=redirect_policy.follow_redirect, **limits)

    async def _finding_of_text(
        self, job: Job, visit: Visit, text: StoredText, digest: str, redirect_policy: RedirectPolicy
    ) -> VisitFinding:
        """Return the finding of a text that a visit read: where it was found, and how it differs from the last one."""
        found = self._finding(visit, Outcome.UNCHANGED, text=text, digest=digest)
        found.canonical_url = self._canonical_url(visit, text)
        not_document = await self._judge_redirect(job, visit, found, redirect_policy)
        if not_document:
            return not_document
        await self._compare_if_new(job, visit, found)
        if kind_of_outcome(found.outcome) is OutcomeKind.READ:
            await self._judge_canonical(job, found, redirect_policy)
        return found

    async def compare_file(
        self, job: Job, visit: Visit, text: StoredText, digest: str, *, shown_before: int | None = None
    ) -> VisitFinding:
        """Return the finding for a file that somebody attached, compared as a response is. Makes no request.

        `shown_before` is the ID of a snapshot that has the same body already.
        """
        found = self._finding(visit, Outcome.UNCHANGED, text=text, digest=digest)
        if shown_before and job.snapshot_id:
            found.shown_before = shown_before
            await self._quotes.look_again(visit, found, await self.ask(earlier_snapshots.load_baseline, job))
            return found
        await self._compare_if_new(job, visit, found)
        if not found.sought and not found.reread:  # the body is stored even if its text has not changed
            await self._quotes.look_in_first_text(job, found)
        return found

    async def _compare_if_new(self, job: Job, visit: Visit, found: VisitFinding) -> None:
        """Compare the text with the last one if it differs, and look for the quotes in it."""
        if job.snapshot_id is None:
            found.keep, found.body = True, visit.body
            found.outcome = Outcome.MOVED if found.proposed_url and found.outcome is Outcome.MOVED else Outcome.NEW
            await self._quotes.look_in_first_text(job, found)
        elif found.text.fingerprint != job.fingerprint or job.extractor != EXTRACTOR:
            await self._compare_with_last(job, visit, found)

    async def _unchanged(self, job: Job, visit: Visit, digest: str, redirect_policy: RedirectPolicy) -> VisitFinding:
        """Return the finding of a visit whose body or text is the last one."""
        found = self._finding(visit, Outcome.UNCHANGED, digest=digest)
        found.canonical_url = job.canonical_url
        not_document = await self._judge_redirect(job, visit, found, redirect_policy)
        if (
            not_document is None
            and not found.proposed_url
            and job.canonical_url
            and job.proposed_url == job.canonical_url
        ):
            self._propose_url(job, found, job.canonical_url)
        return not_document or found

    async def _judge_redirect(
        self, job: Job, visit: Visit, found: VisitFinding, redirect_policy: RedirectPolicy
    ) -> VisitFinding | None:
        """Judge the page that the URL redirected to; return a finding if it is not the document, else None."""
        if visit.page_url == job.url:
            return None
        self.crowds.setdefault(visit.page_url, set()).add((job.url, job.source_id))
        where = classify_redirect(job.url, visit.page_url, permanent=visit.permanent)
        # Many resolvers always redirect temporarily to the same page; a permanent move is checked every time.
        if where is RedirectKind.PERMANENT or (where is RedirectKind.TEMPORARY and visit.final_url != job.final_url):
            crowd = await self.ask(earlier_snapshots.count_redirects_to, job, visit.page_url)
            where = classify_redirect(
                job.url,
                visit.page_url,
                permanent=visit.permanent,
                crowd=max(crowd, self._count_redirects_in_run(job, visit.page_url)),
            )
        unproven = job.snapshot_id is None and where in (RedirectKind.PERMANENT, RedirectKind.TEMPORARY)
        if where is RedirectKind.ASTRAY or (unproven and await self._is_catch_all(job, visit, redirect_policy)):
            return self._soft_404(visit)
        if where is RedirectKind.PERMANENT:
            self._propose_url(job, found, visit.page_url)
        elif where is RedirectKind.STAYED and visit.permanent:
            found.proposed_url = visit.page_url
        return None

    def _count_redirects_in_run(self, job: Job, final_url: str) -> int:
        """Return how many other URLs, of other sources, redirected to the same page in this run."""
        others = self.crowds.get(final_url, set())
        return sum(url != job.url and (source is None or source != job.source_id) for url, source in others)

    def _soft_404(self, visit: Visit) -> VisitFinding:
        """Return the finding of a URL that redirects to a page which is not its document."""
        reason = (
            f"the URL redirects to {visit.page_url}, like several other URLs, so this is not the document (soft 404)"
        )
        found = self._finding(visit, Outcome.SOFT_404, reason)
        found.astray = visit.page_url
        return found

    async def _is_catch_all(self, job: Job, visit: Visit, redirect_policy: RedirectPolicy) -> bool:
        """Return whether a made-up URL in the same folder redirects to the same page."""
        probe = await self._visit_another(
            made_up_sibling_url(job.url), redirect_policy, max_body=100_000, truncate=True
        )
        probe.close()
        return bool(probe.redirects) and are_equivalent_urls(probe.final_url, visit.page_url)

    async def _compare_with_last(self, job: Job, visit: Visit, found: VisitFinding) -> None:
        """Decide whether a text that is not the last one is unchanged, changed, or no longer the document."""
        try:
            base = await self.ask(earlier_snapshots.load_baseline, job)
        except Snapshot.DoesNotExist:
            found.keep, found.body = True, visit.body
            found.outcome = Outcome.NEW if found.outcome is Outcome.UNCHANGED else found.outcome
            await self._quotes.look_in_first_text(job, found)
            return
        earlier = await self.ask(earlier_snapshots.earlier_snapshot_with_text, job, found.text.fingerprint, found.at)
        if earlier and job.extractor == EXTRACTOR:
            found.shown_before = None if earlier == job.snapshot_id else earlier
            await self._quotes.look_again(visit, found, base)
            return
        previous = {"previous": base.packed, "previous_content_type": base.content_type}
        if job.extractor != EXTRACTOR:
            previous["previous_body"] = await self._reread_last_body(job, base, found)
        read = await self._read_and_compare(visit, **previous)
        found.text = StoredText.from_result(read)
        if found.text.outcome:
            found.outcome, found.error, found.proposed_url = found.text.outcome, found.text.error, ""
        elif read.comparison and read.comparison.verdict == Verdict.CONTENT:
            await self._note_changed_text(visit, found, base, read)
        else:
            await self._quotes.look_again(visit, found, base)

    async def _note_changed_text(
        self, visit: Visit, found: VisitFinding, base: earlier_snapshots.Baseline, read: ReadResult
    ) -> None:
        """Note on the finding that the text has changed, and look for the quotes in it."""
        found.comparison, found.keep, found.body = read.comparison, True, visit.body
        found.outcome = Outcome.CHANGED
        if base.anchor:
            found.anchored = (await self._read_and_compare(visit, previous=base.anchor)).comparison
        await self._quotes.look_in_changed_text(found, base)
        if read.comparison.score >= SAME_DOCUMENT:
            found.proposed_url = ""

    async def _reread_last_body(self, job: Job, base: earlier_snapshots.Baseline, found: VisitFinding) -> bytes:
        """Return the old body, read again by the current extractor, so that only the document's own changes count.

        Empty if the storage has lost it: then the stored text is used.
        """
        try:
            body = await self.ask(earlier_snapshots.stored_body, base.body_sha256)
        except (OSError, EOFError, Body.DoesNotExist):
            return b""
        read = await self.sandbox.read(
            body,
            base.content_type,
            charset_hint=base.charset or None,
            url=job.url,
            final_url=base.url,
            previous=base.packed,
            compare_always=True,
        )
        if read.document and read.comparison:
            found.reread = RereadSnapshot(base.snapshot_id, StoredText.from_result(read), read.comparison)
        return body

    def _refresh_url(self, visit: Visit) -> str:
        """Return the URL to which the header `Refresh` of a visited page leads; "" if there is none."""
        target = refresh_target(visit.headers.get("refresh", ""))
        try:
            return join_url(visit.final_url, target) if target else ""
        except InvalidURL:
            return ""

    def _canonical_url(self, visit: Visit, text: StoredText) -> str:
        """Return the canonical URL if it is another page that could be the document's own. A frame's is not."""
        if visit.framed_by:
            return ""
        try:
            url = join_url(visit.final_url, text.canonical_url) if text.canonical_url else ""
        except InvalidURL:
            return ""
        return "" if not url or are_equivalent_urls(url, visit.final_url) or is_home(url) else url

    async def _judge_canonical(self, job: Job, found: VisitFinding, redirect_policy: RedirectPolicy) -> None:
        """Propose the canonical URL if the same document is there."""
        url = found.canonical_url
        if not url or found.proposed_url:
            return
        if url == job.canonical_url:
            if job.proposed_url == url:
                self._propose_url(job, found, url)
            return
        there = await self._visit_another(url, redirect_policy)
        try:
            if there.outcome is None and not there.redirects:
                read = await self._read_and_compare(there, previous=found.text.packed)
                if read.outcome is None and read.comparison and read.comparison.score < SAME_DOCUMENT:
                    self._propose_url(job, found, url)
        finally:
            there.close()

    def _propose_url(self, job: Job, found: VisitFinding, url: str) -> None:
        """Note that a visit found the document at another URL, unless curators declined that one."""
        if url == job.declined_url:
            return
        found.proposed_url = url
        if found.outcome in (Outcome.UNCHANGED, Outcome.NEW):
            found.outcome = Outcome.MOVED

    def _finding(
        self,
        visit: Visit,
        outcome: Outcome,
        error: str = "",
        *,
        text: StoredText | None = None,
        digest: str = "",
    ) -> VisitFinding:
        """Return the finding of a visit that ends with an outcome."""
        # The finding does not keep the body: it may be large, and other visits wait for its slot.
        kept = replace(visit, body=b"", _place=None)
        return VisitFinding(kept, outcome, self.clock(), error, text=text, body_sha256=digest)


def _why_invalid(address: str) -> str:
    try:
        return f"{normalise_url(address)} is kept under another form"
    except InvalidURL as error:
        return str(error)


def _may_have_been_a_shell(job: Job, visit: Visit) -> bool:
    """Return whether an older extractor may have taken the page around a frame for the document: then the frame may
    change although the page does not."""
    return job.extractor != EXTRACTOR and _FRAME_TAG.search(visit.body) is not None
