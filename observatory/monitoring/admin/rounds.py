"""Monitoring runs, and a page of live progress: active runs, URLs due and overdue."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.admin.checks_and_snapshots import WrittenByTheMonitor
from observatory.monitoring.capacity import measure_capacity
from observatory.monitoring.models import Round
from observatory.monitoring.outcomes import Health, Outcome

SHOWN = 8


@admin.register(Round)
class RoundAdmin(WrittenByTheMonitor):
    change_list_template = "admin/monitoring/round_list.html"
    list_display = ["started_at", "asked_for", "claimed", "done", "ours", "interrupted", "finished_at", "error"]
    list_filter = ["asked_for", "ours", "interrupted", "started_at"]
    ordering = ["-started_at", "-id"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.progress)
        return [path("progress/", view, name="monitoring_round_progress"), *super().get_urls()]

    def progress(self, request):
        """Show the current figures of the monitor. The page reloads them while a run is active."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        figures = measure_capacity(now=now)
        rounds = [_RunProgress(row) for row in Round.objects.all()[:SHOWN]]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Monitoring status"),
            "opts": self.opts,
            "figures": figures,
            "health": [(Health(word).label, count) for word, count in sorted(figures.health.items())],
            "rounds": rounds,
            "running": any(row.running for row in rounds),
            "now": now,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/monitoring/progress.html", context)


class _RunProgress:
    """A run, with the values that its progress bar needs."""

    def __init__(self, row: Round):
        self.row = row
        self.running = row.finished_at is None and not row.interrupted
        self.outcomes = sorted(
            ((Outcome(word).label if word in Outcome.values else word, count) for word, count in row.outcomes.items()),
            key=lambda pair: -pair[1],
        )
