"""Read-only lists of checks (visits) and snapshots in the admin, and the paginator of tables that keep growing."""

from functools import cached_property

from django.contrib import admin
from django.core.paginator import Paginator
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.admin import symbols
from observatory.monitoring.admin.stored_files import (
    attach_view,
    body_link,
    describe_left_out,
    download_file_view,
    download_view,
)
from observatory.monitoring.models import Check, Snapshot
from observatory.records.admin.catalogue_admin import ReadOnlyAdmin

MOST_COUNTED = 10_000


class BoundedPaginator(Paginator):
    """Counts at most `MOST` rows: an exact count reads every row, and nobody pages that far."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MOST_COUNTED].count()


class WrittenByTheMonitor(ReadOnlyAdmin):
    paginator = BoundedPaginator


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
        ("file_name", "attached_by"),
        ("http_status", "content_type", "charset"),
        ("title", "language"),
        ("extractor", "technical"),
        ("body_cell", "fingerprint"),
        "headers",
        "text_cell",
    ]
    list_display = ["taken_at", "location", "title", "content_type", "extractor", "technical"]
    list_filter = ["technical", "content_type", "taken_at"]
    list_select_related = ["location"]
    search_fields = ["location__url", "location__source__key", "title", "file_name"]
    ordering = ["-taken_at", "-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("packed")

    def get_urls(self):
        return [
            path("attach/<int:source_id>/", self._page(self.attach), name="monitoring_snapshot_attach"),
            path("<int:snapshot_id>/body/", self._page(download_view), name="monitoring_snapshot_body"),
            path("file/<int:file_id>/", self._page(download_file_view), name="monitoring_unread_file"),
            *super().get_urls(),
        ]

    def get_fields(self, request, obj=None):
        """Leave out the fields of the other kind: a file has no URL, a page no file name."""
        unused = {"file_name", "attached_by"} if obj and obj.url else {"url", "ip_address", "http_status", "headers"}
        rows = [[name for name in _names(row) if name not in unused] for row in self.fields]
        return [tuple(row) for row in rows if row]

    def attach(self, request, source_id: int):
        return attach_view(self, request, source_id)

    def _page(self, view):
        return self.admin_site.admin_view(view)

    @admin.display(description=_("response body"))
    def body_cell(self, snapshot):
        return body_link(snapshot)

    @admin.display(description=_("extracted text"))
    def text_cell(self, snapshot):
        document = snapshot.document
        left_out = format_html_join("", "<p>{}</p>", ((sentence,) for sentence in describe_left_out(document)))
        return format_html('{}<pre class="document">{}</pre>', left_out, document.text)


def _names(row) -> tuple[str, ...]:
    return (row,) if isinstance(row, str) else row
