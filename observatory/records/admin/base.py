"""The base of every admin of the catalogue: lists that stay fast, and forms that never overwrite unseen edits."""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.autocomplete import AutocompleteAdmin
from observatory.records.admin.concurrent_edits import GuardedAdmin
from observatory.records.admin.text_fields import CleanText

REFUSED_LOOKUPS = {"regex", "iregex", "search", "year", "iso_year", "month", "day", "week", "quarter", "hour", "minute"}


class CatalogueAdmin(CleanText, AutocompleteAdmin, GuardedAdmin):
    """Lists that run one count query, and clear refusals of requests that no page of the admin sends."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}

    def lookup_allowed(self, lookup, value, request):
        """Refuse filters in a URL that the database would fail on: an invalid pattern, an impossible year."""
        return lookup.rpartition("__")[2] not in REFUSED_LOOKUPS and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)  # Django's own title is "Select change to change"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def response_action(self, request, queryset):
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in chosen):
            self.message_user(request, _("Some of the rows you selected no longer exist."), messages.ERROR)
            return None
        return super().response_action(request, queryset)
