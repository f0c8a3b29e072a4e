"""What a visit needs of the earlier snapshots of its location: the text to compare with, a text that was shown before,
and a stored body; loaded only when the text has changed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from observatory.monitoring.http.redirects import CROWD
from observatory.monitoring.models import Body, Change, Sighting, Snapshot, Watch
from observatory.monitoring.outcomes import OutcomeKind, kind_of_outcome
from observatory.monitoring.quotes.sought_quotes import CitedQuote, quotes_at_location
from observatory.monitoring.reading.extract.document import Document, decompress_document
from observatory.monitoring.round.jobs import Job, VisitFinding

_REMEMBERED = timedelta(days=180)  # how long a text counts as one that the page has shown before
_VARIANTS = 50


@dataclass(frozen=True, slots=True)
class Baseline:
    """The text to compare with, and the other data that the comparison needs."""

    snapshot_id: int
    packed: bytes
    body_sha256: str
    content_type: str
    charset: str
    url: str
    http_status: int
    anchor: bytes | None  # the packed text before the change that is still open, if it is a different one
    quotes: tuple[CitedQuote, ...]
    sightings: dict[str, Sighting]  # the current ones, by the permanent IDs of their citations


def load_baseline(job: Job) -> Baseline:
    """Return the last snapshot of the job's location. Raises Snapshot.DoesNotExist if the retention policy has deleted
    it."""
    last = Snapshot.objects.get(pk=job.snapshot_id)
    opened = Change.objects.open().filter(location_id=job.location_id, kind=Change.Kind.CONTENT)
    anchor = opened.exclude(before=None).exclude(before=last).values_list("before__packed", flat=True).first()
    quotes = tuple(quotes_at_location(job.location_id, job.source_id)) if job.citations else ()
    sightings = Sighting.objects.current().filter(location_id=job.location_id) if quotes else ()
    return Baseline(
        snapshot_id=last.pk,
        packed=decompress_document(last.packed),
        body_sha256=last.body_id,
        content_type=last.content_type,
        charset=last.charset,
        url=last.url,
        http_status=last.http_status,
        anchor=decompress_document(anchor) if anchor else None,
        quotes=quotes,
        sightings={row.citation_public_id: row for row in sightings},
    )


def earlier_snapshot_with_text(job: Job, fingerprint: str, now: datetime) -> int | None:
    """Return the ID of a recent snapshot of this location with the same fingerprint, or None."""
    lately = Snapshot.objects.filter(location_id=job.location_id, taken_at__gt=now - _REMEMBERED)
    variants = dict(lately.order_by("-taken_at", "-pk").values_list("fingerprint", "pk")[:_VARIANTS])
    return variants.get(fingerprint)


def stored_body(sha256: str) -> bytes:
    """Return a stored body. Raises Body.DoesNotExist, and OSError or EOFError if the storage has lost it."""
    return Body.objects.get(sha256=sha256).read()


def current_text(job: Job, finding: VisitFinding) -> str | None:
    """Return the main text of a location after a visit: that which the visit found, or that of the last snapshot if it
    is unchanged; None if none was read."""
    if finding.text:
        return finding.text.main_text if finding.text.packed else None
    if kind_of_outcome(finding.outcome) is not OutcomeKind.READ or job.snapshot_id is None:
        return None
    kept = Snapshot.objects.filter(pk=job.snapshot_id).values_list("packed", flat=True).first()
    return Document.unpack(decompress_document(kept)).text if kept else None


def count_redirects_to(job: Job, final_url: str) -> int:
    """Return how many other URLs, of other sources, redirect to ``final_url``. Counting stops at the number that makes
    a catch-all."""
    others = Watch.objects.filter(final_url=final_url).exclude(location_id=job.location_id).exclude(url=job.url)
    if job.source_id:
        others = others.exclude(location__source_id=job.source_id)
    return others.values("url").distinct()[:CROWD].count()
