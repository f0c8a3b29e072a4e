"""The admin of the parts of records (relations, milestones, other names, identifiers, former slugs, citations): search
and filter them across the catalogue, and edit single rows.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.publishing.admin.filters import KindOfRecordFilter
from observatory.publishing.admin.record_admin import symbol_html
from observatory.records import record_edits, record_slugs
from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.admin.guarded_forms import GuardedForm
from observatory.records.admin.relation_inline import StoredRelationForm
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import FormerSlug, Identifier, Milestone, OtherName, Record, Relation
from observatory.records.statement_keys import statement_label
from observatory.sources.admin.citations import CITATION_FIELDS, CitationForm, statement_choices
from observatory.sources.models import Citation


class PartAdmin(CatalogueAdmin):
    """The admin of rows that belong to the record in their column `owner`; an edit of the row is an edit of the record.

    The owner cannot be changed, because citations refer to both.
    """

    owner = "record"
    affected = ""  # the lookup of what the monitor found about the row, which is not deleted unseen
    list_select_related = ("record",)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *([self.owner] if obj else [])]

    def lock(self, obj):
        """Lock the record before its part, in the same order as the form of the record."""
        list(Record.objects.filter(pk=getattr(obj, self.owner).pk).select_for_update(no_key=True).values_list("pk"))
        super().lock(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.has_changed() or not change:
            self._note_edit(getattr(form.instance, self.owner), request.user)

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if row and self.has_delete_permission(request, row) and self._refuses_affected(request, [row.pk]):
            return HttpResponseRedirect(admin_record_url(getattr(row, self.owner)))
        return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request):
        found = super().get_actions(request)
        if "delete_selected" in found:
            found["delete_selected"] = (_delete_selected, *found["delete_selected"][1:])
        return found

    def _refuses_affected(self, request, keys) -> bool:
        """Report rows that cannot be deleted here because a source cited for them changed."""
        if not self.affected:
            return False
        rows = self.model._default_manager.filter(pk__in=keys, **{f"{self.affected}__isnull": False})
        found = list(rows.select_related(self.owner).distinct()[:10])
        for row in found:
            record = getattr(row, self.owner)
            text = format_html(_AFFECTED, row=row, address=admin_record_url(record), record=record)
            self.message_user(request, text, messages.ERROR)
        return bool(found)

    def delete_model(self, request, obj):
        record = getattr(obj, self.owner)
        super().delete_model(request, obj)
        self._note_edit(record, request.user)

    def delete_queryset(self, request, queryset):
        records = {getattr(row, self.owner) for row in queryset.select_related(self.owner)}
        super().delete_queryset(request, queryset)
        for record in records:
            self._note_edit(record, request.user)

    def _note_edit(self, record, by) -> None:
        record_edits.mark_edited(record=record, by=by)


def _delete_selected(modeladmin, request, queryset):
    refused = modeladmin._refuses_affected(request, queryset.order_by().values("pk"))
    return None if refused else delete_selected(modeladmin, request, queryset)


_AFFECTED = _(
    "Nothing was deleted: the monitor found that a source cited for “{row}” has changed, and that is kept with the"
    ' citation. Remove it in the form of its record and save that: <a href="{address}">{record}</a>.'
)


@admin.register(Relation)
class RelationAdmin(PartAdmin):
    form = StoredRelationForm
    owner = "subject"
    affected = "citations__affected_by"
    fields = [("subject", "predicate", "object"), ("role", "date"), ("note_en", "note_zh_hans")]
    list_display = ["subject", "predicate", "object", "role", "date"]
    list_display_links = ["predicate"]
    list_filter = ["predicate", "role"]
    list_select_related = ["subject", "object"]
    search_fields = [f"{end}__{title}" for end in ("subject", "object") for title in ("title_en", "title_zh_hans")]
    autocomplete_fields = ["subject", "object"]
    ordering = ["-id"]


@admin.register(Milestone)
class MilestoneAdmin(PartAdmin):
    affected = "citations__affected_by"
    fields = ["record", ("type", "date"), ("title_en", "title_zh_hans")]
    list_display = ["title_en", "record", "type", "date"]
    list_filter = ["type"]
    search_fields = ["title_en", "title_zh_hans", "record__title_en", "record__title_zh_hans"]
    autocomplete_fields = ["record"]
    ordering = ["-id"]


@admin.register(OtherName)
class OtherNameAdmin(PartAdmin):
    fields = ["record", ("name", "language", "kind"), ("note_en", "note_zh_hans")]
    list_display = ["name", "record", "language", "kind"]
    list_filter = ["kind", "language"]
    search_fields = ["name", "record__title_en", "record__title_zh_hans"]
    autocomplete_fields = ["record"]
    ordering = ["-id"]


@admin.register(Identifier)
class IdentifierAdmin(PartAdmin):
    fields = ["record", ("scheme", "value")]
    list_display = ["value", "scheme", "record"]
    list_filter = ["scheme"]
    search_fields = ["value", "record__title_en", "record__title_zh_hans"]
    autocomplete_fields = ["record"]
    ordering = ["-id"]


class FormerSlugForm(GuardedForm):
    def clean_slug(self):
        """Refuse a former slug that a record has, now or as a former one."""
        slug = self.cleaned_data["slug"]
        record_slugs.lock_slugs()
        if holder := record_slugs.record_of_slug(slug):
            raise forms.ValidationError(_("“%(title)s” already has this slug.") % {"title": holder.title})
        return slug


@admin.register(FormerSlug)
class FormerSlugAdmin(CatalogueAdmin):
    """Slugs that redirect. One may be added; none is changed or removed, because somebody may cite its URL."""

    form = FormerSlugForm
    fields = ["record", "slug"]
    list_display = ["slug", "record"]
    list_select_related = ["record"]
    search_fields = ["slug", "record__title_en", "record__title_zh_hans"]
    autocomplete_fields = ["record"]
    ordering = ["-id"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Citation)
class CitationAdmin(PartAdmin):
    """Citations across the catalogue, checked or not. A citation is added on the form of its record."""

    form = CitationForm
    affected = "affected_by"
    fieldsets = [(None, {"fields": ["record", *CITATION_FIELDS, ("checked_by", "checked_at")]})]
    readonly_fields = ["record", "checked_by", "checked_at"]
    list_display = ["statement_cell", "record", "source", "verdict_cell", "stated_value", "checked_at"]
    list_filter = ["verdict", KindOfRecordFilter, ("checked_at", admin.DateFieldListFilter)]
    list_select_related = ["record", "source", "relation__subject", "relation__object", "milestone"]
    search_fields = ["source__key", "record__title_en", "record__title_zh_hans", "stated_value", "quote"]
    autocomplete_fields = ["source", "location"]
    ordering = ["-id"]

    def has_add_permission(self, request):
        return False

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        form.statements = statement_choices(obj.record, obj.record.kind) if obj else ()
        return form

    @admin.display(description=_("statement"), ordering="field")
    def statement_cell(self, citation):
        return statement_label(citation)

    @admin.display(description=_("verdict"), ordering="verdict")
    def verdict_cell(self, citation):
        return symbol_html(citation.verdict, citation.get_verdict_display())
