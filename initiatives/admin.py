"""The admin of initiatives."""

from django.contrib import admin

from initiatives.models import Initiative
from observatory.publishing.admin import RecordAdmin


@admin.register(Initiative)
class InitiativeAdmin(RecordAdmin):
    list_filter = ["initiative_type", *RecordAdmin.list_filter]
