"""Attach a file to a source: it is read in the sandbox, stored once, and compared with the edition before it.

Recorded by the same code as a visit, so that snapshots, changes and quotes of a file are those of a page.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import PurePath

from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observatory.monitoring.conf import conf
from observatory.monitoring.health import Patience
from observatory.monitoring.http.client import Visit
from observatory.monitoring.models import Snapshot, Watch
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.extract import EXTRACTOR
from observatory.monitoring.reading.extract.media_type import MEDIA_TYPES
from observatory.monitoring.reading.sandbox import ReadResult, Sandbox
from observatory.monitoring.reading.stored_text import StoredText
from observatory.monitoring.round import create_watches, leases
from observatory.monitoring.round.jobs import AttachedFile, Job, VisitFinding
from observatory.monitoring.round.record_visit import RoundContext, record_visit
from observatory.monitoring.round.visitor import Visitor
from observatory.sources.models import Location, Source
from observatory.text.input_cleaning import clean_file_name

_LEASE = timedelta(minutes=5)  # of the location, inside one transaction that ends much sooner


class FileRefused(Exception):
    """Raised for a file that cannot be attached; the message says why, in the active language."""


def attachment_locations(source: Source):
    """Return the locations of a source to which a file can be attached, in their order."""
    return source.locations.filter(role=Location.Role.ATTACHMENT, monitored=False, retired_at=None)


def attach_file(
    *, source: Source, content: bytes, name: str, by, location: Location | None = None, note: str = ""
) -> Snapshot:
    """Attach a file to a source, as the next edition at `location`; return its snapshot. All or nothing.

    Without a location, it is the attachment of the source that has no URL; if there is none, one is made, with `note`
    (in English). `name` is the file's, as the sender gave it; `by` is a user, or None for the operator. An edition that
    was attached before becomes the current one again. Raises FileRefused, and writes nothing, for a file that is
    too large, cannot be read, or is the current edition, and for a location that cannot have a file.
    """
    refuse_attachment_size(len(content))
    name = clean_file_name(name)

    def write(sandbox: Sandbox, result: ReadResult) -> Snapshot:
        if refusal := _why_not_attachable(result):
            raise FileRefused(refusal)
        with transaction.atomic():
            # One file of a source at a time: two that are sent together become two editions.
            Source.objects.select_for_update(no_key=True).get(pk=source.pk)
            place = _attachment_location(source, location, note)
            snapshot = _record_edition(sandbox, place, content, result, AttachedFile(name, by.pk if by else None))
            if by is not None:
                LogEntry.objects.log_actions(by.pk, [place], CHANGE, f"Attached {name}.", single_object=True)
        return snapshot

    return _read_and_write(content, _hint(name), write)


def refuse_attachment_size(size: int) -> None:
    """Raise FileRefused for a file of `size` bytes that is empty or too large to be attached."""
    most = conf().max_attachment_bytes
    if size == 0:
        raise FileRefused(_("The file is empty."))
    if size > most:
        text = _("The file has %(size)s MB. Files of up to %(most)s MB can be attached.")
        raise FileRefused(text % {"size": _megabytes(size), "most": _megabytes(most)})


def _hint(name: str) -> str:
    """Return the media type that the name suggests, where the content does not show it: text may be HTML or not."""
    media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower(), "")
    return media_type if media_type in ("text/html", "application/xhtml+xml", "text/plain") else ""


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


@async_to_sync
async def _read_and_write(
    content: bytes, content_type: str, write: Callable[[Sandbox, ReadResult], Snapshot]
) -> Snapshot:
    """Read a file and return what `write` makes of it, with one reading process for what either reads or compares."""
    async with Sandbox(1, conf().reader_limits) as sandbox:
        return await _in_thread_of_caller(write, sandbox, await sandbox.read(content, content_type))


def _why_not_attachable(result: ReadResult) -> str:
    """Return why what was read of a file is not a document that can be attached; empty if it is one."""
    document, reason = result.document, result.reason.lower()
    if result.outcome is Outcome.UNSUPPORTED_TYPE:
        return _(
            "Files of this type cannot be read. Attach a PDF, a Word file (DOCX), a web page (HTML) or plain text."
            " Old Word files (DOC) and Word files with a password cannot be read."
        )
    scan = document is not None and document.media == "pdf" and not document.text.strip()
    if result.outcome is Outcome.NO_TEXT_LAYER or scan:
        return _("The PDF contains no text, perhaps because it is a scan. Attach a copy with recognised text (OCR).")
    if document is None and "password" in reason:
        return _("The PDF is protected by a password. Attach a copy without one.")
    if document is None and reason.startswith("reading it"):
        return _("Reading the file takes too much time or memory. Attach a smaller part of it.")
    if document is None:
        return _("The file cannot be read: it is damaged, or much larger when unpacked than a document can be.")
    if not document.text.strip():
        return _("The file contains no text.")
    if result.outcome:
        return _("The file reads like an error page or a login page, not like a document.")
    return ""


def _attachment_location(source: Source, location: Location | None, note: str) -> Location:
    """Return the location that a file is attached to, made if it is missing. Raises FileRefused for one that cannot
    have a file."""
    place = location or source.locations.filter(url="").first()
    if place is None:
        place = Location(source=source, role=Location.Role.ATTACHMENT, monitored=False, note_en=note)
        place.full_clean()
        place.save()
        Source.objects.filter(pk=source.pk).mark_edited()
        return place
    if place.retired_at:
        raise FileRefused(_("This location is retired. Restore it before you attach a file."))
    if not attachment_locations(source).filter(pk=place.pk).exists():
        raise FileRefused(_("A file can only be attached to an attachment of this source that is not monitored."))
    if note:
        raise FileRefused(_("This location exists already. Edit its note in the form of the source."))
    return place


def _record_edition(
    sandbox: Sandbox, place: Location, content: bytes, result: ReadResult, attached: AttachedFile
) -> Snapshot:
    """Write what a visit would write for the body of an attached file. Runs in the transaction of `attach_file`."""
    digest = sha256(content).hexdigest()
    by, job = _lease_attachment(place)
    text = StoredText.from_result(result)
    media_type = MEDIA_TYPES.get(f".{result.document.media}", "application/xml")  # a feed
    visit = Visit("", content_type=media_type, charset=text.charset, body=content, bytes_wire=len(content))
    same = Snapshot.objects.filter(location=place, body_id=digest)
    current = same.filter(pk=job.snapshot_id).first()
    if current and current.extractor == EXTRACTOR:
        since = date_format(current.taken_at, "DATE_FORMAT")
        raise FileRefused(_("This file is attached already, since %s.") % since)
    shown_before = same.filter(extractor=EXTRACTOR).order_by("-pk").values_list("pk", flat=True).first()
    finding = _compare_attachment(sandbox, job, visit, text, digest, shown_before)
    if finding.shown_before is None and not current:
        # Also a file that differs from the last one in its form only: it is the one that can be downloaded.
        finding.keep, finding.body, finding.attached = True, content, attached
    settings = conf()
    bounds = (settings.min_interval_hours, settings.max_interval_hours)
    record_visit(job=job, finding=finding, counted=True, context=RoundContext(by, Patience(), bounds))
    return Watch.objects.select_related("snapshot").get(location=place).snapshot


def _lease_attachment(place: Location) -> tuple[str, Job]:
    """Lease the watch of the location that a file is attached to, made if it is missing; return the owner of the lease
    and the job."""
    by, now = secrets.token_hex(8), timezone.now()
    create_watches.create_watch(place, now=now)
    jobs = leases.claim_locations([place.pk], by=by, now=now, lease=_LEASE)
    if not jobs:
        raise FileRefused(_("This location is being read at this moment. Try again in a minute."))
    # A file replaces no page: where the pages of its source are lost, the change that reports it stays open.
    jobs[0].lost_open = False
    return by, jobs[0]


@async_to_sync
async def _compare_attachment(
    sandbox: Sandbox, job: Job, visit: Visit, text: StoredText, digest: str, shown_before: int | None
) -> VisitFinding:
    """Compare an attached file with the edition before it, as a visit does."""
    visitor = Visitor(None, None, sandbox, _in_thread_of_caller, timezone.now)  # makes no request
    return await visitor.compare_file(job, visit, text, digest, shown_before=shown_before)


async def _in_thread_of_caller(function, *args):
    """Run a function that uses the database in the thread of the caller, and so in its transaction."""
    return await sync_to_async(function, thread_sensitive=True)(*args)
