"""End mails by the link in each of them, without logging in (RFC 8058)."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from observatory.notifications.follow_actions import end_follow
from observatory.notifications.models import Follower, Mail, Preference
from observatory.notifications.tokens import BadLink, Unsubscription, read_unsubscribe
from observatory.notifications.views.responses import private_page


@never_cache
@csrf_exempt  # mail programs send the POST, without a cookie; the token says whose mails it ends
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and changes nothing, because programs follow links of mails; POST ends the mails, at once and
    without a redirect. A second POST is answered like the first."""
    try:
        whose = read_unsubscribe(token)
    except BadLink:
        return private_page(_page(request, "bad", status=404))
    if request.method == "POST":
        end_mails(whose)
        return private_page(_page(request, "ended", whose))
    return private_page(_page(request, "asked" if _gets_mails(whose) else "ended", whose))


@transaction.atomic
def end_mails(whose: Unsubscription) -> None:
    """End the mails that a link names; those that wait in the outbox are deleted."""
    if whose.follower is not None:
        end_follow(follower=whose.follower)
        return
    row = Preference.objects.select_for_update().filter(user=whose.user).first()
    if row is None:
        return
    if whose.purpose == Mail.Purpose.ALARM:
        row.immediate = False
    else:
        row.digest, row.digest_at = Preference.Digest.NONE, None
    row.save(update_fields=["immediate", "digest", "digest_at"])
    Mail.objects.filter(user=whose.user, purpose=whose.purpose, state=Mail.State.WAITING).delete()


def _gets_mails(whose: Unsubscription) -> bool:
    if whose.follower is not None:
        return Follower.objects.filter(pk=whose.follower).exists()
    row = Preference.objects.filter(user=whose.user).first()
    if row is None:
        return False
    return row.immediate if whose.purpose == Mail.Purpose.ALARM else row.digest != Preference.Digest.NONE


def _page(request: HttpRequest, what: str, whose: Unsubscription | None = None, status: int = 200) -> TemplateResponse:
    context = {"what": what, "purpose": whose.purpose if whose else "", "reader": whose and whose.follower is not None}
    return TemplateResponse(request, "site/notices/unsubscribe.html", context, status=status)
