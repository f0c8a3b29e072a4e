from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Replaces `django.contrib.admin` in INSTALLED_APPS."""

    default_site = "observatory.desk.site.Desk"

    def ready(self) -> None:
        from observatory.desk.passage_checks import register_quote_checks  # models must be loaded first
        from observatory.desk.review.address_checks import register_address_checks
        from observatory.desk.review.panels import register_review_panels

        super().ready()
        register_quote_checks()
        register_address_checks()
        register_review_panels()
