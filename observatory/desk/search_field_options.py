"""The options that the search fields of the desk offer: labelled, and narrowed to what the form around them says."""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from observatory.records import registry
from observatory.records.models import Record
from observatory.records.predicates import kinds_that_fit
from observatory.sources.models import Location


class LabelledOptions(AutocompleteJsonView):
    """Labels the options of a search field with the `option_label` of their model's admin, if it has one.

    The locations of a source are found alone if its primary key is sent as `source`; and those records alone of which
    the relation `said` fits to a record of the type `said_of`.
    """

    def get_queryset(self):
        """Return the rows that a search field of the desk offers, narrowed by what the form around it says."""
        rows, source = super().get_queryset(), self.request.GET.get("source", "")
        if rows.model is Location and source.isascii() and source.isdigit() and len(source) < 19:
            return rows.filter(source=int(source))
        said, kind = self.request.GET.get("said", ""), self.request.GET.get("said_of", "")
        if rows.model is Record and said and kind:
            return rows.filter(kind__in=kinds_that_fit(kind, said, [known.kind for known in registry.all_types()]))
        return rows

    def serialize_result(self, obj, to_field_name):
        found = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "option_label", None)
        return found | {"text": label(obj)} if label else found
