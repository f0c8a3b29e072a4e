"""Stored texts of sources, as the monitor leaves them."""

import gzip
from datetime import UTC, datetime
from hashlib import sha256

from observatory.monitoring.models import Body, Snapshot
from observatory.monitoring.reading.extract.document import Document
from observatory.sources.models import Location

ARTICLES = (
    "Interim Measures",
    "Article 1",
    "The central budget will provide 4.5 billion yuan over three years.",
    "Article 2",
    "Providers shall not publish the data. The central budget is decided each year.",
    "第三条 科学数据中心向研究人员开放。",
)


def store_text(location: Location, blocks=ARTICLES, *, day: int = 1, title: str = "Interim Measures") -> Snapshot:
    """Store a text of a location, as of a day of March 2026."""
    document = Document(media="html", blocks=tuple(blocks), title=title, language="en")
    raw = "\n".join(blocks).encode()
    body, _new = Body.objects.get_or_create(
        sha256=sha256(raw).hexdigest(), defaults={"size": len(raw), "stored_size": len(raw)}
    )
    return Snapshot.objects.create(
        location=location,
        body=body,
        taken_at=datetime(2026, 3, day, tzinfo=UTC),
        url=location.url,
        http_status=200,
        title=title,
        language="en",
        extractor="2",
        packed=gzip.compress(document.pack()),
        fingerprint="f",
    )
