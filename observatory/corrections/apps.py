from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrectionsConfig(AppConfig):
    name = "observatory.corrections"
    verbose_name = _("Corrections")

    def ready(self) -> None:
        from observatory.corrections.models import Report
        from observatory.corrections.published_corrections import waits_for_correction
        from observatory.corrections.report_panel import report_panels
        from observatory.desk.dashboard import register_panels
        from observatory.publishing.merging.merge_registry import move_with_merges

        register_panels(report_panels)
        move_with_merges(Report, which=waits_for_correction())
