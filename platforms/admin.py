"""The admin of platforms."""

from django.contrib import admin

from observatory.publishing.admin import RecordAdmin
from platforms.models import Platform


@admin.register(Platform)
class PlatformAdmin(RecordAdmin):
    facts = (
        ("platform_type", "released"),
        ("purpose_en", "purpose_zh_hans"),
        ("openness", "licence"),
        ("website", "repository"),
    )
    list_filter = ["platform_type", "openness", *RecordAdmin.list_filter]
