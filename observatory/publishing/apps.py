from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "observatory.publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from observatory.publishing.checks.item_rules import register_item_rules
        from observatory.publishing.checks.record_rules import register_rules
        from observatory.publishing.organisation_type import ORGANISATION  # models must be loaded first
        from observatory.records import registry

        registry.register_record_type(ORGANISATION)
        register_rules()
        register_item_rules()
