"""The list of changes in the admin: its rows with their weightiest claims, and its filter by finding."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models import AffectedCitation
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.worklists import REWORDED, weightiest_claims


class InboxList(ChangeList):
    """The list of changes; loads what its rows show of their claims in one query."""

    def get_results(self, request):
        super().get_results(request)
        rows = list(self.result_list)
        claims = weightiest_claims([row.pk for row in rows])
        for row in rows:
            row.claim = claims.get(row.pk)
        self.result_list = rows


class FindingFilter(admin.SimpleListFilter):
    """Changes with an undecided claim of a certain finding."""

    title = _("finding")
    parameter_name = "finding"

    def lookups(self, request, model_admin):
        return [
            ("meaning", _("the meaning changed")),
            ("gone", _("no longer in the text, or deleted")),
            ("moved", QuoteState.MOVED.label),
            ("reworded", _("only reworded")),
            ("unreadable", QuoteState.UNREADABLE.label),
            ("none", _("no statement to decide on")),
        ]

    def queryset(self, request, queryset):
        found = {
            "meaning": Q(state=QuoteState.ALTERED) & ~REWORDED,
            "gone": Q(state__in=[QuoteState.MISSING, QuoteState.STRUCK]),
            "moved": Q(state=QuoteState.MOVED),
            "reworded": REWORDED,
            "unreadable": Q(state=QuoteState.UNREADABLE),
        }
        undecided = AffectedCitation.objects.undecided().filter(change=OuterRef("pk"))
        if self.value() == "none":
            return queryset.filter(~Exists(undecided))
        condition = found.get(self.value())
        return queryset if condition is None else queryset.filter(Exists(undecided.filter(condition)))
