"""Stored files in the admin: the form that attaches one to a source, downloads, files that cannot be read and were
replaced, and, in words, what of a PDF or Word file is not in its text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from observatory.monitoring.models import Body, Change, Snapshot, UnreadFile, Watch
from observatory.monitoring.on_request.attachments import (
    FileRefused,
    attach_file,
    attachment_locations,
    refuse_attachment_size,
)
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.round.unread_files import is_another_at_every_visit
from observatory.records.admin.form_fields import CleanCharField
from observatory.records.admin_urls import admin_form_url
from observatory.sources.models import Location, Source
from observatory.text.input_cleaning import clean_file_name

_MOST_LISTED = 20  # ranges of pages, or names
_PAGES = ("text/html", "application/xhtml+xml")  # nothing of these is left out, so they need not be loaded


def describe_left_out(document: Document) -> list[str]:
    """Return a sentence for each kind of thing in a file that could not be read; none if all was. Pure."""
    sentences = []
    if pages := document.unread_pages:
        text = ngettext(
            "Page %(pages)s of the file is not in this text: the file does not say which letters its fonts show.",
            "Pages %(pages)s of the file are not in this text: the file does not say which letters its fonts show.",
            len(pages),
        )
        sentences.append(text % {"pages": _listed(page_ranges(pages))})
    if names := document.unread_parts:
        text = ngettext(
            "A file inside the Word file cannot be read, and is not in this text: %(names)s.",
            "Files inside the Word file cannot be read, and are not in this text: %(names)s.",
            len(names),
        )
        sentences.append(text % {"names": _listed(names)})
    return sentences


def describe_left_out_of_change(change: Change) -> list[tuple[str, str]]:
    """Return for the text before and the text after a change what is not in them: heading and sentence."""
    wanted = Snapshot.objects.filter(pk__in=(change.before_id, change.after_id)).exclude(content_type__in=_PAGES)
    snapshots = {row.pk: row for row in wanted.only("packed")}
    texts = ((change.before_id, _("The text before")), (change.after_id, _("The text after")))
    return [
        (heading, sentence)
        for pk, heading in texts
        if pk in snapshots
        for sentence in describe_left_out(snapshots[pk].document)
    ]


def page_ranges(pages: Sequence[int]) -> list[str]:
    """Return numbers of pages, in their order, as ranges: 3, 4, 5, 9 are "3–5" and "9"."""
    ranges: list[tuple[int, int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], page)
        else:
            ranges.append((page, page))
    return [str(first) if first == last else f"{first}–{last}" for first, last in ranges]


def _listed(items: Sequence[str]) -> str:
    return _(", ").join(items if len(items) <= _MOST_LISTED else [*items[:_MOST_LISTED], "…"])


EDITIONS_SHOWN = 20
READ_TYPES = ".pdf,.docx,.html,.htm,.txt"
# A browser opens none of these on its own account; every other type is sent as bytes without a type.
HARMLESS_TYPES = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_EXTENSIONS = HARMLESS_TYPES | {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}


class AttachForm(forms.Form):
    """A file, and where it belongs: the attachment of the source without a URL, or one with a URL."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": READ_TYPES}),
        help_text=gettext_lazy(
            "PDF, Word (DOCX), HTML or plain text. If you correct something else here, choose the file again."
        ),
    )
    location = forms.ModelChoiceField(
        Location.objects.none(),
        label=gettext_lazy("Location"),
        required=False,
        empty_label=gettext_lazy("attachment without a URL"),
    )
    note = CleanCharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Where the file comes from, and which edition it is, in English. Readers see the note."),
    )

    def __init__(self, *args, source: Source, **kwargs):
        super().__init__(*args, **kwargs)
        with_url = attachment_locations(source).exclude(url="")
        if with_url.exists():
            self.fields["location"].queryset = with_url
        else:
            del self.fields["location"]
        if source.locations.filter(url="").exists() and "location" not in self.fields:
            del self.fields["note"]

    def clean_file(self):
        sent = self.cleaned_data["file"]
        try:
            refuse_attachment_size(sent.size)
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return sent


def attach_view(modeladmin, request, source_id: int) -> HttpResponse:
    """Show the form that attaches a file to a source, and attach the file that it sends."""
    if not request.user.has_perm("monitoring.attach_file"):
        raise PermissionDenied
    source = get_object_or_404(Source, pk=source_id)
    form = AttachForm(request.POST or None, request.FILES or None, source=source)
    if request.method == "POST" and form.is_valid() and _attach_file_of_form(modeladmin, request, source, form):
        return HttpResponseRedirect(request.path)
    editions = Snapshot.objects.filter(location__source=source).exclude(file_name="").filter(technical=False)
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": gettext_lazy("Attach a file"),
        "opts": Source._meta,
        "source": source,
        "form": form,
        "editions": editions.defer("packed").select_related("body", "attached_by")[:EDITIONS_SHOWN],
        "back": admin_form_url(source),
    }
    request.current_app = modeladmin.admin_site.name
    return TemplateResponse(request, "admin/monitoring/attach.html", context)


def download_view(request, snapshot_id: int) -> HttpResponse:
    """Send the stored body of a snapshot as a file. It is never shown: what it contains is hostile."""
    if not request.user.has_perm("monitoring.download_body"):
        raise PermissionDenied
    snapshot = get_object_or_404(Snapshot.objects.defer("packed").select_related("body"), pk=snapshot_id)
    return send_body_as_file(snapshot.body, snapshot.content_type, download_name(snapshot))


def send_body_as_file(body: Body, content_type: str, name: str) -> StreamingHttpResponse:
    """Return the response that sends a stored body as a file with this name, with a type that no browser executes.

    Raises Http404 if the storage has lost it.
    """
    pieces = body.chunks()
    try:
        first = next(pieces, b"")
    except FileNotFoundError:
        raise Http404(gettext_lazy("The storage does not have this file.")) from None
    media_type = content_type if content_type in HARMLESS_TYPES else "application/octet-stream"
    headers = {
        "Content-Length": str(body.size),
        "Content-Disposition": content_disposition_header(True, name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return StreamingHttpResponse(_with_first(first, pieces), content_type=media_type, headers=headers)


def download_name(snapshot: Snapshot | UnreadFile) -> str:
    """Return the name under which a body is saved: that of the attached file, or the last part of the URL."""
    if isinstance(snapshot, Snapshot) and snapshot.file_name:
        return snapshot.file_name
    name = clean_file_name(snapshot.url.partition("?")[0].rstrip("/").rpartition("/")[2])
    extension = _EXTENSIONS.get(snapshot.content_type, "")
    return name if name.lower().endswith(extension) else name + extension


def _attach_file_of_form(modeladmin, request, source: Source, form: AttachForm) -> bool:
    """Attach the file of a valid form, and report it; if it is refused, say why in the form and return False."""
    sent, values = form.cleaned_data["file"], form.cleaned_data
    try:
        snapshot = attach_file(
            source=source,
            content=sent.read(),
            name=sent.name,
            by=request.user,
            location=values.get("location"),
            note=values.get("note", ""),
        )
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return False
    text = gettext_lazy('“{file}” is attached. <a href="{address}">Read its text.</a>')
    message = format_html(text, file=snapshot.file_name, address=admin_form_url(snapshot))
    modeladmin.message_user(request, message, messages.SUCCESS)
    for sentence in describe_left_out(snapshot.document):
        modeladmin.message_user(request, sentence, messages.WARNING)
    change = Change.objects.open().filter(location=snapshot.location, kind=Change.Kind.CONTENT, after=snapshot).first()
    if change:
        text = gettext_lazy('It differs from the edition before it. <a href="{address}">Review the change.</a>')
        modeladmin.message_user(request, format_html(text, address=admin_form_url(change)), messages.WARNING)
    return True


def _with_first(first: bytes, rest):
    yield first
    yield from rest


def body_link(snapshot: Snapshot) -> str:
    """Return the HTML of the link that downloads the body of a snapshot."""
    return format_html(
        '<a href="{}">{}</a> <span class="second">SHA-256 {}</span>',
        reverse("admin:monitoring_snapshot_body", args=[snapshot.pk]),
        gettext_lazy("Download"),
        snapshot.body_id,
    )


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


def describe_file_replacement(change: Change) -> str:
    """Return a sentence that says when the file of a change was replaced, last of several times."""
    day = date_format(timezone.localtime(change.last_seen_at))
    if change.file_before_id:
        return _("The file was replaced on %(day)s.") % {"day": day}
    return _("A file that cannot be read took the place of the text on %(day)s.") % {"day": day}


def describe_restless_file(watch: Watch | None) -> str:
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
    return send_body_as_file(file.body, file.content_type, download_name(file))


def _download_url(kept: UnreadFile | Snapshot) -> str:
    name = "monitoring_unread_file" if isinstance(kept, UnreadFile) else "monitoring_snapshot_body"
    return reverse(f"admin:{name}", args=[kept.pk])
