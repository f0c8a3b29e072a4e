"""Panels of the desk's home page about scheduled publications and the opinions of experts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from observatory.desk.dashboard import register_panels
from observatory.desk.dashboard_panels import ROWS, DashboardRow, Panel
from observatory.desk.review.scheduled_views import address_of
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import ExpertOpinion, ScheduledPublication
from observatory.publishing.models.scheduled_publication import SUBJECTS
from observatory.records.admin_urls import admin_list_url
from observatory.records.models import Record

State = ScheduledPublication.State


def review_panels(user) -> list[Panel]:
    """Return what was not published at its time, what waits for it, and what experts said of records that are being
    edited; only panels with something in them."""
    if not user.has_perm("records.view_record"):
        return []
    return [panel for panel in (*_scheduled_panels(), _opinions_panel()) if panel]


def _scheduled_panels() -> list[Panel | None]:
    """Return the panels of scheduled publications: what was not published at its time, and what waits for it. Both are
    read at once: a home page is opened often."""
    rows = ScheduledPublication.objects.filter(state__in=[State.REFUSED, State.WAITING]).select_related(*SUBJECTS)
    found = list(rows.order_by("state", "due_at", "pk")[: 2 * ROWS])
    panels = []
    for state, title in (
        (State.REFUSED, _("Not published at their time")),
        (State.WAITING, _("Scheduled publications")),
    ):
        lines = [_line(row) for row in found if row.state == state]
        panels.append(_panel_of_rows(title, rows.filter(state=state), lines, reverse("desk-scheduled"), len(found)))
    return panels


def _line(row: ScheduledPublication) -> DashboardRow:
    if row.state == State.REFUSED:
        return DashboardRow(str(row.subject), address_of(row), row.get_refusal_display(), row.ended_at)
    return DashboardRow(str(row.subject), address_of(row), local_time_in_words(row.due_at))


def _opinions_panel() -> Panel | None:
    states = (Record.State.DRAFT, Record.State.IN_REVIEW)
    rows = ExpertOpinion.objects.filter(link__record__state__in=states).exclude(stance="agree")
    rows = rows.select_related("link__record").order_by("-given_at", "-pk")
    lines = [
        DashboardRow(
            str(row.link.record),
            _address(row.link.record),
            f"{row.link.name} · {row.get_stance_display()} · {row.text[:80]}",
            row.given_at,
        )
        for row in rows[:ROWS]
    ]
    return _panel_of_rows(_("Experts dispute or comment"), rows, lines, admin_list_url(Record), len(lines))


def _panel_of_rows(title, rows, lines: list[DashboardRow], more: str, read: int) -> Panel | None:
    """Return the panel of these scheduled publications or opinions; those `read` may not be all."""
    if not lines:
        return None
    count = rows.count() if read >= ROWS else len(lines)
    return Panel(title, count, lines[:ROWS], more, "")


def _address(record: Record) -> str:
    return reverse("desk-review", args=[record.public_id])


def register_review_panels() -> None:
    """Show the panels of this module on the home page; called once, at start-up."""
    register_panels(review_panels)
