"""The admin of governance bodies and of instruments."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from governance.models import Body, Instrument
from observatory.publishing.admin import RecordAdmin, RecordForm


class BodyForm(RecordForm):
    composition = forms.MultipleChoiceField(
        label=_("composed of"),
        choices=Body.Composition,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@admin.register(Body)
class BodyAdmin(RecordAdmin):
    form = BodyForm
    list_filter = ["body_type", *RecordAdmin.list_filter]


@admin.register(Instrument)
class InstrumentAdmin(RecordAdmin):
    list_filter = ["instrument_type", "legal_force", *RecordAdmin.list_filter]
