"""The parts of a record that are edited on its form."""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.choices import Choosing, OneChoice
from observatory.records.admin.text_fields import CleanText
from observatory.records.models import FormerSlug, Identifier, Milestone, OtherName, Relation


class PartFormSet(BaseInlineFormSet):
    """Keeps what was typed into a row that somebody else removed meanwhile, and says so in words."""

    def get_queryset(self):
        """Return the rows as the browser sent them, None for one that is gone: the stock pairs them by position."""
        rows = super().get_queryset()
        if not self.is_bound:
            return rows
        if not hasattr(self, "_as_sent"):
            known = {str(row.pk): row for row in rows}
            count = min(self.initial_form_count(), self.absolute_max)
            names = (f"{self.add_prefix(index)}-{self.model._meta.pk.name}" for index in range(count))
            self._as_sent = [known.get(self.data.get(name)) for name in names]
        return self._as_sent

    def _existing_object(self, pk):
        return next((row for row in self.get_queryset() if row and row.pk == pk), None)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # without the link to add another
            if isinstance(widget, OneChoice):
                widget.row = form.instance._state.fields_cache.get(name)
        if self._pk_field.name in form.fields:
            form.fields[self._pk_field.name].error_messages["invalid_choice"] = _(
                "Somebody else removed this row after you had opened the form. Copy what you need of it, then open the"
                " record anew."
            )


class PartInline(CleanText, Choosing, admin.TabularInline):
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
    """What the record says of others; its own place in their statements is told by `IncomingInline`."""

    model = Relation
    fk_name = "subject"
    fields = ["predicate", "object", "role", "date", "note_en", "note_zh_hans"]
    autocomplete_fields = ["object"]
    verbose_name_plural = _("relations to other records")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("subject", "object")


class ReadOnlyInline(admin.TabularInline):
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
    verbose_name_plural = _("relations that other records state")
    classes = ["collapse"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("subject", "object")


class FormerSlugInline(ReadOnlyInline):
    model = FormerSlug
    fields = ["slug"]
    classes = ["collapse"]
