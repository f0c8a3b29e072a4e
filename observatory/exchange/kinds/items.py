"""Columns of the nested tables that stand in one cell: names, identifiers, milestones, contributors, locations."""

from django.utils.translation import gettext_lazy as _

from observatory.exchange.columns import ChoiceColumn, Column, ContributorsColumn, DateColumn, FlagColumn, ItemsColumn
from observatory.records.models import Identifier, Milestone, OtherName
from observatory.sources.models import Contributor, Location

_NOTES = (
    Column(name="note_en", label=_("note"), place=("note", "en")),
    Column(name="note_zh_hans", label=_("note in Chinese"), place=("note", "zh_hans")),
)


def _text(name: str, label) -> Column:
    return Column(name=name, label=label, place=(name,))


def names() -> ItemsColumn:
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


def identifiers() -> ItemsColumn:
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


def milestones() -> ItemsColumn:
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


def contributors() -> ItemsColumn:
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


def locations() -> ItemsColumn:
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
