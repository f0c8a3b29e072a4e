"""The admin of initiatives."""

from django.contrib import admin

from initiatives.models import Initiative
from observatory.publishing.admin import RecordAdmin


@admin.register(Initiative)
class InitiativeAdmin(RecordAdmin):
    facts = (
        ("initiative_type", "launched", "period"),
        ("objectives_en", "objectives_zh_hans"),
        ("participation_en", "participation_zh_hans"),
        ("budget_range", "website"),
    )
    list_filter = ["initiative_type", *RecordAdmin.list_filter]
