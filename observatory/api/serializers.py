"""Serializers of the API's answers: from them the answers are made, and the OpenAPI schema is derived.

The documents of records were made when they were published (`publishing.documents.record_documents`) and are answered
as stored; the serializers of documents, relations and changes only describe them.
"""

from collections.abc import Callable
from functools import cache, cached_property
from operator import attrgetter
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field, extend_schema_serializer
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
from observatory.public.links import absolute_url, api_path
from observatory.public.location_health import health_document
from observatory.public.vocabulary_terms import VOCABULARIES
from observatory.publishing.document_schema import (
    PartialDate,
    Relation,
    RelationEnd,
    SourceTitle,
    Term,
    Text,
    VersionStamp,
    one_of,
    part_schema,
    words,
)
from observatory.publishing.documents.evidence_status import EvidenceState
from observatory.publishing.documents.record_documents import source_title
from observatory.publishing.facts import date_document, text_document
from observatory.publishing.models import Version
from observatory.records import registry
from observatory.records.models import Survey
from observatory.records.url_validation import is_public_url
from observatory.sources.models import Contributor, Location, Source

SerializerClass = type[serializers.Serializer]


class FunctionField(serializers.Field):
    """A value that `read` makes of the whole row; `described` is the field or serializer that describes it."""

    def __init__(self, read: Callable[[Any], Any], described: Any):
        super().__init__(source="*")
        self.read = read
        extend_schema_field(described)(self)

    def to_representation(self, value: Any) -> Any:
        return self.read(value)


class RowSerializer(serializers.Serializer):
    """A serializer of model instances. It reads their attributes; DRF's own also looks for mappings and callables at
    each, which takes half as long again as all the rest of a list of sources."""

    @cached_property
    def _readers(self) -> list[tuple[str, Callable[[Any], Any]]]:
        return [(name, _reader(field)) for name, field in self.fields.items()]

    def to_representation(self, row: Any) -> dict[str, Any]:
        return {name: read(row) for name, read in self._readers}


def _reader(field: serializers.Field) -> Callable[[Any], Any]:
    if isinstance(field, FunctionField):
        return field.read
    get, represent = attrgetter(field.source), field.to_representation
    return lambda row: None if (value := get(row)) is None else represent(value)


@cache
def reused_serializer(serializer_class: SerializerClass) -> serializers.Serializer:
    """Return the one serializer of a class that this process reads with: to make one takes half a millisecond."""
    return serializer_class()


def bilingual_field(name: str, **options: Any) -> FunctionField:
    """Return the field for a pair of columns, `NAME_en` and `NAME_zh_hans`."""
    return FunctionField(lambda row: text_document(row, name), Text(**options))


def vocabulary_field(name: str, **options: Any) -> FunctionField:
    """Return the serializer field for a foreign key to a vocabulary."""

    def read(row: Any) -> dict[str, str] | None:
        value = getattr(row, name)
        return {"code": value.code, **text_document(value, "label")} if value else None

    return FunctionField(read, Term(**options))


# --- Sources ---

LocationHealth = part_schema(
    "LocationHealth",
    state=one_of(Health),
    since=DateTimeField(allow_null=True),
    checked_at=DateTimeField(allow_null=True),
)


class SourceLocationSerializer(RowSerializer):
    url = FunctionField(lambda row: row.url if is_public_url(row.url) else None, CharField(allow_null=True))
    role = one_of(Location.Role)
    watched = BooleanField(source="monitored")
    retired_at = DateField(allow_null=True)
    note = bilingual_field("note")
    health = FunctionField(health_document, LocationHealth)


class ContributorSerializer(RowSerializer):
    role = one_of(Contributor.Role)
    family = words()
    given = words()
    literal = words("Name of a body.")
    original = words("The name in its original script.")


class SourceSerializer(RowSerializer):
    # Of the content of a source (`SourceContent`), with the watches of its locations.
    id = CharField(source="public_id")
    key = CharField()
    type = one_of(Source.Type)
    title = FunctionField(source_title, SourceTitle)
    contributors = ContributorSerializer(many=True)
    container_title = words()
    publisher = words()
    issued = FunctionField(lambda row: date_document(row.issued), PartialDate(allow_null=True))
    volume = words()
    issue = words()
    pages = words()
    doi = FunctionField(lambda row: row.doi or None, CharField(allow_null=True))
    isbn = FunctionField(lambda row: row.isbn or None, CharField(allow_null=True, help_text="13 digits."))
    issn = FunctionField(lambda row: row.issn or None, CharField(allow_null=True, help_text="Of the periodical."))
    arxiv = FunctionField(lambda row: row.arxiv or None, CharField(allow_null=True, help_text="Without version."))
    number = FunctionField(
        lambda row: row.number or None,
        CharField(allow_null=True, help_text="Number of a report, a standard, a patent or a law."),
    )
    as_printed = words("The entry of the reference list it was taken from.")
    note = bilingual_field("note")
    locations = SourceLocationSerializer(source="places", many=True)


class CitingRecordSerializer(RowSerializer):
    id = CharField(source="public_id")
    kind = CharField()
    title = FunctionField(
        lambda row: text_document(row, "title"), part_schema("ShortTitle", en=words(), zh_hans=words())
    )
    url = FunctionField(lambda row: absolute_url(api_path(row.kind, row.public_id)), URLField())


class SourceWithRecordsSerializer(SourceSerializer):
    # `citing` are entries, set by the view.
    records = CitingRecordSerializer(source="citing", many=True)
    all_records = FunctionField(
        lambda row: absolute_url(f"/api/v1/records/?source={row.public_id}"),
        URLField(help_text="URL of the full list."),
    )


# --- Official terms and surveys ---


class RenderingSourceSerializer(RowSerializer):
    id = CharField(source="public_id")
    key = CharField()


class RenderingSerializer(RowSerializer):
    text = CharField()
    language = words("BCP 47")
    source = RenderingSourceSerializer()
    locator = words("Page, section or paragraph.")


class OfficialTermSerializer(RowSerializer):
    term = CharField(help_text="As the official body writes it.")
    language = words("BCP 47")
    note = bilingual_field("note")
    renderings = RenderingSerializer(many=True)


class SurveySerializer(RowSerializer):
    jurisdiction = vocabulary_field("jurisdiction")
    theme = vocabulary_field(
        "theme", allow_null=True, help_text="Theme that was searched for. Null if the search was for a record type."
    )
    kind = FunctionField(
        lambda row: row.kind or None,
        CharField(allow_null=True, help_text="Record type that was searched for. Null if the search was for a theme."),
    )
    outcome = one_of(Survey.Outcome)
    searched_on = DateField()
    note = bilingual_field("note", help_text="Search method: where and how the curator searched.")
    records = FunctionField(
        lambda row: absolute_url(f"/api/v1/records/?jurisdiction={row.jurisdiction.code}&{_subject(row)}"),
        URLField(help_text="URL of the records on it that are in the catalogue now."),
    )


def _subject(row: Survey) -> str:
    return f"theme={row.theme.code}" if row.theme else f"kind={row.kind}"


# --- Records ---

WithdrawnObject = part_schema(
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


class VersionSummarySerializer(serializers.Serializer):
    number = IntegerField(min_value=1)
    action = one_of(Version.Action)
    published_at = DateTimeField(format=None)  # as documents have it
    reason = CharField()
    sha256 = words("SHA-256 of the document as canonical JSON (RFC 8785); empty for a withdrawal.")


Tombstone = part_schema(
    "Tombstone",
    id=CharField,
    kind=CharField,
    withdrawn_at=DateTimeField,
    reason=CharField,
    merged_into=CharField(required=False, help_text="ID of the record it was merged into."),
)
VocabularyTerm = part_schema(
    "VocabularyTerm",
    code=CharField,
    en=words(),
    zh_hans=words(),
    parent=CharField(allow_null=True, required=False, help_text="Code of the broader term."),
    edition=CharField(required=False, allow_blank=True, help_text="Edition of the list that the term was taken from."),
    kind=CharField(required=False, help_text="For subtypes only: the record type it belongs to."),
    inverse=part_schema("InverseLabel", en=words(), zh_hans=words())(
        required=False, help_text="For predicates only: label of the inverse relation."
    ),
)


def all_vocabularies() -> SerializerClass:
    """Return what describes all vocabularies by name: the list is one object, no list of them."""
    terms = {name: VocabularyTerm(many=True) for name in VOCABULARIES}
    return extend_schema_serializer(many=False)(part_schema("Vocabularies", **terms))


ProblemError = part_schema(
    "ProblemError",
    parameter=CharField,
    detail=CharField,
    nearest=CharField(required=False, help_text="Suggested value."),
    allowed=ListField(child=CharField(), required=False),
)
Problem = part_schema(
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
Root = part_schema(
    "Root",
    lists=serializers.DictField(child=URLField()),
    files=serializers.DictField(child=URLField(), help_text="URLs of the tables and of the files with all data."),
    licence=part_schema("Licence", id=CharField(help_text="SPDX identifier."), name=CharField, url=URLField)(
        help_text="Licence of the data."
    ),
    publisher=CharField(allow_null=True),
    contact=CharField(allow_null=True, help_text="A mailto: or https:// address."),
    schema=URLField,
    documentation=URLField,
    problems=serializers.DictField(child=part_schema("ProblemType", status=IntegerField, title=CharField)()),
)


_FROZEN: dict[str, SerializerClass] = {}
_DOCUMENTS: dict[str, SerializerClass] = {}


def _frozen_document_serializer(record_type: registry.RecordType) -> SerializerClass:
    """Return the serializer that describes the documents of a type as they are hashed."""
    name = record_type.model._meta.verbose_name
    members = {
        "__doc__": f"The document of one {name} as it was published: frozen, and hashed.",
        "kind": serializers.ChoiceField([(record_type.kind, record_type.kind)]),
        "evidence_state": one_of(
            EvidenceState, required=False, help_text="Absent in versions from before it was introduced."
        ),
    }
    return _FROZEN.setdefault(record_type.kind, type(record_type.model.__name__, (record_type.serializer,), members))


def _answered_document_serializer(record_type: registry.RecordType) -> SerializerClass:
    """Return the serializer that describes the documents of a type as they are answered: with their version, and with
    the objects of their relations that were withdrawn since."""
    withdrawn = WithdrawnObject(
        many=True,
        required=False,
        help_text=f"Objects of its relations that are no longer public. Absent if there are none. {_NOW}"
        " Not in `changes/` or the export, which report the withdrawal of these records themselves.",
    )
    doc = f"The document of one {record_type.model._meta.verbose_name} as it was published, and which version it is."
    members = {"__doc__": doc, "version": VersionStamp(), "withdrawn_objects": withdrawn}
    return _DOCUMENTS.setdefault(
        record_type.kind,
        type(f"{record_type.model.__name__}Document", (_frozen_document_serializer(record_type),), members),
    )


def _union_of_types(serializer_of, component: str, **options) -> PolymorphicProxySerializer:
    """Return the union of the serializers of all types; `kind` says which it is."""
    return PolymorphicProxySerializer(
        component_name=component,
        serializers={row.kind: serializer_of(row) for row in registry.all_types()},
        resource_type_field_name="kind",
        **options,
    )


def document_serializer(record_type: registry.RecordType | None) -> Any:
    """Return what describes the documents of a type, or of all types."""
    return (
        _answered_document_serializer(record_type)
        if record_type
        else _union_of_types(_answered_document_serializer, "AnyDocument")
    )


def version_serializer(record_type: registry.RecordType | None) -> SerializerClass:
    """Return the serializer that describes one version with its document."""
    name = f"{record_type.model.__name__}Version" if record_type else "AnyVersion"
    frozen = _frozen_document_serializer(record_type)(allow_null=True) if record_type else None
    frozen = frozen or _union_of_types(_frozen_document_serializer, "AnyFrozenDocument", allow_null=True)
    members = {"format": _format_number_field(), "document": frozen}
    return type(name, (VersionSummarySerializer,), members)


def _format_number_field() -> IntegerField:
    return IntegerField(
        min_value=0,
        allow_null=True,
        help_text="Format of the document, as it was frozen; 0 from before there were numbers, null for a withdrawal."
        " The schema describes the current format.",
    )


def document_or_tombstone_serializer() -> PolymorphicProxySerializer:
    """Return the serializer that describes a row of the changes: a document, or the tombstone of a record that was
    withdrawn."""
    return PolymorphicProxySerializer(
        component_name="Change",
        serializers=[*(_answered_document_serializer(row) for row in registry.all_types()), Tombstone],
        resource_type_field_name=None,
    )
