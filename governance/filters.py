"""Filters of the lists of governance bodies and of instruments."""

from django.utils.translation import gettext_lazy as _

from governance.models import Body, Instrument
from observatory.records.models import Organisation
from observatory.search.filters import ChoicesFilter, EntryFilterSet, FactFilter, FactListFilter


class BodyFilterSet(EntryFilterSet):
    kind = None
    subtype = ChoicesFilter("subtype", Body.Type.values, help_text=_("Type of body."))
    organisation_type = FactFilter(
        "organisation_type", Organisation.Type.values, help_text=_("Type of organisation, as in ROR.")
    )
    composition = FactListFilter("composition", Body.Composition.values, help_text=_("Sectors its members come from."))


class InstrumentFilterSet(EntryFilterSet):
    kind = None
    subtype = ChoicesFilter("subtype", Instrument.Type.values, help_text=_("Type of instrument."))
    legal_force = FactFilter("legal_force", Instrument.LegalForce.values, help_text=_("Legal force."))
