"""Fields for the identifiers of a source that have a form and check digits. They are stored in one form, however they
are typed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.text.identifiers import find_isbn, find_issn

_LONGEST_TYPED = 40


def validate_isbn(value: str) -> None:
    """Raise `ValidationError` unless `value` is an ISBN of 10 or 13 digits with its check digit."""
    if not find_isbn(value):
        message = _(
            "“%(value)s” is not an ISBN: 10 or 13 digits, the last one a check digit. Compare it with the book."
        )
        raise ValidationError(message, code="isbn", params={"value": value})


def validate_issn(value: str) -> None:
    """Raise `ValidationError` unless `value` is an ISSN with its check digit."""
    if not find_issn(value):
        message = _(
            "“%(value)s” is not an ISSN: 8 digits such as 0028-0836, the last one a check digit. Compare it with the"
            " journal."
        )
        raise ValidationError(message, code="issn", params={"value": value})


class _StandardNumberField(models.CharField):
    find = staticmethod(lambda text: text)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": _LONGEST_TYPED, "blank": True} | kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        return (self.find(text) or text) if text else text


class IsbnField(_StandardNumberField):
    """An ISBN, stored as its 13 digits; typed with 10 digits, with hyphens or with spaces too."""

    description = "ISBN"
    default_validators = [validate_isbn]
    find = staticmethod(find_isbn)


class IssnField(_StandardNumberField):
    """An ISSN, stored as it is printed: 0028-0836."""

    description = "ISSN"
    default_validators = [validate_issn]
    find = staticmethod(find_issn)
