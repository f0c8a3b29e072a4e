"""The parts of a record that are edited on its form."""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.autocomplete import AutocompleteAdmin, SingleAutocomplete
from observatory.records.admin.concurrent_edits import GuardedForm
from observatory.records.admin.text_fields import CleanText
from observatory.records.models import FormerSlug, Identifier, Milestone, OtherName, Relation


class PartForm(GuardedForm):
    """Skips the validation of an unchanged row, because validating its related rows would cost a query each."""

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

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # without the link to add another
            if isinstance(widget, SingleAutocomplete):
                widget.row = form.instance._state.fields_cache.get(name)


class PartInline(CleanText, AutocompleteAdmin, admin.TabularInline):
    form = PartForm
    formset = PartFormSet
    extra = 0
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}


class OtherNameInline(PartInline):
    model = OtherName
    fields = ["name", "language", "kind", "note_en", "note_zh_hans"]


class IdentifierInline(PartInline):
    model = Identifier
    fields = ["scheme", "value"]


class MilestoneInline(PartInline):
    model = Milestone
    fields = ["type", "date", "title_en", "title_zh_hans"]


class RelationInline(PartInline):
    """Relations that this record is the subject of; `IncomingInline` lists those that it is the object of."""

    model = Relation
    fk_name = "subject"
    fields = ["predicate", "object", "role", "date", "note_en", "note_zh_hans"]
    autocomplete_fields = ["object"]
    verbose_name_plural = _("relations to other records")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("subject", "object")


class ReadOnlyInline(admin.TabularInline):
    form = GuardedForm
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class IncomingInline(ReadOnlyInline):
    model = Relation
    fk_name = "object"
    fields = ["subject", "predicate", "role", "date"]
    verbose_name_plural = _("relations from other records")
    classes = ["collapse"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("subject", "object")


class FormerSlugInline(ReadOnlyInline):
    model = FormerSlug
    fields = ["slug"]
    classes = ["collapse"]
