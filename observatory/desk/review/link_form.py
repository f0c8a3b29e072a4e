"""The form that makes a link for an expert."""

import secrets
from datetime import timedelta

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.text_fields import CleanCharField

DAYS = ((7, _("one week")), (30, _("30 days")), (90, _("90 days")))


class LinkForm(forms.Form):
    name = CleanCharField(label=_("For whom"), max_length=120)
    language = forms.ChoiceField(label=_("Language of the page"), choices=settings.LANGUAGES)
    days = forms.TypedChoiceField(label=_("Works for"), choices=DAYS, coerce=int, initial=30)
    nonce = forms.RegexField(regex="^[0-9a-f]{32}$", widget=forms.HiddenInput, strip=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_link_%s", initial={"nonce": secrets.token_hex(16), "days": 30}, **kwargs)

    @property
    def life(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])
