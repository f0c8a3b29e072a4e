"""Filters of record lists by public state, each one condition on `Entry`."""

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from observatory.publishing.models import Entry
from observatory.publishing.record_querysets import chinese_outdated, edited_since_published, without_a_source
from observatory.records import registry
from observatory.records.models import Record


class KindFilter(admin.SimpleListFilter):
    title = _("type")
    parameter_name = "kind"
    column = "kind"

    def lookups(self, request, model_admin):
        return [(known.kind, capfirst(known.model._meta.verbose_name_plural)) for known in registry.all_types()]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class KindOfRecordFilter(KindFilter):
    """For rows that belong to a record."""

    column = "record__kind"


class MineFilter(admin.SimpleListFilter):
    """What the user edited since it was last published."""

    title = _("my work")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("returned", _("returned to me")), ("drafts", _("my drafts")), ("review", _("mine, in review"))]

    def queryset(self, request, queryset):
        """Filter a list of records by what the user edited: sent back, drafts, or in review."""
        mine = queryset.filter(edited_by__contains=[request.user.pk])
        match self.value():
            case "returned":
                return mine.filter(state=Record.State.DRAFT, returned=True)
            case "drafts":
                return mine.filter(state=Record.State.DRAFT, returned=False)
            case "review":
                return mine.filter(state=Record.State.IN_REVIEW)
        return queryset


class PublicFilter(admin.SimpleListFilter):
    title = _("publication status")
    parameter_name = "public"

    def lookups(self, request, model_admin):
        return [
            ("yes", _("public")),
            ("edited", _("public, with unpublished changes")),
            ("outdated", _("Chinese older than the English")),
            ("never", _("never public")),
            ("withdrawn", _("withdrawn")),
        ]

    def queryset(self, request, queryset):
        """Filter a list of records by whether readers see them, and as they are now."""
        match self.value():
            case "yes":
                return queryset.filter(entry__isnull=False, entry__withdrawn_at=None)
            case "edited":
                return edited_since_published(queryset)
            case "outdated":
                return chinese_outdated(queryset)
            case "never":
                return queryset.filter(entry=None)
            case "withdrawn":
                return queryset.filter(entry__withdrawn_at__isnull=False)
        return queryset


class EvidenceFilter(admin.SimpleListFilter):
    title = _("evidence")
    parameter_name = "evidence"

    def lookups(self, request, model_admin):
        return [("missing", _("without a source")), *Entry.Evidence.choices]

    def queryset(self, request, queryset):
        if self.value() == "missing":
            return without_a_source(queryset)
        return queryset.filter(entry__evidence=self.value()) if self.value() else queryset


EDITING_STATES = [Record.State.DRAFT, Record.State.IN_REVIEW]


class PublishedFilter(admin.SimpleListFilter):
    title = _("publication status")
    parameter_name = "public"

    def lookups(self, request, model_admin):
        return [
            ("yes", _("public")),
            ("edited", _("public, with unpublished changes")),
            ("waiting", _("not public yet, or with unpublished changes")),
            ("never", _("never public")),
        ]

    def queryset(self, request, queryset):
        """Filter a list of items by whether readers see them, and as they are now."""
        match self.value():
            case "yes":
                return queryset.filter(published__isnull=False)
            case "edited":
                return queryset.filter(published__isnull=False, state__in=EDITING_STATES)
            case "waiting":
                return queryset.filter(state__in=EDITING_STATES)
            case "never":
                return queryset.filter(versions=None)
        return queryset
