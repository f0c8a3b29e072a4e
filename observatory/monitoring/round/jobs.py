"""Data passed between the parts of a visit: the claimed job, and its result."""

from dataclasses import dataclass
from datetime import datetime

from observatory.monitoring.health import State
from observatory.monitoring.http.client import Validators, Visit
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.quotes.sought_quotes import SoughtQuote
from observatory.monitoring.reading.compare import Comparison
from observatory.monitoring.reading.stored_text import StoredText

TRUSTED_304 = 10  # after this many 304 in a row the body is requested again: some servers always answer 304


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that a visit found and nobody can read. `keep`: store it; if another file or a text stood there, it has
    been replaced."""

    digest: str
    keep: bool = False
    replacements: int = 0


@dataclass(slots=True)
class Job:
    """A claimed location, with everything that a visit needs to know of earlier visits."""

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
    unread_file_id: int | None = None  # of a file that cannot be read, see UnreadFile
    unread_digest: str = ""
    replacements: int = 0
    kept_digest: str = ""
    unread_outcome: str = ""
    unread_reason: str = ""
    unread_sha256: str = ""
    lost_open: bool = False  # an open change reports the source as lost; a successful visit would close it

    @property
    def validators(self) -> Validators | None:
        """Return the validators to send, or None when it is time to request the body again."""
        asks = (self.snapshot_id or self.unread_file_id) and (self.etag or self.last_modified)
        if not asks or self.not_modified % (TRUSTED_304 + 1) == TRUSTED_304:
            return None
        return Validators(self.validated_url, self.etag, self.last_modified)


@dataclass(slots=True)
class VisitFinding:
    """The result of visiting a job's location. Texts are set only when they are to be stored."""

    visit: Visit
    outcome: Outcome
    at: datetime
    error: str = ""
    body: bytes = b""
    body_sha256: str = ""
    text: StoredText | None = None  # of the body, if one was read
    keep: bool = False  # store a snapshot of body and text
    shown_before: int | None = None  # ID of an earlier snapshot with the same text
    comparison: Comparison | None = None  # with the last text, if the text differs
    anchored: Comparison | None = None  # with the text before the change that is still open
    sought: tuple[SoughtQuote, ...] = ()  # the quotes that were looked for; sightings are written of them
    quotes_changed: bool = (
        False  # the comparison is of quotes that stand otherwise, in a text that is otherwise the same
    )
    proposed_url: str = ""
    canonical_url: str = ""
    reread: "RereadSnapshot | None" = None
    full_text: str | None = None
    astray: str = ""  # where the URL redirects to, if many others do too
    file: FoundFile | None = None  # the body is there, but cannot be read
    attached: "AttachedFile | None" = None  # somebody attached the body; it was not fetched
    fault: bool = False  # an internal error of the monitor: the visit has no result


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """The name of a file that somebody attached, and the ID of the user; None for the operator."""

    name: str
    by_id: int | None


@dataclass(slots=True)
class RereadSnapshot:
    """The last snapshot's body as read by a newer extractor, and how that differs from the stored text."""

    snapshot_id: int
    text: StoredText
    comparison: Comparison
