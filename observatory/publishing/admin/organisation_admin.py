"""The admin of organisations, the one record type of the kernel, and a short form that adds one from another form."""

import json

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.publishing.admin.record_admin import RecordAdmin, RecordForm
from observatory.records import record_slugs, registry
from observatory.records.admin.list_search import MOST, records_named
from observatory.records.models import Organisation, Record
from observatory.records.record_duplicates import likely_duplicates_of_name

ACTORS = ("organisation", "body")  # among which a new organisation may be already


class NewOrganisationForm(RecordForm):
    """The short form: names, type and place. Records with such a name are shown before another one is made."""

    is_another = forms.BooleanField(
        label=gettext_lazy("None of these: make a new organisation"), required=False, widget=forms.HiddenInput
    )

    def clean(self):
        """Propose the slug of a new organisation; stop at a name that other records have, unless it is said to be
        another."""
        cleaned = super().clean()
        names = [cleaned.get("title_en", ""), cleaned.get("title_zh_hans", "")]
        if any(names):
            record_slugs.lock_slugs()
            self.instance.slug = record_slugs.propose_slug(names, self.instance.public_id)
        elif not self.errors:
            self.add_error(None, _("Give at least one title: English, Chinese or the original."))
        if not cleaned.get("is_another") and (found := _known_under(names)):
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error(None, _similar_organisations(found))
        return cleaned


def _known_under(names: list[str]) -> list[Record]:
    """Return the records that are likely meant by these names, then those whose names contain one."""
    likely = [twin.record for twin in likely_duplicates_of_name(names, Organisation.KIND)]
    found = {row.pk: row for row in [*likely, *records_named(names, ACTORS)] if row.kind in ACTORS}
    return list(found.values())[:MOST]


def _similar_organisations(found: list[Record]):
    """Return the message of the short form about records that have the name of the new organisation already."""
    rows = format_html_join(
        "",
        '<li>{} <span class="aside">{}</span> <a href="{}">{}</a></li>',
        ((row.title, _type_of(row), f"{_use_url(row)}?{IS_POPUP_VAR}=1", _("Use this one")) for row in found),
    )
    text = _("There are records with this name. Use one of them, or say below that it is another organisation.")
    return format_html('{}<ul class="similar">{}</ul>', text, rows)


def _type_of(record: Record) -> str:
    return str(registry.get_record_type(record.kind).model._meta.verbose_name)


def _use_url(record: Record) -> str:
    return reverse("admin:records_organisation_use", args=[record.pk])


def _is_short(request, obj=None) -> bool:
    return obj is None and (IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST)


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_filter = ["organisation_type", *RecordAdmin.list_filter]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if _is_short(request, obj):
            kwargs["form"] = NewOrganisationForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if not _is_short(request, obj):
            return super().get_fieldsets(request, obj)
        fields = ["is_another", ("title_en", "title_zh_hans"), "organisation_type", "jurisdictions"]
        return [(None, {"fields": fields})]

    def get_inlines(self, request, obj):
        return [] if _is_short(request, obj) else super().get_inlines(request, obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.use)
        return [path("<int:pk>/use/", view, name="records_organisation_use"), *super().get_urls()]

    def use(self, request, pk: int):
        """Close the window of the short form and take the record that there is already."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = get_object_or_404(Record, pk=pk, kind__in=ACTORS)
        chosen = json.dumps({"value": str(record.pk), "obj": str(record)})
        return TemplateResponse(request, "admin/popup_response.html", {"popup_response_data": chosen})
