"""Official terms and their translations in sources."""

from django.contrib import admin

from observatory.records.admin.base import CatalogueAdmin
from observatory.records.admin.inlines import PartInline
from observatory.sources.models import OfficialTerm, Rendering


class RenderingInline(PartInline):
    model = Rendering
    fields = ["text", "language", "source", "locator"]
    autocomplete_fields = ["source"]


@admin.register(OfficialTerm)
class OfficialTermAdmin(CatalogueAdmin):
    fields = [("term", "language"), ("note_en", "note_zh_hans")]
    inlines = [RenderingInline]
    list_display = ["term", "language", "note_en"]
    list_filter = ["language"]
    search_fields = ["term", "renderings__text"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        index_terms([form.instance.pk])


@admin.register(Rendering)
class RenderingAdmin(CatalogueAdmin):
    fields = ["term", ("text", "language"), ("source", "locator")]
    list_display = ["text", "language", "term", "source"]
    list_filter = ["language"]
    list_select_related = ["term", "source"]
    search_fields = ["text", "term__term", "source__key"]
    autocomplete_fields = ["term", "source"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        index_terms([obj.term_id])
