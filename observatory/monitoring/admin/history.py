"""Read-only lists of checks and snapshots."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.admin import symbols
from observatory.monitoring.admin.paging import BoundedPaginator
from observatory.monitoring.models import Check, Snapshot
from observatory.records.admin.base import CatalogueAdmin


class WrittenByTheMonitor(CatalogueAdmin):
    paginator = BoundedPaginator

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Check)
class CheckAdmin(WrittenByTheMonitor):
    list_display = ["at", "location", "outcome", "health_cell", "http_status", "error"]
    list_filter = ["outcome", "health", "counted", "at"]
    list_select_related = ["location"]
    search_fields = ["location__url", "location__source__key"]
    ordering = ["-at", "-id"]

    @admin.display(description=_("health"), ordering="health")
    def health_cell(self, check):
        return symbols.health_html(check.health)


@admin.register(Snapshot)
class SnapshotAdmin(WrittenByTheMonitor):
    fields = [
        "location",
        ("taken_at", "url", "ip_address"),
        ("http_status", "content_type", "charset"),
        ("title", "language"),
        ("extractor", "technical"),
        ("body", "fingerprint"),
        "headers",
        "text_cell",
    ]
    list_display = ["taken_at", "location", "title", "content_type", "extractor", "technical"]
    list_filter = ["technical", "content_type", "taken_at"]
    list_select_related = ["location"]
    search_fields = ["location__url", "location__source__key", "title"]
    ordering = ["-taken_at", "-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("packed")

    @admin.display(description=_("extracted text"))
    def text_cell(self, snapshot):
        return format_html('<pre class="document">{}</pre>', snapshot.text)
