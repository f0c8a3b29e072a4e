"""The admin of items (sources, official terms and coverage searches): each shows where it stands; reviewers publish
it.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.publishing.admin.edit_history import EditHistory, item_version_rows
from observatory.publishing.admin.filters import EDITING_STATES, PublishedFilter
from observatory.publishing.admin.item_decisions import ITEM_DECISIONS, ItemDecidingAdmin
from observatory.publishing.admin.merge_pages import MergeDecision, merge_one
from observatory.publishing.admin.publication_panel import item_side
from observatory.publishing.admin.record_admin import STATE, symbol_html
from observatory.publishing.item_publication import SOURCES, SURVEYS, TERMS
from observatory.records.admin.surveys import SurveyForms
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import Record, Survey
from observatory.sources.admin.glossary import OfficialTermForms
from observatory.sources.admin.sources import SourceForms
from observatory.sources.models import OfficialTerm, Source

KEPT_VERSIONS = _(
    "“{row}” cannot be deleted because it has been published: its versions are kept. A reviewer can withdraw it."
)
KEPT_SOURCE = _(
    "“{row}” cannot be deleted because it has been published: its versions are kept. A source that no record cites is"
    " not public."
)


class ReviewedAdmin(EditHistory, ItemDecidingAdmin):
    """Adds to a form where the item stands, to the list two columns, and to the history its versions."""

    change_form_template = "admin/item_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(public_version=F("published__frozen__number"))

    def get_list_display(self, request):
        return [*super().get_list_display(request), "state_cell", "public_cell"]

    def get_list_filter(self, request):
        return ["state", PublishedFilter, *super().get_list_filter(request)]

    @admin.display(description=_("state"), ordering="state")
    def state_cell(self, item):
        return symbol_html(STATE[item.state], item.get_state_display())

    @admin.display(description=_("public"))
    def public_cell(self, item):
        if item.public_version is None:
            return _("withdrawn") if item.state == Record.State.WITHDRAWN else _("no")
        edited = _("edited since publication") if item.state in EDITING_STATES else ""
        return format_html('{} <span class="second">{}</span>', _("version %d") % item.public_version, edited)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Add the panel about the publication of the item, and the decisions that the user may take."""
        if obj:
            side = item_side(self.item_type, obj)
            allowed = [row for row in ITEM_DECISIONS.values() if self.may(request, row)]
            context |= {
                "item_side": side,
                "allowed": allowed,
                "decisions": [row for row in allowed if row.is_offered(side)],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        """After a save, lead to the page of the decision on the item that was pressed."""
        for name, decision in ITEM_DECISIONS.items():
            if f"_{name}" in request.POST and self.may(request, decision):
                route = f"admin:{self.opts.app_label}_{self.opts.model_name}_decide"
                return HttpResponseRedirect(reverse(route, args=[obj.pk, name]))
        return super().response_change(request, obj)

    def past_versions(self, obj):
        return item_version_rows(self.item_type, obj.pk)

    def delete_view(self, request, object_id, extra_context=None):
        item = self.get_object(request, unquote(object_id))
        if item and self.has_delete_permission(request, item) and self._refuses_published(request, [item]):
            return HttpResponseRedirect(admin_form_url(item))
        return super().delete_view(request, object_id, extra_context)

    def _refuses_published(self, request, rows) -> bool:
        """Report which of the rows have versions: they are withdrawn, never deleted."""
        keys = [row.pk for row in rows]
        versions = self.item_type.version.objects.filter(item__in=keys)
        kept = set(versions.order_by().values_list("item", flat=True).distinct())
        text = KEPT_VERSIONS if self.item_type.may_be_withdrawn else KEPT_SOURCE
        for row in rows:
            if row.pk in kept:
                self.message_user(request, format_html(text, row=row), messages.ERROR)
        return bool(kept)


@admin.register(Source)
class SourceAdmin(ReviewedAdmin, SourceForms):
    change_form_template = "admin/sources/source/change_form.html"
    item_type = SOURCES

    def decide_one(self, request, object_id, decision):
        """Take a decision on one source; a merge asks which other one."""
        source = self.get_object(request, unquote(object_id))
        if decision != MergeDecision.name or source is None:
            return super().decide_one(request, object_id, decision)
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        return merge_one(self, request, source, admin_form_url(source))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj and self.has_change_permission(request, obj) and MergeDecision.is_offered(context["item_side"]):
            response.context_data["decisions"] = [*context["decisions"], MergeDecision]
        return response


@admin.register(OfficialTerm)
class OfficialTermAdmin(ReviewedAdmin, OfficialTermForms):
    item_type = TERMS


@admin.register(Survey)
class SurveyAdmin(ReviewedAdmin, SurveyForms):
    item_type = SURVEYS
