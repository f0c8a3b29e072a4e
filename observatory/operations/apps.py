from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "observatory.operations"
    verbose_name = _("Operations")

    def ready(self) -> None:
        from observatory.operations.migration_checks import check_database_version  # models must be loaded first

        register(check_database_version, Tags.database)
