"""What does not arrive: the panels of the desk's home page on mails and webhooks that fail, and the system check of
the mail settings.
"""

from django.conf import settings
from django.core.checks import CheckMessage, Info
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.desk.dashboard_panels import ROWS, DashboardRow, Panel
from observatory.notifications.models import Mail, Preference, Webhook
from observatory.records.admin_urls import admin_form_url, admin_list_url


def check_mail(app_configs: object = None, **kwargs: object) -> list[CheckMessage]:
    """Say that mails go to files while no mail server is set."""
    if not settings.MAIL_TO_FILES:
        return []
    text = f"No mail server is set (EMAIL_URL): mails are written to files in {settings.MAIL_FOLDER}."
    return [Info(text, hint="See “Mail” in docs/operations.md.", id="notifications.I001")]


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
        found += _unsent_mails_panel()
    if user.has_perm("notifications.view_webhook"):
        found += _failing_webhooks_panel()
    return found


def _unsent_mails_panel() -> list[Panel]:
    late = Mail.objects.overdue(timezone.now())
    mails = list(late.only("subject", "error", "recipient", "created_at")[: ROWS + 1])
    if not mails:
        return []
    lines = [
        DashboardRow(mail.subject, admin_form_url(mail), f"{mail.recipient} · {mail.error}", mail.created_at)
        for mail in mails[:ROWS]
    ]
    count = len(mails) if len(mails) <= ROWS else late.count()
    return [Panel(_("Mails that could not be sent"), count, lines, admin_list_url(Mail), "")]


def _failing_webhooks_panel() -> list[Panel]:
    failing = Webhook.objects.exclude(failing_since=None, disabled_because="").order_by("failing_since", "pk")
    webhooks = list(failing[: ROWS + 1])
    if not webhooks:
        return []
    lines = [
        DashboardRow(
            webhook.name,
            admin_form_url(webhook),
            webhook.disabled_because or _("Deliveries fail and are tried again."),
            webhook.failing_since,
        )
        for webhook in webhooks[:ROWS]
    ]
    count = len(webhooks) if len(webhooks) <= ROWS else failing.count()
    return [Panel(_("Webhooks that fail"), count, lines, admin_list_url(Webhook), "")]
