"""What the parts of a record have in common on its form: a row each, unchanged rows not validated."""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.formsets import TOTAL_FORM_COUNT
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property

from observatory.records.admin.autocomplete import AutocompleteAdmin, SingleAutocomplete
from observatory.records.admin.concurrent_edits import GuardedForm
from observatory.records.admin.text_fields import CleanText


class PartForm(GuardedForm):
    """Skips the validation of an unchanged row, because validating its related rows would cost a query each."""

    @property
    def media(self):
        """Scripts and styles; those of a stored row come with the formset, for adding them up takes long."""
        return super().media if self.instance.pk is None else forms.Media()

    def clean_submitted_data(self):
        if not self.is_bound or self.instance._state.adding or self.has_changed():
            super().clean_submitted_data()
        else:
            self._errors = ErrorDict(renderer=self.renderer)
            self.cleaned_data = {name: self._stored(name, field) for name, field in self.fields.items()}

    def _stored(self, name: str, field):
        owner = getattr(field, "parent_instance", None)  # of the column with the owner of all rows
        return owner or getattr(self.instance, name, None)


class PartFormSet(BaseInlineFormSet):
    """Passes related rows that are already loaded to the select fields of each form."""

    @property
    def media(self):
        return self.empty_form.media

    @cached_property
    def empty_form(self):
        """The form of a row to come: for the scripts that it needs, and on the page."""
        return super().empty_form

    def total_form_count(self) -> int:
        """Return the number of rows. More than a form may have are refused, and not all made first."""
        if self.is_bound and self.management_form.cleaned_data[TOTAL_FORM_COUNT] > self.absolute_max:
            return self.initial_form_count()
        return super().total_form_count()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # without the link to add another
            if isinstance(widget, SingleAutocomplete):
                widget.row = form.instance._state.fields_cache.get(name)


class PartInline(CleanText, AutocompleteAdmin, admin.StackedInline):
    template = "admin/parts_inline.html"
    form = PartForm
    formset = PartFormSet
    extra = 0
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}
