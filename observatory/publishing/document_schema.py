"""Shapes of the parts of a public document, for the OpenAPI schema only."""

from typing import Any

from rest_framework import serializers
from rest_framework.serializers import CharField, DateField, DateTimeField, IntegerField

from observatory.records.models import Identifier as IdentifierRow
from observatory.records.models import OtherName as OtherNameRow
from observatory.records.models import Relation as RelationRow
from observatory.sources.models import Citation as CitationRow
from observatory.sources.models import Source as SourceRow


def part_schema(component: str, /, **fields: Any) -> type[serializers.Serializer]:
    """Return a serializer class whose component has that name; a field called `zh_hans` is `zh-hans`."""
    members = {
        "from" if key == "from_" else key.replace("zh_hans", "zh-hans"): field() if isinstance(field, type) else field
        for key, field in fields.items()
    }
    return type(component, (serializers.Serializer,), members)


def words(help_text: str = "") -> CharField:
    return CharField(help_text=help_text, allow_blank=True)


def one_of(choices, **options) -> serializers.ChoiceField:
    """A closed list told by its codes: labels belong to the vocabularies."""
    return serializers.ChoiceField([(value, value) for value in choices.values], **options)


Text = part_schema("Text", en=words(), zh_hans=words())
Title = part_schema(
    "Title",
    en=words(),
    zh_hans=words(),
    original=words("Exactly as its author writes it."),
    original_language=words("BCP 47"),
)
Term = part_schema("Term", code=CharField, en=words(), zh_hans=words())
Choice = part_schema("Choice", value=CharField, en=words(), zh_hans=words())
PartialDate = part_schema(
    "PartialDate",
    value=CharField(
        help_text="EDTF: a year, month, day or interval, open (2022/..), approximate (2019~) or uncertain (2020?)."
    ),
    from_=DateField(allow_null=True, help_text="Earliest possible day; null if the start is open."),
    to=DateField(allow_null=True, help_text="Latest possible day; null if the end is open."),
)
Amount = part_schema(
    "Amount",
    value=IntegerField(min_value=0, help_text="Whole units of the currency."),
    currency=CharField(help_text="ISO 4217."),
)
OtherName = part_schema(
    "OtherName", name=CharField, language=words("BCP 47"), kind=one_of(OtherNameRow.Kind), note=Text
)
Identifier = part_schema("Identifier", scheme=one_of(IdentifierRow.Scheme), value=CharField)
SourceTitle = part_schema("SourceTitle", en=words(), zh_hans=words(), original=words(), language=words("BCP 47"))
CitedSource = part_schema(
    "CitedSource",
    id=CharField,
    key=CharField,
    title=SourceTitle,
    standing=one_of(
        SourceRow.Standing,
        allow_blank=True,
        help_text="Whether it is a primary source; empty in versions from before that was recorded.",
    ),
)
Citation = part_schema(
    "Citation",
    id=words("Permanent ID of the citation; empty in versions published before there were any."),
    source=CitedSource,
    url=CharField(allow_null=True, help_text="Where it was read."),
    stated_value=words("Value given by this source. Empty if it gives none."),
    locator=words("Page, section or paragraph."),
    quote=words("The passage, word for word."),
    quote_language=words("BCP 47"),
    prefix=words("Text before the passage (W3C TextQuoteSelector)."),
    suffix=words("Text after the passage."),
    quoted_from=words("SHA-256 of the body that the passage was taken from; empty if it is not known."),
    verdict=one_of(CitationRow.Verdict, help_text="Curator's verdict on whether the source supports the statement."),
    basis=one_of(CitationRow.Basis, allow_blank=True, help_text="What the verdict rests on; empty without a verdict."),
    note=Text,
    checked_on=DateField(allow_null=True),
)
Reading = part_schema(
    "Reading",
    value=CharField(help_text="One of the differing values."),
    citations=serializers.ListField(
        child=IntegerField(min_value=0), help_text="Indexes into the statement's list of citations."
    ),
)


def readings() -> serializers.BaseSerializer:
    return Reading(many=True, allow_null=True, help_text="Two or more when the sources disagree, else null.")


Milestone = part_schema(
    "Milestone",
    type=Choice,
    date=PartialDate(allow_null=True),
    title=Text,
    evidence=Citation(many=True),
    disagreement=readings(),
)
RelationEnd = part_schema("RelationEnd", id=CharField, kind=CharField, title=Title)
Relation = part_schema(
    "Relation",
    predicate=Choice,
    role=one_of(RelationRow.Role, allow_null=True),
    date=PartialDate(allow_null=True),
    note=Text,
    object=RelationEnd,
    evidence=Citation(many=True),
    disagreement=readings(),
)
VersionStamp = part_schema(
    "VersionStamp",
    number=IntegerField(min_value=1),
    published_at=DateTimeField,
    sha256=CharField(help_text="SHA-256 of the document without `version`, as canonical JSON (RFC 8785)."),
)
