"""Columns for the fields of a model, for vocabularies, and for nested tables in one cell: names, identifiers,
milestones, contributors, locations.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.exchange.list_columns import CodesColumn, ContributorsColumn, ItemsColumn
from observatory.exchange.single_value_columns import (
    ChoiceColumn,
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
from observatory.records.models import Identifier, Milestone, OtherName
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Contributor, Location
from observatory.sources.models.identifier_fields import IsbnField, IssnField
from observatory.text.identifiers import find_arxiv

_NOTES = (
    Column(name="note_en", label=_("note"), place=("note", "en")),
    Column(name="note_zh_hans", label=_("note in Chinese"), place=("note", "zh_hans")),
)


def _text(name: str, label) -> Column:
    return Column(name=name, label=label, place=(name,))


def names_column() -> ItemsColumn:
    """Return the column for the other names of a record, all in one cell."""
    return ItemsColumn(
        name="names",
        label=_("other names"),
        place=("names",),
        help=_("Name | language | type; for example: Plann | en | spelling; 方案 | zh-Hans"),
        parts=(
            _text("name", _("name")),
            _text("language", _("language")),
            ChoiceColumn(name="kind", label=_("type"), place=("kind",), choices=OtherName.Kind.choices),
            *_NOTES,
        ),
    )


def identifiers_column() -> ItemsColumn:
    """Return the column for the identifiers of a record, all in one cell."""
    return ItemsColumn(
        name="identifiers",
        label=_("identifiers"),
        place=("identifiers",),
        help=_("Scheme | value; for example: wikidata | Q42; ror | 05qghxh33"),
        parts=(
            ChoiceColumn(name="scheme", label=_("scheme"), place=("scheme",), choices=Identifier.Scheme.choices),
            _text("value", _("value")),
        ),
    )


def milestones_column() -> ItemsColumn:
    """Return the column for the milestones of a record, all in one cell."""
    return ItemsColumn(
        name="milestones",
        label=_("milestones"),
        place=("milestones",),
        help=_("Type | date | what happened | in Chinese; for example: adopted | 2023-03 | Adopted by the council"),
        parts=(
            ChoiceColumn(name="type", label=_("type"), place=("type",), choices=Milestone.Type.choices),
            DateColumn(name="date", label=_("date"), place=("date",)),
            Column(name="title_en", label=_("what happened"), place=("title", "en")),
            Column(name="title_zh_hans", label=_("what happened, in Chinese"), place=("title", "zh_hans")),
        ),
    )


def contributors_column() -> ItemsColumn:
    """Return the column for the contributors of a source, all in one cell."""
    return ContributorsColumn(
        name="contributors",
        label=_("contributors"),
        place=("contributors",),
        help=_("Persons as “Bi, K.”, bodies by name; or family | given | body | original script | role"),
        parts=(
            *(_text(name, label) for name, label in _PERSON),
            ChoiceColumn(name="role", label=_("role"), place=("role",), choices=Contributor.Role.choices),
        ),
    )


_PERSON = (
    ("family", _("family name")),
    ("given", _("given names")),
    ("literal", _("name of a body")),
    ("original", _("name in the original script")),
)


def locations_column() -> ItemsColumn:
    """Return the column for the locations of a source, all in one cell."""
    return ItemsColumn(
        name="locations",
        label=_("locations"),
        place=("locations",),
        help=_("URL | role | monitored | retired on; for example: https://example.org/plan | mirror"),
        parts=(
            _text("url", _("URL")),
            ChoiceColumn(name="role", label=_("role"), place=("role",), choices=Location.Role.choices),
            FlagColumn(name="monitored", label=_("monitored"), place=("monitored",)),
            _text("retired_at", _("retired")),
            *_NOTES,
        ),
    )


_CODES_HELP = _("Codes or labels, with semicolons between")


def column_of_field(model: type[models.Model], name: str, place: Place) -> Column:
    """Return the column of a table for a field of a model, by the type of the field."""
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
