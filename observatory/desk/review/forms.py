"""Forms of the review: the decision at its foot with reason and comments, and the form that makes a link for an
expert.
"""

import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.publishing.local_times import parse_local_time, zone_name
from observatory.records.admin.form_fields import CleanCharField

# The decision (`publishing.admin.record_decisions`) that each button of the foot takes; "comment" takes none.
BUTTONS: Mapping[str, str] = {"publish": "publish", "schedule": "schedule", "return": "send_back", "comment": ""}
PREFIX = "comment:"


class DecisionForm(forms.Form):
    """The foot of the page. `button` is the one that was pressed, "" to show the form."""

    with_sources = forms.BooleanField(label=_("Publish these sources too"), required=False)
    reason = CleanCharField(label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    when = forms.CharField(
        label=_("Publish at"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "datetime-local", "aria-describedby": "zone"}),
    )

    def __init__(self, *args, button: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.button, self.zone = button, zone_name()
        self.fields["reason"].required = button in ("publish", "schedule", "return")

    def clean_when(self):
        return parse_local_time(self.cleaned_data["when"], timezone.now()) if self.button == "schedule" else None


def typed_comments(posted: Mapping[str, str]) -> dict[str, str]:
    """Return the comments that were typed, by the key of their statement, "" for the record."""
    found = {name.removeprefix(PREFIX): posted[name].strip() for name in posted if name.startswith(PREFIX)}
    return {key: text for key, text in found.items() if text}


def left_out(posted: Mapping[str, str], companions: Collection[int]) -> set[int]:
    """Return the keys of the companions that the page offered and the user did not tick; none of a page without
    boxes."""
    return {key for key in companions if f"offered:{key}" in posted and f"companion:{key}" not in posted}


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
