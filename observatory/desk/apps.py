from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Replaces `django.contrib.admin` in INSTALLED_APPS."""

    default_site = "observatory.desk.admin_site.Desk"

    def ready(self) -> None:
        from observatory.desk.monitor_checks_before_publication import (
            register_address_checks,
            register_passage_and_address_checks,  # models must be loaded first
        )
        from observatory.desk.review.scheduled_and_opinion_panels import register_review_panels

        super().ready()
        register_passage_and_address_checks()
        register_address_checks()
        register_review_panels()
