"""Filters of the lists of platforms."""

from django.utils.translation import gettext_lazy as _

from observatory.search.filters import ChoicesFilter, EntryFilterSet, FactFilter
from platforms.models import Platform


class PlatformFilterSet(EntryFilterSet):
    kind = None
    subtype = ChoicesFilter("subtype", Platform.Type.values, help_text=_("Type of platform."))
    openness = FactFilter("openness", Platform.Openness.values, help_text=_("How open it is."))
