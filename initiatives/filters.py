"""Filters of the lists of initiatives."""

from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative
from observatory.search.filters import ChoicesFilter, EntryFilterSet, FactFilter


class InitiativeFilterSet(EntryFilterSet):
    kind = None
    subtype = ChoicesFilter("subtype", Initiative.Type.values, help_text=_("Type of initiative."))
    budget_range = FactFilter("budget_range", Initiative.BudgetRange.values, help_text=_("Annual budget (STIP range)."))
