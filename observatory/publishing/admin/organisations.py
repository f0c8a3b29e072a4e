"""The admin of organisations, the one record type of the kernel."""

from django.contrib import admin

from observatory.publishing.admin.records import RecordAdmin
from observatory.records.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_filter = ["organisation_type", *RecordAdmin.list_filter]
