"""Shapes of the API's responses, for the OpenAPI schema."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.serializers import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    IntegerField,
    ListField,
    URLField,
)

from observatory.monitoring.outcomes import Health
from observatory.publishing.document_schema import (
    PartialDate,
    Relation,
    RelationEnd,
    SourceTitle,
    Term,
    Text,
    VersionStamp,
    one_of,
    shape,
    words,
)
from observatory.publishing.models import Version
from observatory.records import registry
from observatory.records.models import Survey as SurveyRow
from observatory.sources.models import Contributor as ContributorRow
from observatory.sources.models import Location as LocationRow
from observatory.sources.models import Source as SourceRow

Shape = type[serializers.Serializer]

LocationHealth = shape(
    "LocationHealth",
    state=one_of(Health),
    since=DateTimeField(allow_null=True),
    checked_at=DateTimeField(allow_null=True),
)
SourceLocation = shape(
    "SourceLocation",
    url=CharField(allow_null=True),
    role=one_of(LocationRow.Role),
    watched=BooleanField,
    retired_at=DateField(allow_null=True),
    note=Text,
    health=LocationHealth,
)
Contributor = shape(
    "Contributor",
    role=one_of(ContributorRow.Role),
    family=words(),
    given=words(),
    literal=words("Name of a body."),
    original=words("The name in its original script."),
)
_SOURCE: dict[str, Any] = {
    "id": CharField,
    "key": CharField,
    "type": one_of(SourceRow.Type),
    "title": SourceTitle,
    "contributors": Contributor(many=True),
    "container_title": words(),
    "publisher": words(),
    "issued": PartialDate(allow_null=True),
    "volume": words(),
    "issue": words(),
    "pages": words(),
    "doi": CharField(allow_null=True),
    "as_printed": words("The entry of the reference list it was taken from."),
    "note": Text,
    "locations": SourceLocation(many=True),
}
CitingRecord = shape(
    "CitingRecord", id=CharField, kind=CharField, title=shape("ShortTitle", en=words(), zh_hans=words()), url=URLField
)
Source = shape("Source", **_SOURCE)
SourceWithRecords = shape(
    "SourceWithRecords",
    **_SOURCE,
    records=CitingRecord(many=True),
    all_records=URLField(help_text="URL of the full list."),
)
WithdrawnObject = shape(
    "WithdrawnObject",
    id=CharField,
    withdrawn_at=DateTimeField,
    merged_into=CharField(required=False, help_text="ID of the record it was merged into."),
)
_NOW = "Current state, not the state at publication."
StatedRelation = type(
    "StatedRelation",
    (Relation,),
    {
        "__doc__": "A relation with the record that states it.",
        "subject": RelationEnd(),
        "withdrawn_object": WithdrawnObject(
            required=False, help_text=f"Only if the object is no longer public. {_NOW}"
        ),
    },
)
VersionSummary = shape(
    "VersionSummary",
    number=IntegerField(min_value=1),
    action=one_of(Version.Action),
    published_at=DateTimeField,
    reason=CharField,
    sha256=words("SHA-256 of the document as canonical JSON (RFC 8785); empty for a withdrawal."),
)


def format_number() -> IntegerField:
    """The member of a version that says in which format its document is."""
    return IntegerField(
        min_value=0,
        allow_null=True,
        help_text="Format of the document, as it was frozen; 0 from before there were numbers, null for a withdrawal."
        " The schema describes the current format.",
    )


Tombstone = shape(
    "Tombstone",
    id=CharField,
    kind=CharField,
    withdrawn_at=DateTimeField,
    reason=CharField,
    merged_into=CharField(required=False, help_text="ID of the record it was merged into."),
)
VocabularyTerm = shape(
    "VocabularyTerm",
    code=CharField,
    en=words(),
    zh_hans=words(),
    parent=CharField(allow_null=True, required=False, help_text="Code of the broader term."),
    edition=CharField(required=False, allow_blank=True, help_text="Edition of the list that the term was taken from."),
    kind=CharField(required=False, help_text="For subtypes only: the record type it belongs to."),
    inverse=shape("InverseLabel", en=words(), zh_hans=words())(
        required=False, help_text="For predicates only: label of the inverse relation."
    ),
)
OfficialTerm = shape(
    "OfficialTerm",
    term=CharField(help_text="As the official body writes it."),
    language=words("BCP 47"),
    note=Text,
    renderings=shape(
        "Rendering",
        text=CharField,
        language=words("BCP 47"),
        source=shape("RenderingSource", id=CharField, key=CharField),
        locator=words("Page, section or paragraph."),
    )(many=True),
)
Survey = shape(
    "Survey",
    jurisdiction=Term,
    theme=Term(allow_null=True, help_text="Theme that was searched for. Null if the search was for a record type."),
    kind=CharField(allow_null=True, help_text="Record type that was searched for. Null if the search was for a theme."),
    outcome=one_of(SurveyRow.Outcome),
    searched_on=DateField,
    note=Text(help_text="Search method: where and how the curator searched."),
    records=URLField(help_text="URL of the records on it that are in the catalogue now."),
)
ProblemError = shape(
    "ProblemError",
    parameter=CharField,
    detail=CharField,
    nearest=CharField(required=False, help_text="Suggested value."),
    allowed=ListField(child=CharField(), required=False),
)
Problem = shape(
    "Problem",
    type=CharField(help_text="URI of the problem type."),
    title=CharField,
    status=IntegerField,
    detail=CharField,
    instance=CharField,
    errors=ProblemError(many=True, required=False),
    id=CharField(required=False, help_text="For withdrawn records only."),
    kind=CharField(required=False, help_text="For withdrawn records only."),
    withdrawn_at=DateTimeField(required=False),
    reason=CharField(required=False, help_text="Why it was withdrawn."),
    nearest=CharField(required=False),
    allowed=ListField(child=CharField(), required=False),
)
RootShape = shape(
    "Root",
    lists=serializers.DictField(child=URLField()),
    files=serializers.DictField(child=URLField(), help_text="URLs of the tables and of the files with all data."),
    licence=shape("Licence", id=CharField(help_text="SPDX identifier."), name=CharField, url=URLField)(
        help_text="Licence of the data."
    ),
    publisher=CharField(allow_null=True),
    contact=CharField(allow_null=True, help_text="A mailto: or https:// address."),
    schema=URLField,
    documentation=URLField,
    problems=serializers.DictField(child=shape("ProblemType", status=IntegerField, title=CharField)()),
)


def frozen(record_type: registry.RecordType) -> Shape:
    """Return the shape of the documents of a type as they are hashed."""
    kind = serializers.ChoiceField([(record_type.kind, record_type.kind)])
    name = record_type.model.__name__
    doc = f"The document of one {record_type.model._meta.verbose_name} as it was published: frozen, and hashed."
    return _FROZEN.setdefault(record_type.kind, type(name, (record_type.serializer,), {"kind": kind, "__doc__": doc}))


def document(record_type: registry.RecordType) -> Shape:
    """Return the shape of the documents of a type as they are served: with the stamp of the version, and a mark on
    records of its relations that were withdrawn since."""
    marks = WithdrawnObject(
        many=True,
        required=False,
        help_text=f"Objects of its relations that are no longer public. Absent if there are none. {_NOW}"
        " Not in `changes/` or the export, which report the withdrawal of these records themselves.",
    )
    doc = f"The document of one {record_type.model._meta.verbose_name} as it was published, and which version it is."
    members = {"__doc__": doc, "version": VersionStamp(), "withdrawn_objects": marks}
    return _DOCUMENTS.setdefault(
        record_type.kind, type(f"{record_type.model.__name__}Document", (frozen(record_type),), members)
    )


_DOCUMENTS: dict[str, Shape] = {}
_FROZEN: dict[str, Shape] = {}


def of_any(shape_of, component: str, **options) -> PolymorphicProxySerializer:
    """Return the union of the shapes of all types, told apart by `kind`."""
    return PolymorphicProxySerializer(
        component_name=component,
        serializers={row.kind: shape_of(row) for row in registry.all_types()},
        resource_type_field_name="kind",
        **options,
    )


def page_of(component: str, rows: Any, **members: Any) -> Shape:
    """Return the shape of one page of a list."""
    following = URLField(allow_null=True, help_text="URL of the next page. Null on the last page.")
    return shape(component, next=following, **members, results=rows)


VersionPage = page_of("VersionPage", VersionSummary(many=True))
