"""The base classes of every admin of the catalogue (`CatalogueAdmin`, read-only ones): lists that stay fast, and forms
that never overwrite unseen edits.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.autocomplete import AutocompleteAdmin
from observatory.records.admin.form_fields import CleanText
from observatory.records.admin.guarded_forms import GuardedAdmin
from observatory.records.admin.list_search import FoldedSearch

NEXT = "next"  # the parameter of a form's URL that says where to go once it is saved
REFUSED_LOOKUPS = {"regex", "iregex", "search", "year", "iso_year", "month", "day", "week", "quarter", "hour", "minute"}


class CheckedLists(admin.ModelAdmin):
    """Clear refusals of requests that no list of the admin sends."""

    def lookup_allowed(self, lookup, value, request):
        """Refuse filters in a URL that the database would fail on: an invalid pattern, an impossible year."""
        return lookup.rpartition("__")[2] not in REFUSED_LOOKUPS and super().lookup_allowed(lookup, value, request)

    def response_action(self, request, queryset):
        """Refuse an action on rows of a list of the admin whose keys are no numbers."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in chosen):
            self.message_user(request, _("Some of the rows you selected no longer exist."), messages.ERROR)
            return None
        return super().response_action(request, queryset)


class CatalogueAdmin(CheckedLists, FoldedSearch, CleanText, AutocompleteAdmin, GuardedAdmin):
    """Lists that run one count query."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)  # Django's own title is "Select change to change"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["return_url"] = return_url(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_change(self, request, obj):
        """Go back to the page that sent the curator here, if there is one."""
        back = return_url(request)
        return HttpResponseRedirect(back) if back else super().response_post_save_change(request, obj)


class MadeElsewhere(CatalogueAdmin):
    """Lists of rows that readers or programs make: nobody adds or deletes them at the desk."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(MadeElsewhere):
    """Lists of rows that nobody edits at the desk either."""

    def has_change_permission(self, request, obj=None):
        return False


def return_url(request) -> str:
    """Return the page of the admin that the URL of a form says to return to; "" if it names none, or another site."""
    url = request.GET.get(NEXT, "")
    own = url.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if own else ""
