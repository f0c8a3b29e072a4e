"""Stored texts without a visit, for tests that look for quotes in them."""

import gzip
import hashlib

from observatory.monitoring.models import Body, Snapshot, Watch
from observatory.monitoring.reading.compare import text_fingerprint
from observatory.monitoring.reading.extract.document import Document
from observatory.sources.models import Location

from .sites import START


def store_text(place: Location, *blocks: str, at=START) -> Snapshot:
    """Make a text the current one of a location, as a visit at ``at`` would have."""
    document = Document("html", blocks, full_text="\n".join(blocks))
    body, _ = Body.objects.get_or_create(
        sha256=hashlib.sha256("\n".join(blocks).encode()).hexdigest(), defaults={"size": 1, "stored_size": 1}
    )
    snapshot = Snapshot.objects.create(
        location=place,
        body=body,
        taken_at=at,
        url=place.url,
        http_status=200,
        content_type="text/html",
        extractor=document.extractor,
        packed=gzip.compress(document.pack()),
        fingerprint=text_fingerprint(document),
    )
    values = {"address": place.url, "url": place.url, "next_check_at": at, "snapshot": snapshot, "checked_at": at}
    Watch.objects.update_or_create(location=place, defaults=values)
    return snapshot
