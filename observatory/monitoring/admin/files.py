"""Files that the monitor cannot read, in the admin: their rows, their downloads, and when one was replaced."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.monitoring.admin.attachments import download_name, send_body
from observatory.monitoring.file_rules import is_another_at_every_visit
from observatory.monitoring.models import Change, Snapshot, UnreadFile, Watch

SHORT_HASH = 16  # characters; the whole is the title of the element


@dataclass(frozen=True, slots=True)
class FileRow:
    """A stored body as a page shows it; `url` downloads it, and is "" for a user who may not do so."""

    label: str
    kept: UnreadFile | Snapshot
    url: str

    @property
    def short_hash(self) -> str:
        return self.kept.body_id[:SHORT_HASH]


def replaced_files(change: Change, user) -> Sequence[FileRow]:
    """Return the two files of a change that says that a file was replaced, the earlier one first; else nothing."""
    if change.kind != Change.Kind.REPLACED:
        return ()
    may = user.has_perm("monitoring.download_body")
    pairs = ((_("Earlier file"), change.file_before or change.before), (_("New file"), change.file_after))
    return [FileRow(label, kept, _download_url(kept) if may else "") for label, kept in pairs if kept]


def watched_file(watch: Watch, user) -> FileRow | None:
    """Return the file at a location that cannot be read, if there is one."""
    if watch.unread_file is None:
        return None
    may = user.has_perm("monitoring.download_body")
    return FileRow("", watch.unread_file, _download_url(watch.unread_file) if may else "")


def describe_replacement(change: Change) -> str:
    """Return a sentence that says when the file of a change was replaced, last of several times."""
    day = date_format(timezone.localtime(change.last_seen_at))
    if change.file_before_id:
        return _("The file was replaced on %(day)s.") % {"day": day}
    return _("A file that cannot be read took the place of the text on %(day)s.") % {"day": day}


def describe_restlessness(watch: Watch | None) -> str:
    """Return a sentence about a server that sends another file at every visit; "" about any other."""
    if watch is None or not is_another_at_every_visit(watch.replacements):
        return ""
    text = ngettext(
        "The server sent another file at the last visit. The next one is reported once the same file is there twice.",
        "The server sent another file at each of the last %(number)d visits. It is reported again once the same file is"
        " there twice.",
        watch.replacements,
    )
    return text % {"number": watch.replacements}


def download_file_view(request, file_id: int) -> StreamingHttpResponse:
    """Send a stored file that cannot be read. It is never shown: what it contains is hostile."""
    if not request.user.has_perm("monitoring.download_body"):
        raise PermissionDenied
    file = get_object_or_404(UnreadFile.objects.select_related("body"), pk=file_id)
    return send_body(file.body, file.content_type, download_name(file))


def _download_url(kept: UnreadFile | Snapshot) -> str:
    name = "monitoring_unread_file" if isinstance(kept, UnreadFile) else "monitoring_snapshot_body"
    return reverse(f"admin:{name}", args=[kept.pk])
