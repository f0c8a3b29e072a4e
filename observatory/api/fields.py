"""Form fields and forms of the parameters that several lists of the API have."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from observatory.search.filters import MomentField, unknown_value

MAX_LIMIT = 100
DEFAULT_LIMIT = 25


class OneChoiceField(forms.CharField):
    """One value of a closed list; `default` when it is not given."""

    def __init__(self, *, choices, default: str = "", **kwargs):
        self.choices = list(choices)
        self.default = default
        super().__init__(**{"required": False, **kwargs})

    def clean(self, value):
        text = super().clean(value) or self.default
        if text and text not in self.choices:
            raise unknown_value(text[:80], self.choices)
        return text


class FlagField(OneChoiceField):
    """`true` or `false`, as programs write them: in any case, or as 1 and 0."""

    def __init__(self, **kwargs):
        super().__init__(choices=["true", "false"], default="false", **kwargs)

    def clean(self, value):
        text = (value or "").strip().lower()
        return super().clean({"1": "true", "0": "false"}.get(text, text)) == "true"


class LimitField(forms.IntegerField):
    """How many rows a page has."""

    def __init__(self):
        text = _("Number of results per page. Default: %(usual)d.") % {"usual": DEFAULT_LIMIT}
        super().__init__(min_value=1, max_value=MAX_LIMIT, required=False, help_text=text)

    def clean(self, value):
        if value and not value.strip().isascii():  # Python reads the digits of every script
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().clean(value) or DEFAULT_LIMIT


class CursorField(forms.CharField):
    """Where a page starts, as `pagination.encode_cursor` writes it."""


class AsOfForm(forms.Form):
    as_of = MomentField(
        end=True,
        required=False,
        help_text=_(
            "Returns the catalogue as it was at the end of a day (2026-03-27, UTC) or at a given "
            "time (2026-03-27T10:00:00Z)."
        ),
    )


class PageForm(forms.Form):
    limit = LimitField()
    cursor = CursorField(
        max_length=200, required=False, help_text=_("Position of the page, taken from `next` in the previous response.")
    )
