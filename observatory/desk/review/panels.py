"""Panels of the home page about scheduled publications and the opinions of experts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from observatory.desk.dashboard import ROWS, DashboardRow, Panel, register_panels
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import ExpertOpinion, ScheduledPublication
from observatory.records.admin_links import admin_list_url
from observatory.records.models import Record


def review_panels(user) -> list[Panel]:
    """Return what was not published at its time, what waits for it, and what experts said of records that are being
    edited; only panels with something in them."""
    if not user.has_perm("records.view_record"):
        return []
    return [panel for panel in (_refused(), _waiting(), _opinions()) if panel]


def _refused() -> Panel | None:
    rows = ScheduledPublication.objects.unanswered().select_related("record").order_by("-ended_at")
    lines = [
        DashboardRow(str(row.record), _address(row.record), row.get_refusal_display(), row.ended_at)
        for row in rows[:ROWS]
    ]
    return _panel(_("Not published at their time"), rows, lines, reverse("desk-scheduled"))


def _waiting() -> Panel | None:
    rows = ScheduledPublication.objects.waiting().select_related("record").order_by("due_at", "pk")
    lines = [
        DashboardRow(str(row.record), _address(row.record), local_time_in_words(row.due_at)) for row in rows[:ROWS]
    ]
    return _panel(_("Scheduled publications"), rows, lines, reverse("desk-scheduled"))


def _opinions() -> Panel | None:
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
    return _panel(_("Experts dispute or comment"), rows, lines, admin_list_url(Record))


def _panel(title, rows, lines: list[DashboardRow], more: str) -> Panel | None:
    if not lines:
        return None
    return Panel(title, rows.count() if len(lines) == ROWS else len(lines), lines, more, "")


def _address(record: Record) -> str:
    return reverse("desk-review", args=[record.public_id])


def register_review_panels() -> None:
    """Show the panels of this module on the home page; called once, at start-up."""
    register_panels(review_panels)
