from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrectionsConfig(AppConfig):
    name = "observatory.corrections"
    verbose_name = _("Corrections")

    def ready(self) -> None:
        from observatory.corrections.panel import report_panels
        from observatory.desk.dashboard import register_panels

        register_panels(report_panels)
