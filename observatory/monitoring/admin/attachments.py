"""Attach a file to a source, and download what is stored: the views behind links of the admin."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.admin.left_out import describe_left_out
from observatory.monitoring.attachments import FileRefused, attach_file, attachment_locations, refuse_size
from observatory.monitoring.models import Body, Change, Snapshot, UnreadFile
from observatory.records.admin.text_fields import CleanCharField
from observatory.records.admin_links import admin_form_url
from observatory.sources.models import Location, Source
from observatory.text.file_names import clean_file_name

SHOWN = 20
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
        label=_("File"),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": READ_TYPES}),
        help_text=_("PDF, Word (DOCX), HTML or plain text. If you correct something else here, choose the file again."),
    )
    location = forms.ModelChoiceField(
        Location.objects.none(),
        label=_("Location"),
        required=False,
        empty_label=_("attachment without a URL"),
    )
    note = CleanCharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where the file comes from, and which edition it is, in English. Readers see the note."),
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
            refuse_size(sent.size)
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return sent


def attach_view(modeladmin, request, source_id: int) -> HttpResponse:
    """Show the form that attaches a file to a source, and attach the file that it sends."""
    if not request.user.has_perm("monitoring.attach_file"):
        raise PermissionDenied
    source = get_object_or_404(Source, pk=source_id)
    form = AttachForm(request.POST or None, request.FILES or None, source=source)
    if request.method == "POST" and form.is_valid() and _attach(modeladmin, request, source, form):
        return HttpResponseRedirect(request.path)
    editions = Snapshot.objects.filter(location__source=source).exclude(file_name="").filter(technical=False)
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": _("Attach a file"),
        "opts": Source._meta,
        "source": source,
        "form": form,
        "editions": editions.defer("packed").select_related("body", "attached_by")[:SHOWN],
        "back": admin_form_url(source),
    }
    request.current_app = modeladmin.admin_site.name
    return TemplateResponse(request, "admin/monitoring/attach.html", context)


def download_view(request, snapshot_id: int) -> HttpResponse:
    """Send the stored body of a snapshot as a file. It is never shown: what it contains is hostile."""
    if not request.user.has_perm("monitoring.download_body"):
        raise PermissionDenied
    snapshot = get_object_or_404(Snapshot.objects.defer("packed").select_related("body"), pk=snapshot_id)
    return send_body(snapshot.body, snapshot.content_type, download_name(snapshot))


def send_body(body: Body, content_type: str, name: str) -> StreamingHttpResponse:
    """Return the response that sends a stored body as a file with this name, with a type that no browser executes.

    Raises Http404 if the storage has lost it.
    """
    pieces = body.chunks()
    try:
        first = next(pieces, b"")
    except FileNotFoundError:
        raise Http404(_("The storage does not have this file.")) from None
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


def _attach(modeladmin, request, source: Source, form: AttachForm) -> bool:
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
    text = _('“{file}” is attached. <a href="{address}">Read its text.</a>')
    message = format_html(text, file=snapshot.file_name, address=admin_form_url(snapshot))
    modeladmin.message_user(request, message, messages.SUCCESS)
    for sentence in describe_left_out(snapshot.document):
        modeladmin.message_user(request, sentence, messages.WARNING)
    change = Change.objects.open().filter(location=snapshot.location, kind=Change.Kind.CONTENT, after=snapshot).first()
    if change:
        text = _('It differs from the edition before it. <a href="{address}">Review the change.</a>')
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
        _("Download"),
        snapshot.body_id,
    )
