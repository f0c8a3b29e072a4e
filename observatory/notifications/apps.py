from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "observatory.notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from observatory.desk.dashboard import register_panels  # models must be loaded first
        from observatory.notifications.delivery_problem_panels import check_mail, notice_panels
        from observatory.notifications.models import Follow
        from observatory.publishing.merging.merge_registry import move_with_merges

        register_panels(notice_panels)
        move_with_merges(Follow, once_per="follower")
        register(check_mail, Tags.compatibility, deploy=True)
