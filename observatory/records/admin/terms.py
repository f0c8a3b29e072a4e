"""The admin of vocabularies. They are loaded from fixtures, so it is mostly for searching and reading."""

from django.contrib import admin

from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.vocabulary_table import TERMS_BY_NAME


@admin.register(*TERMS_BY_NAME.values())
class TermAdmin(CatalogueAdmin):
    list_display = ["code", "label_en", "label_zh_hans", "parent", "edition"]
    list_filter = ["edition"]
    list_select_related = ["parent"]
    search_fields = ["code", "label_en", "label_zh_hans"]
    autocomplete_fields = ["parent"]
    ordering = ["code"]
