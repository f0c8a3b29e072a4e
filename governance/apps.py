from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = _("Governance")

    def ready(self) -> None:
        from governance.api import BODY, INSTRUMENT  # models must be loaded first
        from observatory.records import registry

        registry.register_record_type(BODY)
        registry.register_record_type(INSTRUMENT)
