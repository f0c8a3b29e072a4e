"""Data passed between the parts of a visit: the claimed job, and its result."""

from dataclasses import dataclass, field
from datetime import datetime

from observatory.monitoring.health import State
from observatory.monitoring.http.client import Validators, Visit
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.compare import Comparison
from observatory.monitoring.reading.quote_changes import QuotePlace
from observatory.monitoring.reading.stored_text import StoredText

TRUSTED_304 = 10  # after so many 304 in a row the body is asked for again: some servers answer 304 forever


@dataclass(slots=True)
class Job:
    """One claimed location with all that a visit needs to know of its past."""

    location_id: int
    source_id: int | None
    address: str
    url: str
    host: str
    state: State
    outcome: str = ""
    interval: float = 24
    min_interval: float | None = None
    max_interval: float | None = None
    citations: int = 0
    final_url: str = ""
    proposed_url: str = ""
    declined_url: str = ""
    canonical_url: str = ""
    ignore_robots: bool = False
    etag: str = ""
    last_modified: str = ""
    validated_url: str = ""
    not_modified: int = 0
    body_sha256: str = ""
    snapshot_id: int | None = None
    fingerprint: str = ""
    extractor: str = ""
    title: str = ""
    charset: str = ""
    lost_open: bool = False  # a change says that the source is lost, which a reading would close

    @property
    def validators(self) -> Validators | None:
        """What to ask the server with, or None when it is time to see the body again."""
        asks = self.snapshot_id and (self.etag or self.last_modified)
        if not asks or self.not_modified % (TRUSTED_304 + 1) == TRUSTED_304:
            return None
        return Validators(self.validated_url, self.etag, self.last_modified)


@dataclass(slots=True)
class Finding:
    """What one visit to a job's location came to. Texts are set only when they are to be kept."""

    visit: Visit
    outcome: Outcome
    at: datetime
    error: str = ""
    body: bytes = b""
    body_sha256: str = ""
    text: StoredText | None = None  # of the body that was read, when it was read
    keep: bool = False  # make a snapshot of body and text
    shown_before: int | None = None  # the earlier snapshot whose text is shown again
    comparison: Comparison | None = None  # with the text before, when the text differs
    anchored: Comparison | None = None  # with the text before the change that is open still
    passages: list[QuotePlace] = field(default_factory=list)
    proposed_url: str = ""
    canonical_url: str = ""
    reread: "Reread | None" = None
    full_text: str | None = None
    astray: str = ""  # where an address led that many lead to
    fault: bool = False  # the monitor's own; nothing was found out


@dataclass(slots=True)
class Reread:
    """The last snapshot's body as a newer extractor reads it, and how that differs from what was kept."""

    snapshot_id: int
    text: StoredText
    comparison: Comparison
