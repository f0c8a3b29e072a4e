"""Files that cannot be read, as visits would have kept them, for tests of the pages that show them."""

from datetime import UTC, datetime
from hashlib import sha256

from observatory.monitoring.models import AffectedCitation, Body, Change, UnreadFile, Watch
from observatory.monitoring.models.snapshot import store_body
from observatory.sources.models import Location

FIRST, SECOND = datetime(2026, 11, 3, 8, tzinfo=UTC), datetime(2026, 11, 20, 8, tzinfo=UTC)
WORD = "application/msword"


def kept_file(place: Location, content: bytes, at: datetime = FIRST, content_type: str = WORD) -> UnreadFile:
    """Return a file at a location, stored and the one that its watch knows."""
    digest = sha256(content).hexdigest()
    body, _ = Body.objects.get_or_create(
        sha256=digest, defaults={"size": len(content), "stored_size": store_body(content, digest)}
    )
    file = UnreadFile.objects.create(
        location=place,
        body=body,
        digest=digest,
        taken_at=at,
        url=place.url,
        http_status=200,
        content_type=content_type,
        outcome="unsupported_type",
    )
    values = {"address": place.url, "url": place.url, "health": "failing", "outcome": "unsupported_type"}
    values |= {"since": at, "checked_at": at, "next_check_at": at, "unread_file": file, "unread_digest": digest}
    Watch.objects.update_or_create(location=place, defaults=values)
    return file


def replaced(place: Location, *citations) -> Change:
    """Return the open change that says that the file at a location was replaced, with these citations to judge."""
    before, after = kept_file(place, b"first"), kept_file(place, b"<script>second</script>", SECOND, "text/x-hostile")
    change = Change.objects.create(
        location=place,
        kind="replaced",
        found_at=SECOND,
        last_seen_at=SECOND,
        health="failing",
        file_before=before,
        file_after=after,
    )
    for citation in citations:
        AffectedCitation.objects.create(change=change, citation=citation, state="unreadable")
    return change
