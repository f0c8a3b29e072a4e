"""The list of all decisions on claims: who decided what, and which of them readers do not see yet."""

from django.contrib import admin
from django.db.models import F
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.admin.claims import ClaimRow
from observatory.monitoring.claim_actions import LOADED
from observatory.monitoring.models import AffectedCitation
from observatory.monitoring.worklists import waiting_for_review
from observatory.records.admin.base import ReadOnlyAdmin


class WaitingFilter(admin.SimpleListFilter):
    """Decisions whose record has not been published since."""

    title = _("published")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("yes", _("waiting for review"))]

    def queryset(self, request, queryset):
        return waiting_for_review(queryset) if self.value() == "yes" else queryset


@admin.register(AffectedCitation)
class ClaimDecisionAdmin(ReadOnlyAdmin):
    """Read only: a decision is taken, and undone, on the page of its change."""

    list_display = ["statement_cell", "decision", "decided_by", "decided_at", "reason"]
    list_display_links = None
    list_filter = [WaitingFilter, "decision", "decided_at"]
    list_select_related = [*LOADED, "change"]
    search_fields = ["citation__record__title_en", "citation__record__title_zh_hans", "citation__source__key", "reason"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Decisions on statements"), **(extra_context or {})})

    def get_queryset(self, request):
        return super().get_queryset(request).decided().defer("change__diff")

    def get_ordering(self, request):
        return [F("decided_at").desc(), F("id").desc()]

    @admin.display(description=_("statement"))
    def statement_cell(self, row):
        claim = ClaimRow(row, row.change)
        return format_html('<a href="{}">{} › {}</a>', claim.url, claim.citation.record, claim.statement)
