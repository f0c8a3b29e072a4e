"""Follow a page without a text of its own to where its text is: by refresh, or into a frame.

Every step is another visit through the guarded client, after the interval of its host and if its robots.txt allows
it. The visit becomes that to the last page, so that its body is kept and its URL is stored with the snapshot.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from observatory.monitoring.http.client import Visit
from observatory.monitoring.http.redirects import RedirectPolicy
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.stored_text import StoredText
from observatory.monitoring.round.jobs import Job
from observatory.text.url_normalisation import InvalidURL, join_url

_REFRESHES = 2
_LEVELS = 2  # of frames inside frames
_LITTLE, _ENOUGH = 160, 900  # letters: hardly any text; so much that no other frame is visited
# Outcomes that may pass: they say nothing about where the text is.
_PASSING = (
    Outcome.TIMEOUT,
    Outcome.DNS_ERROR,
    Outcome.CONNECTION_ERROR,
    Outcome.TLS_ERROR,
    Outcome.SERVER_ERROR,
    Outcome.RATE_LIMITED,
)


@dataclass(slots=True)
class Follower:
    """Follows the pages of one visit: ``read`` reads the body of a visit, ``visit_another`` makes one."""

    read: Callable[[Visit], Awaitable[StoredText]]
    visit_another: Callable[..., Awaitable[Visit]]
    redirect_policy: RedirectPolicy

    async def follow(self, job: Job, visit: Visit, text: StoredText) -> StoredText:
        """Return the text of the last page, to which the visit is then. The visit has an outcome if it ends without a
        body: `UNCHANGED` if the frame that was read last time is unchanged."""
        seen = {visit.final_url}
        text = await self._follow_refreshes(visit, text, seen)
        for _level in range(_LEVELS):
            if visit.outcome is not None or not text.frame_urls:
                break
            outer, text = text, await self._enter_frame(job, visit, text, seen)
            if text is outer:
                break
            text = await self._follow_refreshes(visit, text, seen)
        return text

    async def _follow_refreshes(self, visit: Visit, text: StoredText, seen: set[str]) -> StoredText:
        """Follow the refreshes of pages without a text of their own, each as another redirect."""
        steps = 0
        while text.refresh_url:
            try:
                url = join_url(visit.final_url, text.refresh_url)
            except InvalidURL as error:
                visit.outcome, visit.error = Outcome.INVALID_URL, f"the page contains a redirect, but {error}"
                return text
            if url == visit.final_url and text.main_text:
                return text  # a short page that renews itself
            if url in seen or steps == _REFRESHES:
                visit.outcome, visit.error = (Outcome.REDIRECT_LOOP, f"endless redirect inside the pages, to {url}")
                return text
            seen.add(url)
            steps += 1
            there = await self.visit_another(url, self.redirect_policy)
            _become_followed_visit(visit, there, url)
            if visit.outcome is not None:
                return text
            text = await self.read(visit)
        return text

    async def _enter_frame(self, job: Job, visit: Visit, outer: StoredText, seen: set[str]) -> StoredText:
        """Turn the visit into that to the frame with the most text, and return that text.

        If there is none, return `outer`: the page is the document after all, or the visit has an outcome and names the
        frame that could not be read.
        """
        best, failed = await self._visit_frames(job, visit, outer, seen)
        needed = outer.outcome is Outcome.TEXT_ELSEWHERE
        lost = failed.get(job.final_url)  # another frame, or the page itself, must not take the place of the document
        if best and not lost and best.replaces(outer, needed):
            _become_followed_visit(visit, best.visit, best.url, framed_by=visit.page_url)
            return best.text
        if best:
            best.visit.close()
        passing = [(url, there) for url, there in failed.items() if there.outcome in _PASSING and (needed or lost)]
        if passing:
            url, there = passing[0]
            _become_followed_visit(visit, there, url, framed_by=visit.page_url)
            visit.error = f"the text of the page is in the frame {url}: {there.error}"
        elif needed:
            url, why = next(((url, there.error) for url, there in failed.items()), ("", ""))
            why = why or (best.text.error if best else "") or "there is no text either"
            visit.outcome = Outcome.TEXT_ELSEWHERE
            visit.error = (
                f"the page has no text of its own, and the frame {url or (best and best.url)} is not read: {why}"
            )
        return outer

    async def _visit_frames(
        self, job: Job, visit: Visit, outer: StoredText, seen: set[str]
    ) -> tuple["_FollowedFrame | None", dict[str, Visit]]:
        """Return the frame with the most text, and the visits to frames that failed, by URL."""
        best: _FollowedFrame | None = None
        failed: dict[str, Visit] = {}
        try:
            # The frame that was read last time comes first: if it is unchanged, no other is visited.
            for url in sorted(_new_frame_urls(visit, outer, seen), key=lambda url: url != job.final_url):
                seen.add(url)
                there = await self.visit_another(url, self.redirect_policy, validators=job.validators)
                if job.snapshot_id and there.body and sha256(there.body).hexdigest() == job.body_sha256:
                    there.outcome = Outcome.UNCHANGED
                if there.outcome not in (None, Outcome.UNCHANGED):
                    there.close()
                    failed[url] = there
                    continue
                frame = _FollowedFrame(url, there, outer if there.outcome else await self.read(there))
                best, worse = (frame, best) if best is None or frame.weight > best.weight else (best, frame)
                if worse:
                    worse.visit.close()
                if best.weight >= _ENOUGH:
                    break
        except BaseException:
            if best:
                best.visit.close()
            raise
        return best, failed


@dataclass(frozen=True, slots=True)
class _FollowedFrame:
    url: str
    visit: Visit
    text: StoredText

    @property
    def weight(self) -> int:
        """How much the frame holds of what a page consists of."""
        if self.visit.outcome is Outcome.UNCHANGED:
            return _ENOUGH
        if self.text.outcome is None:
            return self.text.own_letters
        return _LITTLE if self._leads_on else -1

    @property
    def _leads_on(self) -> bool:
        return bool(self.text.refresh_url or self.text.frame_urls)

    def replaces(self, outer: StoredText, needed: bool) -> bool:
        """Return whether the frame is the document, or leads to it, in the place of the page around it."""
        if self.visit.outcome is Outcome.UNCHANGED:
            return True
        if needed:
            return self.text.outcome is None or self._leads_on
        return self.text.outcome is None and self.weight >= max(_LITTLE, 2 * outer.own_letters)


def _new_frame_urls(visit: Visit, text: StoredText, seen: set[str]) -> list[str]:
    """Return the addresses of the frames of a page that were not visited yet."""
    urls = []
    for reference in text.frame_urls:
        try:
            url = join_url(visit.final_url, reference)
        except InvalidURL:
            continue
        if url not in seen:
            urls.append(url)
    return urls


def _become_followed_visit(visit: Visit, there: Visit, url: str, framed_by: str = "") -> None:
    """Turn a visit into a visit to ``url``, to which the page sends its reader or which is a frame in it."""
    permanent = visit.permanent
    if not framed_by and not visit.framed_by:
        permanent = (permanent or not visit.redirects) and (there.permanent or not there.redirects)
    kept = {
        "url": visit.url,
        "permanent": permanent,
        "redirects": [*visit.redirects, (visit.http_status or 200, url), *there.redirects],
        "bytes_wire": visit.bytes_wire + there.bytes_wire,
        "duration_ms": visit.duration_ms + there.duration_ms,
        "framed_by": visit.framed_by or framed_by,
    }
    visit.close()
    for name in Visit.__dataclass_fields__:
        setattr(visit, name, kept.get(name, getattr(there, name)))
