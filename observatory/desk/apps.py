from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Replaces `django.contrib.admin` in INSTALLED_APPS."""

    default_site = "observatory.desk.site.Desk"
