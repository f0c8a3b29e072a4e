from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "observatory.notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from observatory.desk.dashboard import register_panels  # models must be loaded first
        from observatory.notifications.checks import check_mail
        from observatory.notifications.panels import notice_panels

        register_panels(notice_panels)
        register(check_mail, Tags.compatibility, deploy=True)
