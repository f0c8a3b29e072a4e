"""The parts of a record that are edited on its form."""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.base import ChoicesWithoutDelete
from observatory.records.models import FormerSlug, Identifier, Milestone, OtherName, Relation


class PartFormSet(BaseInlineFormSet):
    """Says in words what happened to a row that somebody else removed meanwhile."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self._pk_field.name in form.fields:
            form.fields[self._pk_field.name].error_messages["invalid_choice"] = _(
                "Somebody else removed this row after you had opened the form. Copy what you need of it, then open the"
                " record anew."
            )


class PartInline(ChoicesWithoutDelete, admin.TabularInline):
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
        return super().get_queryset(request).select_related("subject")


class FormerSlugInline(ReadOnlyInline):
    model = FormerSlug
    fields = ["slug"]
    classes = ["collapse"]
