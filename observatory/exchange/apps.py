from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "observatory.exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        from observatory.desk.dashboard import register_panels  # models must be loaded first
        from observatory.exchange.panels import import_panels

        register_panels(import_panels)
