from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "observatory.monitoring"
    verbose_name = _("Monitoring")

    def ready(self) -> None:
        from observatory.monitoring.conf import check_configuration  # settings must be loaded first
        from observatory.monitoring.stored_bodies import day_read
        from observatory.sources import stored_bodies

        register(check_configuration)
        stored_bodies.answer_with(day_read)
