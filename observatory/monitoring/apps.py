from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "observatory.monitoring"
    verbose_name = _("Monitoring")

    def ready(self) -> None:
        from observatory.history.undo import when_created_again
        from observatory.monitoring.conf import check_configuration  # settings must be loaded first
        from observatory.monitoring.models.snapshot import day_first_read
        from observatory.monitoring.quotes.sightings import tie_to_citations
        from observatory.sources import body_read_dates
        from observatory.sources.models import Citation

        register(check_configuration)
        body_read_dates.answer_with(day_first_read)
        when_created_again(Citation, tie_to_citations)
