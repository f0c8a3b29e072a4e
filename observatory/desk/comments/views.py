"""Views of comments: the list, add, edit, delete, settle and reopen."""

from collections.abc import Callable, Mapping

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from observatory.desk.comments.forms import CommentForm
from observatory.publishing.item_publication import ITEM_TYPES
from observatory.records import comments, statement_keys
from observatory.records.admin.catalogue_admin import return_url
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.desk_people import may_work
from observatory.records.models import Comment, Record, Reviewed

ROWS = 50


def show_comments(request: HttpRequest):
    """List comments, the latest first: those that mention the user, the user's own, all open ones, or settled ones."""
    if not request.user.has_perm("records.view_record"):
        raise PermissionDenied
    wanted = request.GET.get("show", "")
    chosen = _comment_lists(request.user)
    wanted = wanted if wanted in chosen else "open"
    listed = chosen[wanted].select_related("record", "author", "settled_by").prefetch_related("mentioned")
    page = Paginator(listed.order_by("-created_at", "-id"), ROWS).get_page(request.GET.get("p"))
    comments.load_subjects(page.object_list)
    names = comments.names_of_statements(page.object_list)
    for comment in page.object_list:
        comment.about = names[comment.pk]
        comment.record_address = subject_address(comment)
    labels = {
        "mentioned": _("I am mentioned"),
        "mine": _("My comments"),
        "open": _("All open"),
        "settled": _("Settled"),
    }
    context = {"page": page, "wanted": wanted, "labels": labels.items()}
    return _render(request, "list", _("Comments"), context)


def _comment_lists(user) -> dict:
    """Return the lists of comments by name."""
    rows = Comment.objects.all()
    return {
        "mentioned": rows.open().filter(mentioned=user.pk),
        "mine": rows.open().filter(author=user.pk),
        "open": rows.open(),
        "settled": rows.exclude(settled_at=None),
    }


def add_comment_view(request: HttpRequest):
    """Add a comment on a record or a statement of it; a refused one is shown again with what was typed."""
    _require_work(request)
    given = request.POST if request.method == "POST" else request.GET
    record, statement = _comment_subject(given), given.get("statement", "")[:80]
    if statement and not statement_keys.is_statement_of(record, statement):
        raise Http404
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text, mentioned = form.cleaned_data["text"], form.cleaned_data["mentioned"]
        try:
            made = comments.add_comment(
                record=record, statement=statement, text=text, by=request.user, mentioned=mentioned
            )
        except comments.CommentRefused as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your comment was saved."))
            return HttpResponseRedirect(_back(request, made))
    on = {"record" if isinstance(record, Record) else "item": record}
    return _show_comment_form(request, form, Comment(**on, statement=statement), _("Comment"))


def edit_comment_view(request: HttpRequest, key: int):
    """Change the text of one's own comment."""
    _require_work(request)
    comment = get_object_or_404(Comment.objects.select_related("record", "author"), pk=key)
    if not comments.may_edit_comment(comment, request.user):
        messages.warning(request, _why_not_with_comment(comment, request.user))
        return HttpResponseRedirect(_back(request, comment))
    form = CommentForm(request.POST if request.method == "POST" else None, initial={"text": comment.text})
    del form.fields["mentioned"]
    if request.method == "POST" and form.is_valid():
        try:
            comments.edit_comment(comment=comment, text=form.cleaned_data["text"], by=request.user)
        except comments.CommentRefused as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your comment was saved."))
            return HttpResponseRedirect(_back(request, comment))
    return _show_comment_form(request, form, comment, _("Edit the comment"))


REOPENED = gettext_lazy("The comment is open again.")


@require_POST
def delete_comment_view(request: HttpRequest, key: int):
    """Delete one's own comment."""
    return _act_on_comment(request, key, comments.delete_comment, _("Your comment was deleted."))


@require_POST
def settle_comment_view(request: HttpRequest, key: int):
    """Mark a comment as settled."""
    return _act_on_comment(request, key, comments.settle_comment, _("The comment is settled."))


@require_POST
def reopen_comment_view(request: HttpRequest, key: int):
    """Open a settled comment again."""
    # A comment keeps nothing of who opened it again.
    return _act_on_comment(request, key, lambda comment, **_: comments.reopen_comment(comment=comment), REOPENED)


def _act_on_comment(request: HttpRequest, key: int, act: Callable, done: str):
    """Settle, reopen or delete a comment by `act`, and go back to where the user came from."""
    _require_work(request)
    comment = get_object_or_404(Comment.objects.select_related("record", "author"), pk=key)
    try:
        act(comment=comment, by=request.user)
    except comments.CommentRefused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(_back(request, comment))


def _why_not_with_comment(row: Comment, user) -> str:
    if row.author_id != user.pk:
        return _("Only the author can change a comment.")
    return _("A comment can be changed for a day, and until it is settled. Add another one.")


def _show_comment_form(request: HttpRequest, form: CommentForm, row: Comment, title: str):
    """Show the form of a comment."""
    address = subject_address(row)
    context = {
        "form": form,
        "record": row.subject,
        "item_name": next((each.name for each in ITEM_TYPES if isinstance(row.subject, each.model)), ""),
        "comment": row,
        "about": comments.names_of_statements([row])[row.pk],
        "record_address": address,
        "back": return_url(request) or address,
    }
    return _render(request, "form", title, context)


def _back(request: HttpRequest, row: Comment) -> str:
    return return_url(request) or f"{subject_address(row)}#comments"


def subject_address(row: Comment) -> str:
    """Return the address of the form of what a comment is on."""
    return admin_record_url(row.record) if row.record_id else admin_form_url(row.item)


def _comment_subject(given: Mapping[str, str]) -> Record | Reviewed:
    """Return what is commented on: the record, or the item (`item` is its type), of that primary key. Raises
    Http404."""
    models = {item_type.name: item_type.model for item_type in ITEM_TYPES} | {"": Record}
    key, model = given.get("record", ""), models.get(given.get("item", ""))
    if model is None or not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return get_object_or_404(model, pk=int(key))


def _render(request: HttpRequest, name: str, title: str, context: dict):
    request.current_app = admin.site.name
    whole = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/comments/{name}.html", whole)


def _require_work(request: HttpRequest) -> None:
    if not may_work(request.user):
        raise PermissionDenied


def comments_address(show: str) -> str:
    """Return the address of the list of comments."""
    return f"{reverse('desk-comments')}?show={show}"
