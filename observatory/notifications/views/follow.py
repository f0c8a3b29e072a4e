"""Pages by which readers follow a record or a search, confirm it, and end it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from observatory.desk.throttle import client_network, count_in_window
from observatory.notifications import follow_actions
from observatory.notifications.follow_actions import Subject, TooManyFollows, TooManyMails
from observatory.notifications.forms import FollowForm
from observatory.notifications.models import Follow, Follower
from observatory.notifications.tokens import BadLink, read_confirm, read_follows
from observatory.notifications.views.responses import private_page
from observatory.public.merged import successor_of_record
from observatory.publishing.models import Entry
from observatory.site.lists.query_string import QueryString

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
    subject = _subject(request)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _sent(request, form, subject)
    return _form_page(request, form, subject, status=400 if form.is_bound else 200)


@never_cache
@require_http_methods(_METHODS)
def request_follows_link(request: HttpRequest) -> HttpResponse:
    """Ask for the address that is to be sent the link to all it follows."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _sent(request, form, None)
    return _form_page(request, form, None, status=400 if form.is_bound else 200)


def _sent(request: HttpRequest, form: FollowForm, subject: Subject | None) -> HttpResponse:
    """Put the mail into the outbox; the answer is the same whether the address is known or not."""
    address = form.cleaned_data["address"]
    if count_in_window(f"{NETWORK[0]}:{client_network(request)}", NETWORK[2]) > NETWORK[1]:
        form.add_error(None, _("Too many forms were sent from your network. Try again in an hour."))
        return _form_page(request, form, subject, status=429)
    try:
        if subject is None:
            follow_actions.request_overview(address=address)
        else:
            follow_actions.request_follow(address=address, subject=subject)
    except TooManyMails:
        form.add_error("address", _("This email address was sent several mails already. Try again later."))
        return _form_page(request, form, subject, status=429)
    context = {"address": address, "subject": subject}
    return private_page(TemplateResponse(request, "site/notices/sent.html", context))


def _form_page(request: HttpRequest, form: FollowForm, subject: Subject | None, status: int) -> HttpResponse:
    context = {"form": form, "subject": subject, "mail_to_files": settings.MAIL_TO_FILES}
    return private_page(TemplateResponse(request, "site/notices/follow.html", context, status=status))


def _subject(request: HttpRequest) -> Subject:
    """Return what the query string names. Raises Http404 for a record that is not public."""
    query = QueryString(request.GET)
    if "record" in request.GET:
        ids = query.public_ids("record")
        entry = Entry.objects.live().filter(public_id=ids[0]).first() if ids else None
        if entry is None:
            raise Http404
        return Subject(entry)
    search = follow_actions.canonical_search(query)
    if len(search) > follow_actions.LONGEST_SEARCH:
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
        follow_actions.confirm_follow(follow=row)
    except TooManyFollows:
        return _confirm_page(request, "many", subject, status=409)
    except (Follow.DoesNotExist, Follower.DoesNotExist):
        return _confirm_page(request, "gone", status=404)
    return _confirm_page(request, "confirmed", subject)


def _confirm_page(request: HttpRequest, what: str, subject: Subject | None = None, status: int = 200) -> HttpResponse:
    context = {"what": what, "subject": subject, "most": follow_actions.MOST_FOLLOWS}
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
            follow_actions.end_follow(follower=follower)
        elif ended.isascii() and ended.isdigit() and len(ended) < 19:
            follow_actions.end_follow(follower=follower, follow=int(ended))
        return private_page(HttpResponseRedirect(reverse("follows", args=[token])))
    rows = Follow.objects.confirmed().filter(follower=follower).select_related("record__entry")
    listed = [(row.pk, subject_of(row), row.confirmed_at) for row in rows]
    recipient = Follower.objects.filter(pk=follower).values_list("recipient", flat=True).first()
    context = {"what": "listed" if listed else "none", "rows": listed, "address": recipient}
    return private_page(TemplateResponse(request, "site/notices/follows.html", context))


def subject_of(row: Follow) -> Subject:
    """Return what a row follows. Load it with `record__entry`."""
    return Subject(row.record.entry if row.record_id else None, row.search)
