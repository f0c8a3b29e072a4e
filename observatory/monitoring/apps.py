from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "observatory.monitoring"
    verbose_name = _("Monitoring")

    def ready(self) -> None:
        from observatory.monitoring.conf import check_configuration  # settings must be loaded first

        register(check_configuration)
