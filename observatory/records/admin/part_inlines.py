"""Inlines of the parts of a record on its form (other names, identifiers, milestones, former slugs), and their base: a
row each, unchanged rows not validated.
"""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.formsets import TOTAL_FORM_COUNT
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property

from observatory.records.admin.autocomplete import AutocompleteAdmin, SingleAutocomplete
from observatory.records.admin.form_fields import CleanText
from observatory.records.admin.guarded_forms import GuardedForm
from observatory.records.models import FormerSlug, Identifier, Milestone, OtherName


class PartForm(GuardedForm):
    """Skips the validation of an unchanged row, because validating its related rows would cost a query each."""

    @property
    def media(self):
        """Scripts and styles; those of a stored row come with the formset, for adding them up takes long."""
        return super().media if self.instance.pk is None else forms.Media()

    def clean_submitted_data(self):
        """Clean a row of an inline only if it was edited; of others the stored values are taken."""
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
        """Return the number of rows. More than a form may have are refused; of these only the stored ones are made, of
        which the browser may not say how many they are."""
        if self.is_bound and self.management_form.cleaned_data[TOTAL_FORM_COUNT] > self.absolute_max:
            return min(self.initial_form_count(), len(self.get_queryset()))
        return super().total_form_count()

    def add_fields(self, form, index):
        """Give the search fields of a row of an inline the related row that they show, so that none is queried."""
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


class OtherNameInline(PartInline):
    model = OtherName
    fields = (("name", "language", "kind"), ("note_en", "note_zh_hans"))


class IdentifierInline(PartInline):
    model = Identifier
    fields = (("scheme", "value"),)


class MilestoneInline(PartInline):
    model = Milestone
    fields = (("type", "date"), ("title_en", "title_zh_hans"))


class ReadOnlyInline(admin.StackedInline):
    template = "admin/parts_inline.html"
    form = GuardedForm
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class FormerSlugInline(ReadOnlyInline):
    model = FormerSlug
    fields = ["slug"]
