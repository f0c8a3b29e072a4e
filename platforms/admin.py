"""The admin of platforms."""

from django.contrib import admin

from observatory.publishing.admin import RecordAdmin
from platforms.models import Platform


@admin.register(Platform)
class PlatformAdmin(RecordAdmin):
    list_filter = ["platform_type", "openness", *RecordAdmin.list_filter]
