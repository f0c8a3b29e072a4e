"""Official terms and their translations in sources."""

from django.contrib import admin

from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.admin.part_inlines import PartInline
from observatory.sources.models import OfficialTerm, Rendering


class RenderingInline(PartInline):
    model = Rendering
    fields = ["text", "language", "source", "locator"]
    autocomplete_fields = ["source"]


class OfficialTermForms(CatalogueAdmin):
    """The form and the list of terms; `publishing.admin.item_admin` adds where each stands, and registers them."""

    fields = [("term", "language"), ("note_en", "note_zh_hans")]
    inlines = [RenderingInline]
    list_display = ["term", "language", "note_en"]
    list_filter = ["language"]
    search_fields = ["term", "renderings__text"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and (form.has_changed() or any(formset.has_changed() for formset in formsets)):
            OfficialTerm.objects.filter(pk=form.instance.pk).mark_edited()


@admin.register(Rendering)
class RenderingAdmin(CatalogueAdmin):
    fields = ["term", ("text", "language"), ("source", "locator")]
    list_display = ["text", "language", "term", "source"]
    list_filter = ["language"]
    list_select_related = ["term", "source"]
    search_fields = ["text", "term__term", "source__key"]
    autocomplete_fields = ["term", "source"]

    def lock(self, obj):
        """Lock the term before its translation, in the same order as the form of the term."""
        list(OfficialTerm.objects.filter(pk=obj.term_id).select_for_update(no_key=True).values_list("pk"))
        super().lock(obj)

    def save_model(self, request, obj, form, change):
        before = form.initial.get("term") if change else None
        super().save_model(request, obj, form, change)
        if not change or form.has_changed():
            OfficialTerm.objects.filter(pk__in={before, obj.term_id} - {None}).mark_edited()

    def delete_model(self, request, obj):
        OfficialTerm.objects.filter(pk=obj.term_id).mark_edited()
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        OfficialTerm.objects.filter(pk__in=list(queryset.values_list("term", flat=True))).mark_edited()
        super().delete_queryset(request, queryset)
