"""Sources, with their contributors and locations on one form; locations in a list of their own."""

from django.contrib import admin
from django.db.models import Count
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.base import CatalogueAdmin, GuardedForm
from observatory.records.admin.inlines import PartInline
from observatory.sources.models import Contributor, Location, Source
from observatory.sources.searchable import index_sources


class ContributorInline(PartInline):
    model = Contributor
    fields = ["position", "role", "family", "given", "literal", "original"]


class LocationInline(PartInline):
    model = Location
    fields = ["url", "role", "monitored", "note_en", "note_zh_hans"]


@admin.register(Source)
class SourceAdmin(CatalogueAdmin):
    form = GuardedForm
    fieldsets = [
        (None, {"fields": ["seen_at", ("key", "type"), ("title_en", "title_zh_hans"), ("original_title", "language")]}),
        (
            _("Publication"),
            {
                "fields": [
                    ("container_title", "publisher"),
                    ("issued", "doi"),
                    ("volume", "issue", "pages"),
                ]
            },
        ),
        (_("Notes"), {"fields": ["as_printed", ("note_en", "note_zh_hans")]}),
    ]
    inlines = [LocationInline, ContributorInline]
    list_display = ["key", "title_cell", "type", "issued", "citation_total"]
    list_filter = ["type", "language"]
    search_fields = ["key", "title_en", "title_zh_hans", "original_title", "publisher", "doi", "public_id"]
    ordering = ["key"]

    def get_queryset(self, request):
        match = request.resolver_match
        rows = super().get_queryset(request)
        if match and match.url_name == "sources_source_changelist":
            return rows.annotate(citation_count=Count("citations"))
        return rows

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        index_sources([form.instance.pk])

    def option_label(self, source) -> str:
        return f"{source.key} · {source.title}"

    @admin.display(description=_("title"), ordering="title_en")
    def title_cell(self, source):
        return source.title

    @admin.display(description=_("citations"), ordering="citation_count")
    def citation_total(self, source):
        return source.citation_count


@admin.register(Location)
class LocationAdmin(CatalogueAdmin):
    fields = ["source", "url", ("role", "monitored"), ("note_en", "note_zh_hans")]
    list_display = ["url_cell", "source", "role", "monitored"]
    list_filter = ["role", "monitored"]
    list_select_related = ["source"]
    search_fields = ["url", "source__key", "source__title_en", "source__title_zh_hans"]
    autocomplete_fields = ["source"]
    ordering = ["-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")

    def option_label(self, location) -> str:
        return f"{location.source or '–'} · {location}"

    @admin.display(description=_("address"), ordering="url")
    def url_cell(self, location):
        return format_html('<span class="address">{}</span>', str(location))
