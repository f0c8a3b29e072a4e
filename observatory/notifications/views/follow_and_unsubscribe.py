"""Pages by which readers follow a record or a search, confirm it, see all they follow, and end mails by link (RFC
8058).
"""

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from observatory.notifications import reader_follows
from observatory.notifications.forms import FollowForm
from observatory.notifications.mail_links import BadLink, Unsubscription, read_confirm, read_follows, read_unsubscribe
from observatory.notifications.models import Follow, Follower, Mail, Preference
from observatory.notifications.reader_follows import Subject, TooManyFollows, TooManyMails, end_follow
from observatory.operations.client_address import client_network
from observatory.public.merge_redirects import successor_of_record
from observatory.public.request_limits import count_in_window
from observatory.publishing.models import Entry
from observatory.site.lists.query_string import QueryString


def private_page(response: HttpResponse) -> HttpResponse:
    """Keep the page of a reader's follows out of indexes, and its address out of the Referer of other sites.

    With `no-referrer` browsers would send the form of the page with `Origin: null`, which the check for forged forms
    refuses.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@csrf_exempt  # mail programs send the POST, without a cookie; the token says whose mails it ends
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and changes nothing, because programs follow links of mails; POST ends the mails, at once and
    without a redirect. A second POST is answered like the first."""
    try:
        whose = read_unsubscribe(token)
    except BadLink:
        return private_page(_unsubscribe_page(request, "bad", status=404))
    if request.method == "POST":
        end_mails(whose)
        return private_page(_unsubscribe_page(request, "ended", whose))
    return private_page(_unsubscribe_page(request, "asked" if _gets_mails(whose) else "ended", whose))


@transaction.atomic
def end_mails(whose: Unsubscription) -> None:
    """End the mails that a link names; those that wait in the outbox are deleted."""
    if whose.follower is not None:
        end_follow(follower=whose.follower)
        return
    preference = Preference.objects.select_for_update().filter(user=whose.user).first()
    if preference is None:
        return
    if whose.purpose == Mail.Purpose.ALARM:
        preference.immediate = False
    else:
        preference.digest, preference.digest_at = Preference.Digest.NONE, None
    preference.save(update_fields=["immediate", "digest", "digest_at"])
    Mail.objects.filter(user=whose.user, purpose=whose.purpose, state=Mail.State.WAITING).delete()


def _gets_mails(whose: Unsubscription) -> bool:
    """Return whether the recipient still gets the mails that a link to unsubscribe ends."""
    if whose.follower is not None:
        return Follower.objects.filter(pk=whose.follower).exists()
    preference = Preference.objects.filter(user=whose.user).first()
    if preference is None:
        return False
    return preference.immediate if whose.purpose == Mail.Purpose.ALARM else preference.digest != Preference.Digest.NONE


def _unsubscribe_page(
    request: HttpRequest, what: str, whose: Unsubscription | None = None, status: int = 200
) -> TemplateResponse:
    context = {"what": what, "purpose": whose.purpose if whose else "", "reader": whose and whose.follower is not None}
    return TemplateResponse(request, "site/notices/unsubscribe.html", context, status=status)


NETWORK = ("follow", 30, 3600)  # forms sent from one network in an hour
_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(_METHODS)
def request_follow(request: HttpRequest) -> HttpResponse:
    """Ask for the address to which news of a record or a search are sent."""
    ids = QueryString(request.GET).public_ids("record")
    if ids and (now := successor_of_record(ids[0])):
        address = f"{reverse('follow')}?record={now}"
        return HttpResponsePermanentRedirect(address, preserve_request=request.method == "POST")
    subject = _subject_to_follow(request)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _send_follow_mail(request, form, subject)
    return _form_page(request, form, subject, status=400 if form.is_bound else 200)


@never_cache
@require_http_methods(_METHODS)
def request_follows_link(request: HttpRequest) -> HttpResponse:
    """Ask for the address that is to be sent the link to all it follows."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _send_follow_mail(request, form, None)
    return _form_page(request, form, None, status=400 if form.is_bound else 200)


def _send_follow_mail(request: HttpRequest, form: FollowForm, subject: Subject | None) -> HttpResponse:
    """Put the mail into the outbox; the answer is the same whether the address is known or not."""
    address = form.cleaned_data["address"]
    if count_in_window(f"{NETWORK[0]}:{client_network(request)}", NETWORK[2]) > NETWORK[1]:
        form.add_error(None, _("Too many forms were sent from your network. Try again in an hour."))
        return _form_page(request, form, subject, status=429)
    try:
        if subject is None:
            reader_follows.request_overview(address=address)
        else:
            reader_follows.request_follow(address=address, subject=subject)
    except TooManyMails:
        form.add_error("address", _("This email address was sent several mails already. Try again later."))
        return _form_page(request, form, subject, status=429)
    context = {"address": address, "subject": subject}
    return private_page(TemplateResponse(request, "site/notices/sent.html", context))


def _form_page(request: HttpRequest, form: FollowForm, subject: Subject | None, status: int) -> HttpResponse:
    context = {"form": form, "subject": subject, "mail_to_files": settings.MAIL_TO_FILES}
    return private_page(TemplateResponse(request, "site/notices/follow.html", context, status=status))


def _subject_to_follow(request: HttpRequest) -> Subject:
    """Return what the query string names. Raises Http404 for a record that is not public."""
    query = QueryString(request.GET)
    if "record" in request.GET:
        ids = query.public_ids("record")
        entry = Entry.objects.live().filter(public_id=ids[0]).first() if ids else None
        if entry is None:
            raise Http404
        return Subject(entry)
    search = reader_follows.canonical_search(query)
    if len(search) > reader_follows.LONGEST_SEARCH:
        raise Http404
    return Subject(search=search)


@never_cache
@require_http_methods(_METHODS)
def confirm_follow(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, because programs follow links of mails; POST confirms."""
    try:
        key = read_confirm(token)
    except BadLink as error:
        return _confirm_page(request, "expired" if error.expired else "bad", status=404)
    row = Follow.objects.select_related("follower", "record__entry").filter(pk=key).first()
    if row is None:
        return _confirm_page(request, "gone", status=404)
    subject = subject_of(row)
    if request.method != "POST":
        return _confirm_page(request, "confirmed" if row.confirmed_at else "asked", subject)
    try:
        reader_follows.confirm_follow(follow=row)
    except TooManyFollows:
        return _confirm_page(request, "many", subject, status=409)
    except (Follow.DoesNotExist, Follower.DoesNotExist):
        return _confirm_page(request, "gone", status=404)
    return _confirm_page(request, "confirmed", subject)


def _confirm_page(request: HttpRequest, what: str, subject: Subject | None = None, status: int = 200) -> HttpResponse:
    context = {"what": what, "subject": subject, "most": reader_follows.MOST_FOLLOWS}
    return private_page(TemplateResponse(request, "site/notices/confirm.html", context, status=status))


@never_cache
@require_http_methods(_METHODS)
def all_follows(request: HttpRequest, token: str) -> HttpResponse:
    """Show all that a reader follows; POST ends one of them, or all."""
    try:
        follower = read_follows(token)
    except BadLink:
        return private_page(TemplateResponse(request, "site/notices/follows.html", {"what": "bad"}, status=404))
    if request.method == "POST":
        ended = request.POST.get("end", "")
        if ended == "all":
            reader_follows.end_follow(follower=follower)
        elif ended.isascii() and ended.isdigit() and len(ended) < 19:
            reader_follows.end_follow(follower=follower, follow=int(ended))
        return private_page(HttpResponseRedirect(reverse("follows", args=[token])))
    followed = Follow.objects.confirmed().filter(follower=follower).select_related("record__entry")
    listed = [(follow.pk, subject_of(follow), follow.confirmed_at) for follow in followed]
    recipient = Follower.objects.filter(pk=follower).values_list("recipient", flat=True).first()
    context = {"what": "listed" if listed else "none", "rows": listed, "address": recipient}
    return private_page(TemplateResponse(request, "site/notices/follows.html", context))


def subject_of(row: Follow) -> Subject:
    """Return what a row follows. Load it with `record__entry`."""
    return Subject(row.record.entry if row.record_id else None, row.search)
