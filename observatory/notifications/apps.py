from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "observatory.notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from observatory.desk.dashboard import register_panels  # models must be loaded first
        from observatory.notifications.mail_checks import check_mail
        from observatory.notifications.models import Follow
        from observatory.notifications.panels import notice_panels
        from observatory.publishing.rows_of_records import move_with_merges

        register_panels(notice_panels)
        move_with_merges(Follow, once_per="follower")
        register(check_mail, Tags.compatibility, deploy=True)
