"""Text fields of the admin that normalise what is typed or pasted."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models

from observatory.text.clean import MAX_CHARACTERS, clean_text


class _Cleaned:
    """Mixin of a form field: applies `observatory.text.clean` first, then the field's own rules."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        if self.max_length is None:  # not as `maxlength`: a browser cuts pasted text silently
            self.validators.append(MaxLengthValidator(MAX_CHARACTERS))

    def to_python(self, value):
        one_line = not isinstance(self.widget, forms.Textarea)
        return super().to_python(clean_text(value, one_line=one_line) if isinstance(value, str) else value)


class CleanCharField(_Cleaned, forms.CharField):
    pass


class CleanSlugField(_Cleaned, forms.SlugField):
    pass


class CleanURLField(_Cleaned, forms.URLField):
    def __init__(self, **kwargs):
        super().__init__(**{"assume_scheme": "https"} | kwargs)


# The subclasses first: they are CharFields too.
_FORM_FIELDS = {
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
