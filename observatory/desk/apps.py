from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Replaces `django.contrib.admin` in INSTALLED_APPS."""

    default_site = "observatory.desk.site.Desk"

    def ready(self) -> None:
        from observatory.desk.quote_checks import register_quote_checks  # models must be loaded first

        super().ready()
        register_quote_checks()
