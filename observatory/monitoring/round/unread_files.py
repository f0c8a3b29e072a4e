"""Files that visits cannot read: which one is kept, which one has replaced another, and the rows that are written of
it in the transaction of the visit.
"""

from dataclasses import dataclass
from hashlib import sha256

from observatory.monitoring.http.client import Visit
from observatory.monitoring.models import Body, UnreadFile
from observatory.monitoring.outcomes import FILE_OUTCOMES, Outcome
from observatory.monitoring.round import jobs
from observatory.monitoring.round.jobs import FoundFile, Job, VisitFinding

EVERY_VISIT = 5  # after this many other files in a row, the server makes a new one for each visit


@dataclass(frozen=True, slots=True)
class FileState:
    """What is known of the files at a location: the digest of the one that was kept last and of the one that was seen
    at the last visit ("" if there is none), and how many visits in a row found another file than the visit before."""

    kept: str = ""
    seen: str = ""
    replacements: int = 0


def judge_file(state: FileState, digest: str, outcome: Outcome, *, had_text: bool) -> FoundFile:
    """Return what is to be done with a file of this digest that a visit could not read.

    A file that takes the place of a text counts once it is sure: a damaged body may be an accident of one visit, so it
    must be there twice. Files that are others at each visit are kept and reported `EVERY_VISIT` times, and then again
    once one of them stays.
    """
    if not state.kept:
        sure = not had_text or outcome is not Outcome.UNREADABLE or digest == state.seen
        return FoundFile(digest, keep=sure)
    if digest == state.seen:
        return FoundFile(digest, keep=digest != state.kept)
    replacements = state.replacements + 1
    return FoundFile(digest, keep=digest != state.kept and replacements <= EVERY_VISIT, replacements=replacements)


def is_another_at_every_visit(replacements: int) -> bool:
    """Return whether so many replacements in a row say that the server makes a new file for each visit."""
    return replacements >= EVERY_VISIT


NO_FILE = {"unread_file_id": None, "unread_digest": "", "replacements": 0}


def find_same_file(job: Job, found: VisitFinding) -> VisitFinding:
    """Return the finding of a visit whose server says that the file that could not be read is the same (304)."""
    found.outcome, found.error = Outcome(job.unread_outcome), job.unread_reason
    found.body_sha256 = job.unread_sha256
    found.file = jobs.FoundFile(job.unread_digest)
    return found


def note_file(job: Job, visit: Visit, found: VisitFinding) -> None:
    """Note the file that a visit received and could not read: whether it is another one than before."""
    if found.outcome not in FILE_OUTCOMES or not visit.body or found.file:
        return
    found.body_sha256 = sha256(visit.body).hexdigest()
    digest = (found.text.file_digest if found.text else "") or found.body_sha256
    state = FileState(job.kept_digest, job.unread_digest, job.replacements)
    found.file = judge_file(state, digest, found.outcome, had_text=job.snapshot_id is not None)
    if found.file.keep:
        found.body = visit.body


def columns_of_file(job: Job, finding: VisitFinding) -> dict[str, object]:
    """Return the columns of the watch after a visit that found a file it cannot read."""
    visit, file = finding.visit, finding.file
    if file is None:
        return {"etag": "", "last_modified": "", "not_modified": 0}
    if visit.http_status == 304:
        return {"not_modified": job.not_modified + 1}
    return {
        "unread_digest": file.digest,
        "replacements": file.replacements,
        "etag": visit.etag,
        "last_modified": visit.last_modified,
        "validated_url": visit.final_url if visit.etag or visit.last_modified else "",
        "not_modified": 0,
    }


def keep_file(job: Job, finding: VisitFinding, stored_size: int) -> UnreadFile:
    """Write the row of a file whose body was stored, with `stored_size` bytes."""
    visit, at = finding.visit, finding.at
    body, _ = Body.objects.get_or_create(
        sha256=finding.body_sha256, defaults={"size": len(finding.body), "stored_size": stored_size}
    )
    return UnreadFile.objects.create(
        location_id=job.location_id,
        body=body,
        digest=finding.file.digest,
        taken_at=at,
        url=visit.final_url,
        ip_address=visit.address,
        http_status=visit.http_status,
        headers=visit.headers,
        content_type=visit.content_type,
        outcome=finding.outcome,
        reason=finding.error[:400],
    )
