"""The admin of vocabularies. They are loaded from fixtures, so it is mostly for searching and reading."""

from django.contrib import admin

from observatory.records.admin.base import CatalogueAdmin
from observatory.records.models import Field, InstrumentType, Jurisdiction, Theme


@admin.register(Jurisdiction, Theme, InstrumentType, Field)
class TermAdmin(CatalogueAdmin):
    list_display = ["code", "label_en", "label_zh_hans", "parent", "edition"]
    list_filter = ["edition"]
    list_select_related = ["parent"]
    search_fields = ["code", "label_en", "label_zh_hans"]
    autocomplete_fields = ["parent"]
    ordering = ["code"]
