"""The form of a reader who reports a mistake."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.text.input_cleaning import clean_text
from observatory.text.url_normalisation import InvalidURL, normalise_url


class CleanedField(forms.CharField):
    """A text without invisible characters; `forms.CharField` itself refuses NUL."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value))


class ReportForm(forms.Form):
    """What is wrong, and what says so. `website` is hidden from people: a program that fills in everything betrays
    itself."""

    text = CleanedField(
        label=gettext_lazy("What is wrong?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Say what is wrong, in your own words.")},
    )
    address = CleanedField(
        label=gettext_lazy("Web address of a page that shows it"),
        max_length=2048,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    passage = CleanedField(
        label=gettext_lazy("The words on that page"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    website = forms.CharField(required=False, max_length=200)
    submission = forms.UUIDField(required=False)

    def clean_address(self) -> str:
        """Return the address in its normal form; refuse what is not one, and what only a browser of the reader can
        open."""
        given = self.cleaned_data["address"]
        if not given:
            return ""
        if "://" not in given and "." in given.partition("/")[0]:
            given = f"https://{given}"
        try:
            return normalise_url(given)
        except InvalidURL:
            raise ValidationError(
                _("This is not a web address. Copy it from your browser, with https:// at its beginning."),
                code="invalid",
            ) from None

    def clean_submission(self):
        """Return the number of this form, a new one if the reader's browser sent none."""
        return self.cleaned_data["submission"] or uuid4()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("passage") and "address" in values and not values["address"]:
            self.add_error("address", _("Give the web address of the page that these words are on."))
        return values
