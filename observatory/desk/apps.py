from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Stands in INSTALLED_APPS in the place of `django.contrib.admin`."""

    default_site = "observatory.desk.site.Desk"
