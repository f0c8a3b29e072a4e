"""Views of links for experts without an account: make one, shown once; revoke one."""

from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from observatory.desk.review.forms import DecisionForm, LinkForm
from observatory.desk.review.record_review_page import read_record_page, record_to_review
from observatory.desk.review.review_page import render_review
from observatory.public.links import absolute_url
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import ReviewLink
from observatory.publishing.review_links import make_link, revoke_link
from observatory.records.desk_people import may_work
from observatory.records.models import Record
from observatory.records.record_edits import log_action

MADE, REVOKED = gettext_noop("Link for an expert made"), gettext_noop("Link for an expert revoked")


@require_POST
@never_cache
def make_link_view(request: HttpRequest, ref: str):
    """Make a link for an expert to the working copy of a record, and show it this once."""
    record = _record(request, ref)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return render_review(
            request, read_record_page(record, request.user), DecisionForm(), status=422, link_form=form
        )
    wanted = form.cleaned_data
    link, token = make_link(
        record=record,
        name=wanted["name"],
        language=wanted["language"],
        expires_at=timezone.now() + form.life,
        nonce=wanted["nonce"],
        by=request.user,
    )
    if link.record_id != record.pk or link.revoked_at:
        raise Http404
    log_action([record], request.user, f"{MADE}: {link.name}")
    with override(link.language):
        address = absolute_url(reverse("review-link", args=[token]))
        mail = _mail_to_expert(record, address, link)
    context = {
        **admin.site.each_context(request),
        "title": _("Link for %(name)s") % {"name": link.name},
        "record": record,
        "link": link,
        "address": address,
        "mail": mail,
        "until": local_time_in_words(link.expires_at),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/review/link.html", context)


def _mail_to_expert(record: Record, address: str, link: ReviewLink) -> str:
    """Return a `mailto:` link with the letter that asks an expert to read a record, in the language of the expert."""
    subject = _("Please read: %(title)s") % {"title": record.title}
    lines = [
        _("We would like to know whether what we say of “%(title)s” is right.") % {"title": record.title},
        _("This page shows it with its sources. At each statement you can agree, dispute it, or comment:"),
        address,
        _("You need no account. The link works until %(until)s.") % {"until": local_time_in_words(link.expires_at)},
    ]
    return f"mailto:?subject={quote(subject)}&body={quote(chr(13) + chr(10)).join(map(quote, lines))}"


@require_POST
def revoke_link_view(request: HttpRequest, ref: str, pk: int):
    """Revoke a link of a record."""
    record = _record(request, ref)
    link = ReviewLink.objects.filter(pk=pk, record=record).first()
    if link is None:
        raise Http404
    if revoke_link(link=link, by=request.user):
        log_action([record], request.user, f"{REVOKED}: {link.name}")
        messages.success(request, _("The link for %(name)s no longer works.") % {"name": link.name})
    else:
        messages.warning(request, _("The link for %(name)s was revoked before.") % {"name": link.name})
    return HttpResponseRedirect(reverse("desk-review", args=[record.public_id]) + "#links")


def _record(request: HttpRequest, ref: str) -> Record:
    if not (request.user.has_perm("records.view_record") and may_work(request.user)):
        raise PermissionDenied
    return record_to_review(ref)
