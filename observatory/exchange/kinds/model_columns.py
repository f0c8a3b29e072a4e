"""Columns from the fields of a model."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.exchange.columns import (
    ChoiceColumn,
    CodesColumn,
    Column,
    DateColumn,
    DoiColumn,
    FlagColumn,
    NormalColumn,
    NumberColumn,
    Place,
    in_both,
)
from observatory.records.fields import EDTFField
from observatory.records.vocabularies import TERMS_BY_NAME
from observatory.sources.models.identifier_fields import IsbnField, IssnField
from observatory.sources.references.identifiers import find_arxiv

_CODES_HELP = _("Codes or labels, with semicolons between")


def column_of(model: type[models.Model], name: str, place: Place) -> Column:
    """Return the column for a field of a model."""
    field: Any = model._meta.get_field(name)
    held: dict[str, Any] = {"name": name, "label": field.verbose_name, "place": place, "help": field.help_text}
    if isinstance(field, ArrayField):
        known = [(str(code), *in_both(label)) for code, label in field.base_field.flatchoices]
        return CodesColumn(**held | {"help": _CODES_HELP}, known=known)
    if name == "doi":
        return DoiColumn(**held)
    if isinstance(field, IsbnField | IssnField):
        return NormalColumn(**held, normal=field.to_python)
    if name == "arxiv":
        return NormalColumn(**held, normal=lambda text: find_arxiv(text) or text)
    if isinstance(field, EDTFField):
        return DateColumn(**held)
    if field.choices:
        held["help"] = held["help"] or _("A code or label of the list")
        return ChoiceColumn(**held, choices=field.flatchoices)
    if isinstance(field, models.BooleanField):
        return FlagColumn(**held)
    if isinstance(field, models.IntegerField):
        return NumberColumn(**held)
    return Column(**held)


def terms_column(name: str, label: Any) -> CodesColumn:
    """Return the column for a vocabulary, with the terms that the database has now."""
    known = list(TERMS_BY_NAME[name].objects.order_by("code").values_list("code", "label_en", "label_zh_hans"))
    return CodesColumn(name=name, label=label, place=(name, "codes"), help=_CODES_HELP, known=known)
