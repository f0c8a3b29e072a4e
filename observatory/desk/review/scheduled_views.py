"""The list of scheduled publications: change a time, cancel, put aside what was not published at its time."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from observatory.publishing.admin.item_decisions import item_review_address
from observatory.publishing.admin.record_decisions import review_address
from observatory.publishing.local_times import as_typed, local_time_in_words, parse_local_time, zone_name
from observatory.publishing.models import ScheduledPublication
from observatory.publishing.models.scheduled_publication import SUBJECTS
from observatory.publishing.scheduled_publications import (
    NotWaiting,
    cancel_publication,
    edited_since_approval,
    item_type_of,
    reschedule_publication,
)
from observatory.publishing.workflow import PUBLISH_PERMISSION
from observatory.records.record_edits import log_action

ON_A_PAGE = 50
State = ScheduledPublication.State
CANCELLED, MOVED = gettext_noop("Scheduled publication cancelled"), gettext_noop("Time of publication changed")


@require_GET
def list_scheduled(request: HttpRequest):
    """List what is scheduled: first what was refused at its time, then what waits, the next first."""
    if not request.user.has_perm("records.view_record"):
        raise PermissionDenied
    return _show_scheduled(request)


def _show_scheduled(request: HttpRequest, error: str = "", of: int = 0, typed: str = "", status: int = 200):
    """Show the list of scheduled publications."""
    scheduled = ScheduledPublication.objects.filter(state__in=[State.REFUSED, State.WAITING])
    listed = Paginator(scheduled.select_related(*SUBJECTS, "by").order_by("state", "due_at", "pk"), ON_A_PAGE)
    shown = listed.get_page(request.GET.get("p"))
    waiting = [publication for publication in shown if publication.state == State.WAITING]
    edited = edited_since_approval(waiting) if waiting else set()
    context = {
        **admin.site.each_context(request),
        "title": _("Scheduled publications"),
        "rows": [
            {
                "scheduled": publication,
                "address": address_of(publication),
                "when": local_time_in_words(publication.due_at),
                "typed": typed if publication.pk == of else as_typed(publication.due_at),
                "is_edited": publication.pk in edited,
                "error": error if publication.pk == of else "",
            }
            for publication in shown
        ],
        "shown": shown,
        "zone": zone_name(),
        "may_decide": request.user.has_perm(PUBLISH_PERMISSION),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/review/scheduled.html", context, status=status)


@require_POST
def change_scheduled(request: HttpRequest, pk: int):
    """Change the time of a scheduled publication, or cancel it."""
    if not request.user.has_perm(PUBLISH_PERMISSION):
        raise PermissionDenied
    row = ScheduledPublication.objects.select_related(*SUBJECTS).filter(pk=pk).first()
    if row is None or request.POST.get("do") not in ("move", "cancel"):
        raise Http404
    try:
        if request.POST["do"] == "cancel":
            cancel_publication(scheduled=row, by=request.user)
            text = _("“%(title)s” will not be published at a time. Its review goes on as before.")
            _log(row, request.user, CANCELLED)
        else:
            typed = request.POST.get("when", "")
            try:
                due_at = parse_local_time(typed, timezone.now())
            except ValidationError as error:
                return _show_scheduled(request, error=" ".join(error.messages), of=row.pk, typed=typed, status=422)
            reschedule_publication(scheduled=row, due_at=due_at, by=request.user)
            text = _("“%(title)s” will be published on %(when)s.")
            _log(row, request.user, f"{MOVED}: {local_time_in_words(due_at)}")
        when = "" if request.POST["do"] == "cancel" else local_time_in_words(due_at)
        messages.success(request, text % {"title": row.subject, "when": when})
    except NotWaiting:
        messages.warning(request, _("It was published or cancelled in the meantime. Nothing was changed."))
    return HttpResponseRedirect(reverse("desk-scheduled"))


def address_of(row: ScheduledPublication) -> str:
    """Return the address of the review of what is scheduled."""
    item_type = item_type_of(row)
    return item_review_address(item_type, row.subject) if item_type else review_address(row.subject)


def _log(row: ScheduledPublication, user, message: str) -> None:
    if row.record_id:
        log_action([row.record], user, message)
    else:
        LogEntry.objects.log_actions(user.pk, [row.subject], CHANGE, message)
