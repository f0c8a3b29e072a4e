"""The panel of the desk's home page about reports from readers that wait for a decision."""

from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.corrections.models import Report
from observatory.desk.dashboard_panels import ROWS, DashboardRow, Panel
from observatory.records.admin_urls import admin_form_url


def report_panels(user) -> list[Panel]:
    """Return the panel, the oldest report first; nothing for a user who may not see reports."""
    if not user.has_perm("corrections.view_report"):
        return []
    waiting = Report.objects.open()
    reports = waiting.select_related("record").only("text", "created_at", *_TITLES).order_by("created_at")[:ROWS]
    lines = [
        DashboardRow(str(report.record), admin_form_url(report), aside=report.text[:80], when=report.created_at)
        for report in reports
    ]
    more = f"{reverse('admin:corrections_report_changelist')}?state__exact=open"
    return [Panel(_("Reports from readers"), waiting.count(), lines, more, _("No report is waiting."))]


_TITLES = [f"record__{name}" for name in ("title_en", "title_zh_hans", "original_title", "kind")]
