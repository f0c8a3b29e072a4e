"""Form fields of the admin that clean what is typed or pasted: text, dates, slugs, URLs."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models

from observatory.records.edtf import InvalidDate
from observatory.records.fields import EDTFField, invalid_date
from observatory.records.typed_dates import read_date
from observatory.text.input_cleaning import MAX_CHARACTERS, clean_text


class _Cleaned:
    """Mixin of a form field: applies `observatory.text.input_cleaning` first, then the field's own rules."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        if self.max_length is None:  # not as `maxlength`: a browser cuts pasted text silently
            self.validators.append(MaxLengthValidator(MAX_CHARACTERS))

    def to_python(self, value):
        one_line = not isinstance(self.widget, forms.Textarea)
        return super().to_python(clean_text(value, one_line=one_line) if isinstance(value, str) else value)


class CleanCharField(_Cleaned, forms.CharField):
    pass


class DateField(CleanCharField):
    """An EDTF date; takes dates as people write them, too ("March 2026", "2022–2025")."""

    def to_python(self, value):
        """Return the EDTF date that was typed or pasted into the form."""
        text = super().to_python(value)
        try:
            return read_date(text).strip()
        except InvalidDate:
            raise invalid_date(text) from None


class CleanSlugField(_Cleaned, forms.SlugField):
    pass


class CleanURLField(_Cleaned, forms.URLField):
    def __init__(self, **kwargs):
        super().__init__(**{"assume_scheme": "https"} | kwargs)


# The subclasses first: they are CharFields too.
_FORM_FIELDS = {
    EDTFField: DateField,
    models.SlugField: CleanSlugField,
    models.URLField: CleanURLField,
    models.CharField: CleanCharField,
    models.TextField: CleanCharField,
}


class CleanText:
    """For an admin or an inline: all its text fields normalise their input."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        form_class = next((found for kind, found in _FORM_FIELDS.items() if isinstance(db_field, kind)), None)
        return super().formfield_for_dbfield(
            db_field, request, **({"form_class": form_class} if form_class else {}) | kwargs
        )
