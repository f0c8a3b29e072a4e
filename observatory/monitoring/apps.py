from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "observatory.monitoring"
    verbose_name = _("Monitoring")

    def ready(self) -> None:
        from observatory.history.created_again import when_created_again
        from observatory.monitoring.conf import check_configuration  # settings must be loaded first
        from observatory.monitoring.stored_bodies import day_read
        from observatory.monitoring.write_sightings import tie_to_citations
        from observatory.sources import stored_bodies
        from observatory.sources.models import Citation

        register(check_configuration)
        stored_bodies.answer_with(day_read)
        when_created_again(Citation, tie_to_citations)
