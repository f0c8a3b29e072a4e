"""Panels of the home page of the admin: what does not arrive."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.desk.panels import ROWS, DashboardRow, Panel
from observatory.notifications.models import Mail, Preference, Webhook
from observatory.records.admin_links import admin_form_url, admin_list_url


def notice_panels(user) -> list[Panel]:
    """Return what a person should know of mails and webhooks: nothing while all arrives."""
    found = []
    page = reverse("desk-notices")
    if settings.MAIL_TO_FILES and user.has_perm("records.view_record"):
        text = _("Mails are not sent: no mail server is set up. They are written to files.")
        found.append(Panel(_("Notices by mail"), None, [DashboardRow(text, page, str(settings.MAIL_FOLDER))], page, ""))
    elif refused := Preference.objects.filter(user=user.pk, refused_at__isnull=False).first():
        line = DashboardRow(_("Your mail server refused our mail."), page, refused.refusal, refused.refused_at)
        found.append(Panel(_("Notices by mail"), None, [line], page, ""))
    if user.has_perm("notifications.view_mail"):
        found += _unsent()
    if user.has_perm("notifications.view_webhook"):
        found += _failing()
    return found


def _unsent() -> list[Panel]:
    late = Mail.objects.overdue(timezone.now())
    rows = list(late.only("subject", "error", "recipient", "created_at")[: ROWS + 1])
    if not rows:
        return []
    lines = [
        DashboardRow(row.subject, admin_form_url(row), f"{row.recipient} · {row.error}", row.created_at)
        for row in rows[:ROWS]
    ]
    count = len(rows) if len(rows) <= ROWS else late.count()
    return [Panel(_("Mails that could not be sent"), count, lines, admin_list_url(Mail), "")]


def _failing() -> list[Panel]:
    failing = Webhook.objects.exclude(failing_since=None, disabled_because="").order_by("failing_since", "pk")
    rows = list(failing[: ROWS + 1])
    if not rows:
        return []
    lines = [
        DashboardRow(
            row.name,
            admin_form_url(row),
            row.disabled_because or _("Deliveries fail and are tried again."),
            row.failing_since,
        )
        for row in rows[:ROWS]
    ]
    count = len(rows) if len(rows) <= ROWS else failing.count()
    return [Panel(_("Webhooks that fail"), count, lines, admin_list_url(Webhook), "")]
