"""The review of one record, source, official term or coverage search: its page, and what is decided at its foot."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from observatory.desk.review.forms import BUTTONS, DecisionForm, left_out, typed_comments
from observatory.desk.review.item_review_page import item_to_review, read_item_page
from observatory.desk.review.record_review_page import read_record_page, record_to_review
from observatory.desk.review.review_decisions import (
    EDITED,
    CommentAtStatementRefused,
    DecisionRefused,
    EditedMeanwhile,
    chosen_with_decision,
    is_acceptable_decision,
    take_review_decision,
)
from observatory.desk.review.review_page import ReviewPage, render_review

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def review_record(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the statements of a record beside what readers see; take a decision with its comments."""
    if not request.user.has_perm("records.view_record"):
        raise PermissionDenied
    return _answer_review(request, read_record_page(record_to_review(ref), request.user))


@require_http_methods(_METHODS)
def review_item(request: HttpRequest, name: str, key: int) -> HttpResponse:
    """Show the review of a source, an official term or a coverage search, or take what was decided in it; `name` is its
    type."""
    item_type, item = item_to_review(name, key)
    meta = item_type.model._meta
    if not request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
        raise PermissionDenied
    return _answer_review(request, read_item_page(item_type, item, request.user))


def _answer_review(request: HttpRequest, page: ReviewPage) -> HttpResponse:
    """Show a review, or take what was decided in it; it is shown again with what is wrong."""
    if request.method != "POST":
        return render_review(request, page, DecisionForm())
    button = request.POST.get("do", "")
    if button not in BUTTONS:
        raise Http404
    if not (page.may_comment if button == "comment" else page.may_publish):
        raise PermissionDenied
    page.left_out = left_out(request.POST, [row.pk for row in page.companions])
    form = DecisionForm(request.POST, button=button)
    comments = typed_comments(request.POST)
    if form.is_valid() and is_acceptable_decision(page, form, comments, seen=request.POST.get("seen", "")):
        try:
            said = take_review_decision(
                page=page,
                decision=BUTTONS[button],
                reason=form.cleaned_data["reason"],
                comments=comments,
                chosen=chosen_with_decision(page, form),
            )
        except CommentAtStatementRefused as error:
            form.add_error(None, _("A comment could not be saved. Nothing was done. Correct it below."))
            return _show_review_again(request, page, form, comments, error)
        except DecisionRefused as error:
            form.add_error(None, [str(text) for _level, text in error.said])
            form.add_error(None, _("Nothing was done, and your comments are not saved yet: they are still below."))
            return _show_review_again(request, page, form, comments)
        except EditedMeanwhile:
            form.add_error(None, EDITED)
            return _show_review_again(request, page.read_again(), form, comments)
        for level, text in said:
            messages.add_message(request, level, text)
        return HttpResponseRedirect(page.address)
    return _show_review_again(request, page, form, comments)


def _show_review_again(
    request: HttpRequest,
    page: ReviewPage,
    form: DecisionForm,
    comments: dict[str, str],
    error: CommentAtStatementRefused | None = None,
) -> HttpResponse:
    """Show the review again with what was typed, each comment at its statement."""
    page.left_out = left_out(request.POST, [row.pk for row in page.companions])
    by_key = {row.key: row for row in page.rows if row.key}
    for key, text in comments.items():
        place = by_key.get(key) if key else page
        if place is None:
            page.lost.append(text)
            continue
        place.draft = text
        if error and error.key == key:
            place.error = str(error)
    return render_review(request, page, form, status=422)
