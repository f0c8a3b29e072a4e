"""Forms: what a person of the desk wants to be told, and the address of a reader."""

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from observatory.notifications.digests import digest_due_at
from observatory.notifications.models import Preference
from observatory.records import registry
from observatory.text.input_cleaning import clean_text

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3


def clean_email_address(text: str) -> str:
    """Return an email address with its host in lower case. Raises ValidationError: also for what a header of a mail
    cannot hold."""
    text = clean_text(text).strip()
    validate_email(text)
    name, _at, host = text.rpartition("@")
    return f"{name}@{host.lower()}"


class AddressField(forms.CharField):
    """An email address."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def __init__(self, **options) -> None:
        super().__init__(
            max_length=LONGEST_ADDRESS,
            error_messages={
                "required": _("Enter your email address."),
                "invalid": _("This is not an email address. Enter one such as name@example.org."),
            },
            **options,
        )

    def clean(self, value):
        text = super().clean(value)
        try:
            return clean_email_address(text)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from None


class FollowForm(forms.Form):
    """The address to which news are sent."""

    address = AddressField(label=_("Email address"))


class PreferenceForm(forms.ModelForm):
    """What a person of the desk wants to be told, when, and of what."""

    weekday = forms.TypedChoiceField(
        label=_("Weekday of the weekly digest"), coerce=int, choices=list(WEEKDAYS.items())
    )
    hour = forms.TypedChoiceField(label=_("Hour"), coerce=int, choices=[(n, f"{n:02}:00") for n in range(24)])
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    kinds = forms.MultipleChoiceField(label=_("Record types"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Preference
        fields = ["immediate", "digest", "weekday", "hour", "language", "mine", "kinds", "themes", "jurisdictions"]
        labels = {
            "immediate": _("Tell me immediately when a change breaks the only source of a published statement"),
            "digest": _("Digest of what is new"),
            "mine": _("Only of records assigned to me, edited by me, or with a comment that mentions me"),
            "themes": _("Only of these themes"),
            "jurisdictions": _("Only of these countries or regions, with all their parts"),
        }
        widgets = {"digest": forms.RadioSelect}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [
            (each.kind, each.model._meta.verbose_name_plural) for each in registry.all_types()
        ]
        for name in ("themes", "jurisdictions"):
            self.fields[name].widget.attrs["size"] = 8

    def save(self, *, now) -> Preference:
        """Save the preferences with the time of the next digest; an address that was refused is tried again."""
        row = self.instance
        row.digest_at, row.refused_at, row.refusal = digest_due_at(row, now), None, ""
        return super().save()
