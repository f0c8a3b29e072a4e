from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = _("Initiatives")

    def ready(self) -> None:
        from initiatives.api import INITIATIVE  # models must be loaded first
        from observatory.records import registry

        registry.register_record_type(INITIATIVE)
