"""Merge a record or a source into another: the button on the form, and the page that asks for the other one."""

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from observatory.publishing.admin.duplicates import reason_in_words, render
from observatory.publishing.admin.merge_types import RECORDS, SOURCES
from observatory.records import registry
from observatory.records.admin.autocomplete import SingleAutocomplete
from observatory.records.duplicates import comparable_types, is_merged
from observatory.records.models import Record, Relation
from observatory.sources.likely_duplicates import is_merged as is_merged_source
from observatory.sources.models import Citation, Source


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Record.objects.none(), label=_("Into"))

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        is_record = isinstance(row, Record)
        column = Relation._meta.get_field("object") if is_record else Citation._meta.get_field("source")
        # Before the queryset, which the field passes on to its current widget.
        self.fields["into"].widget = SingleAutocomplete(column, admin.site)
        self.fields["into"].queryset = _others(row)
        invalid = _("Choose another record of this type.") if is_record else _("Choose another source.")
        self.fields["into"].error_messages["invalid_choice"] = invalid


def _others(row):
    if not isinstance(row, Record):
        return Source.objects.exclude(pk=row.pk).exclude(is_merged_source())
    kinds = [each.kind for each in registry.all_types() if comparable_types(row.kind, each.kind)]
    return Record.objects.filter(kind__in=kinds).exclude(pk=row.pk).exclude(is_merged())


class MergeDecision:
    """The button on a form."""

    name = "merge"
    verb = _("Merge into another")
    permission = "change"

    @staticmethod
    def is_offered(side) -> bool:
        """Return whether a record or source is not merged already."""
        row = side.record if hasattr(side, "record") else side.item
        return row.state != Record.State.WITHDRAWN


def merge_one(modeladmin, request, row, back: str):
    """Ask what a record or source is merged into, and go on to the page that shows the two side by side."""
    found = RECORDS if isinstance(row, Record) else SOURCES
    asked = request.method == "POST" and "decided" in request.POST
    form = MergeForm(request.POST if asked else None, row=row)
    if asked and form.is_valid():
        return HttpResponseRedirect(found.merge_url(row, form.cleaned_data["into"]))
    partners = found.finder.partners([row.pk]).get(row.pk, {})
    others = found.model._default_manager.in_bulk(partners)
    context = {
        "type": found,
        "row": row,
        "form": form,
        "back": back,
        "twins": [
            (str(others[key]), found.merge_url(row, others[key]), reason_in_words(likeness.reasons[0]))
            for key, likeness in partners.items()
        ],
    }
    return render(request, "choose", str(MergeDecision.verb), context)
