from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformsConfig(AppConfig):
    name = "platforms"
    verbose_name = _("Platforms")

    def ready(self) -> None:
        from observatory.records import registry
        from platforms.api import PLATFORM  # models must be loaded first

        registry.register_record_type(PLATFORM)
