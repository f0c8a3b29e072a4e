"""Monitored URLs in the admin: their state, their next visit, and what a curator can set."""

from django.contrib import admin, messages
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from observatory.monitoring.admin import symbols
from observatory.monitoring.admin.stored_files import describe_restless_file, watched_file
from observatory.monitoring.changes import change_actions
from observatory.monitoring.models import Change, Check, Snapshot, Watch
from observatory.records.admin.catalogue_admin import MadeElsewhere
from observatory.sources.models import Location

SHOWN = 20
A_CURATORS = ["min_interval", "max_interval", "ignore_robots", "robots_reason"]


class HealthFilter(admin.SimpleListFilter):
    title = _("readable")
    parameter_name = "well"

    def lookups(self, request, model_admin):
        return [("no", _("cannot be read normally"))]

    def queryset(self, request, queryset):
        return queryset & Watch.objects.with_problems() if self.value() == "no" else queryset


@admin.register(Watch)
class WatchAdmin(MadeElsewhere):
    change_form_template = "admin/monitoring/watch_form.html"
    fieldsets = [
        (None, {"fields": [("address", "source"), ("health_cell", "checked_at", "read_at")]}),
        (_("Last visit"), {"fields": [("outcome", "error"), ("final_url", "proposed_url"), ("failures", "snapshot")]}),
        (_("Next visit"), {"fields": [("next_check_at", "interval"), ("min_interval", "max_interval")]}),
        (_("robots.txt"), {"fields": ["ignore_robots", "robots_reason"]}),
    ]
    list_display = ["address", "source", "health_cell", "outcome", "checked_at", "next_check_at"]
    list_filter = [HealthFilter, "health", "outcome", "location__role", "location__monitored"]
    list_select_related = ["location__source"]
    search_fields = ["address", "host", "location__source__key"]
    ordering = ["-since", "pk"]
    actions = ["check_now"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(location__url="")  # attached files are not visited

    def get_readonly_fields(self, request, obj=None):
        named = [name for _title, options in self.fieldsets for name in _flat(options["fields"])]
        return [name for name in named if name not in A_CURATORS]

    def save_model(self, request, obj, form, change):
        # Save only the edited fields: the monitor writes the other columns while the form is open.
        obj.save(update_fields=[name for name in form.changed_data if name in A_CURATORS])

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= {
                "checks": Check.objects.filter(location=obj.pk)[:SHOWN],
                "snapshots": Snapshot.objects.filter(location=obj.pk).defer("packed")[:SHOWN],
                "file": watched_file(obj, request.user),
                "restless": describe_restless_file(obj),
                "changes": Change.objects.filter(location=obj.pk)[:SHOWN],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.action(description=_("Visit now"), permissions=["change"])
    def check_now(self, request, queryset):
        request_visits(self, request, Location.objects.filter(watch__in=queryset.order_by()))

    @admin.display(description=_("health"), ordering="health")
    def health_cell(self, watch):
        return symbols.health_html(watch.health, watch.since)

    @admin.display(description=_("source"), ordering="location__source__key")
    def source(self, watch):
        return watch.location.source or "–"


def request_visits(modeladmin, request, locations) -> None:
    """Make locations due immediately; report how many, and warn when visits have to wait for Redis."""
    due = change_actions.request_visits(locations=locations, by=request.user)
    text = ngettext("%d location will be visited next.", "%d locations will be visited next.", due) % due
    modeladmin.message_user(request, text, messages.SUCCESS if due else messages.WARNING)
    if due and not cache.is_available():
        text = _("Redis is not responding, so nothing is visited until it responds. Your request has been saved.")
        modeladmin.message_user(request, text, messages.WARNING)


def _flat(rows):
    for row in rows:
        yield from (row,) if isinstance(row, str) else row
