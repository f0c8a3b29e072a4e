"""The review of one record: its page, and what is decided at its foot."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from observatory.desk.review.decide import CommentAtStatementRefused, EditedMeanwhile, decide
from observatory.desk.review.forms import BUTTONS, DecisionForm, typed_comments
from observatory.desk.review.link_form import LinkForm
from observatory.desk.review.page import ReviewPage, read_page
from observatory.publishing.admin.decision_form import fingerprint, was_seen
from observatory.records.admin_links import admin_record_url
from observatory.records.models import Record

EDITED = gettext_lazy(
    "Somebody edited this record or decided on it after you opened this page. Nothing was done. Look again."
)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, ref: str):
    """Show the statements of a record beside what readers see; take a decision with its comments."""
    if not request.user.has_perm("records.view_record"):
        raise PermissionDenied
    record = record_of(ref)
    page = read_page(record, request.user)
    if request.method != "POST":
        return show(request, page, DecisionForm())
    button = request.POST.get("do", "")
    if button not in BUTTONS:
        raise Http404
    if not (page.may_comment if button == "comment" else page.may_publish):
        raise PermissionDenied
    form = DecisionForm(request.POST, button=button)
    comments = typed_comments(request.POST)
    if form.is_valid() and _is_acceptable(request, page, form, comments):
        chosen = {"due_at": form.cleaned_data["when"]} if button == "schedule" else {}
        if button == "publish" and form.cleaned_data["with_sources"]:
            chosen = {"sources": page.edited_sources}
        try:
            said = decide(
                record=record,
                decision=BUTTONS[button],
                reason=form.cleaned_data["reason"],
                comments=comments,
                by=request.user,
                chosen=chosen,
                companions=page.companions if button in ("publish", "schedule", "return") else (),
            )
        except CommentAtStatementRefused as error:
            _put_back(page, comments, error)
            form.add_error(None, _("A comment could not be saved. Nothing was done. Correct it below."))
            return show(request, page, form, status=422)
        except EditedMeanwhile:
            page = read_page(record_of(ref), request.user)
            form.add_error(None, EDITED)
            _put_back(page, comments)
            return show(request, page, form, status=422)
        for level, text in said:
            messages.add_message(request, level, text)
        return HttpResponseRedirect(reverse("desk-review", args=[record.public_id]))
    _put_back(page, comments)
    return show(request, page, form, status=422)


def _is_acceptable(request: HttpRequest, page: ReviewPage, form: DecisionForm, comments: dict[str, str]) -> bool:
    """Return whether the decision can be taken on what the user saw; else the form says why not."""
    if form.button == "comment":
        if not comments:
            form.add_error(None, _("Write a comment, at a statement or a general one."))
    elif not was_seen(request.POST.get("seen", ""), [page.record, *page.companions, *page.edited_sources]):
        form.add_error(None, EDITED)
    elif form.button == "return" and not page.may_return:
        form.add_error(None, _("Only a record that waits for review can be returned. You can add comments."))
    return not form.errors


def _put_back(page: ReviewPage, comments: dict[str, str], error: CommentAtStatementRefused | None = None) -> None:
    """Show again what was typed, each comment at its statement."""
    by_key = {row.key: row for row in page.rows if row.key}
    for key, text in comments.items():
        place = by_key.get(key) if key else page
        if place is None:
            page.lost.append(text)
            continue
        place.draft = text
        if error and error.key == key:
            place.error = str(error)


def show(request: HttpRequest, page: ReviewPage, form: DecisionForm, *, status: int = 200, **more):
    """Return the page."""
    if not page.edited_sources:
        form.fields.pop("with_sources", None)
    context = {
        **admin.site.each_context(request),
        "title": _("Review: %(title)s") % {"title": page.record},
        "page": page,
        "record": page.record,
        "form": form,
        "link_form": LinkForm(),
        "record_address": admin_record_url(page.record),
        "seen": fingerprint([page.record, *page.companions, *page.edited_sources]),
        **more,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/review/record.html", context, status=status)


def record_of(ref: str) -> Record:
    """Return the record of that primary key or permanent ID. Raises Http404."""
    wanted = Q(public_id=ref)
    if ref.isascii() and ref.isdigit() and len(ref) < 19:
        wanted |= Q(pk=int(ref))
    record = Record.objects.filter(wanted).order_by("pk").first()
    if record is None:
        raise Http404
    return record
