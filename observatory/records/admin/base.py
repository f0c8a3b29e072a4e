"""What every admin of the catalogue shares: lists that stay fast, forms that refuse to overwrite."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from observatory.records.addresses import form_address
from observatory.records.admin.choices import Choosing
from observatory.records.admin.text_fields import CleanText

REFUSED_LOOKUPS = {"regex", "iregex", "search", "year", "iso_year", "month", "day", "week", "quarter", "hour", "minute"}


class CatalogueAdmin(CleanText, Choosing, admin.ModelAdmin):
    """List pages that count once, and plain refusals of what no page of ours would send."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}

    def lookup_allowed(self, lookup, value, request):
        """Refuse in an address what the database may refuse later: a broken pattern, a year that is none."""
        return lookup.rpartition("__")[2] not in REFUSED_LOOKUPS and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)  # the stock says "Select change to change"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def response_action(self, request, queryset):
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in chosen):
            self.message_user(request, _("The selection names rows that do not exist."), messages.ERROR)
            return None
        return super().response_action(request, queryset)


class GuardedForm(forms.ModelForm):
    """A form that refuses to save over what somebody else saved since it was opened.

    For models with `updated_at`. The row is locked until the save is committed, so of two curators who
    press at once the second is refused too. What was typed stays in the form; saving again is then a
    decision.
    """

    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen_at" in self.fields:
            self.initial["seen_at"] = self.instance.updated_at.isoformat()

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and "seen_at" in self.fields:
            self._refuse_if_edited_since(self.cleaned_data.get("seen_at"))
        return cleaned

    def _refuse_if_edited_since(self, seen_at: str | None) -> None:
        owner = self._meta.model._meta.get_field("updated_at").model
        saved_at = owner.objects.select_for_update().values_list("updated_at", flat=True).get(pk=self.instance.pk)
        if saved_at.isoformat() == seen_at:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_at")] = saved_at.isoformat()
        message = _(
            "{who} saved this at {when}, after you had opened it. Nothing was saved now, and what you typed stands"
            ' below. <a href="{address}" target="_blank">Look at what was saved</a> in another window; then save again'
            " to put yours in its place."
        )
        raise forms.ValidationError(format_html(message, **self._last_save(saved_at)), code="edited_meanwhile")

    def _last_save(self, saved_at) -> dict:
        model = self._meta.model
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id=str(self.instance.pk)
        )
        last = entries.select_related("user").order_by("-action_time").first()
        return {
            "who": last.user.get_username() if last else _("Somebody else"),
            "when": date_format(timezone.localtime(saved_at), "TIME_FORMAT"),
            "address": form_address(self.instance),
        }
