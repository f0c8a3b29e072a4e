"""The serializer that builds the public document of a working record, with its citations, terms and relations.

It runs once a publication, never at read time. Types subclass `RecordDocumentSerializer` and name their own statements
as the field `facts`; see `initiatives/api.py`.
"""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField

from observatory.publishing import document_schema
from observatory.publishing.documents.document_format import FORMAT
from observatory.publishing.documents.document_statements import state_of
from observatory.publishing.documents.evidence_status import EvidenceState, statement_disagreement
from observatory.publishing.documents.record_documents import citation_document, record_title
from observatory.publishing.facts import date_document, labels_of_choice, text_document
from observatory.records import registry
from observatory.records.predicates import Predicate


def _terms(terms) -> list[dict[str, str]]:
    return [{"code": term.code, **text_document(term, "label")} for term in sorted(terms, key=lambda term: term.code)]


class DerivedField(serializers.ChoiceField):
    """A word out of a closed list that is worked out of the other parts, once they are there."""

    def __init__(self, words):
        super().__init__([(value, value) for value in words.values], read_only=True)

    def get_attribute(self, record):
        raise SkipField


class RecordDocumentSerializer(serializers.Serializer):
    """Builds the document of one working record.

    In: a record of the type itself with `record_documents.RELATED` prefetched; `context["public"]` is the set of ids of
    records that are public, relations to others are left out. Out: a dict of JSON values, the same for
    the same content (no clock, no random, lists in a fixed order).
    """

    format = serializers.SerializerMethodField()
    id = serializers.CharField(source="public_id")
    kind = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    names = serializers.SerializerMethodField()
    identifiers = serializers.SerializerMethodField()
    jurisdictions = serializers.SerializerMethodField()
    themes = serializers.SerializerMethodField()
    instrument_types = serializers.SerializerMethodField()
    fields_of_science = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    evidence_state = DerivedField(EvidenceState)
    disagreements = serializers.SerializerMethodField()
    milestones = serializers.SerializerMethodField()
    relations = serializers.SerializerMethodField()

    def to_representation(self, record) -> dict:
        document = super().to_representation(record)
        return document | {"evidence_state": state_of(document)}

    @extend_schema_field(serializers.IntegerField(min_value=1))
    def get_format(self, record) -> int:
        """Number of the format of the document; missing in documents published before there were numbers."""
        return FORMAT

    @extend_schema_field(document_schema.Title)
    def get_title(self, record) -> dict:
        return record_title(record)

    @extend_schema_field(document_schema.Text)
    def get_summary(self, record) -> dict:
        return text_document(record, "summary")

    @extend_schema_field(document_schema.OtherName(many=True))
    def get_names(self, record) -> list:
        return [
            {"name": row.name, "language": row.language, "kind": row.kind, "note": text_document(row, "note")}
            for row in record.other_names.all()
        ]

    @extend_schema_field(document_schema.Identifier(many=True))
    def get_identifiers(self, record) -> list:
        return [{"scheme": row.scheme, "value": row.value} for row in record.identifiers.all()]

    @extend_schema_field(document_schema.Term(many=True))
    def get_jurisdictions(self, record) -> list:
        return _terms(record.jurisdictions.all())

    @extend_schema_field(document_schema.Term(many=True))
    def get_themes(self, record) -> list:
        return _terms(record.themes.all())

    @extend_schema_field(document_schema.Term(many=True))
    def get_instrument_types(self, record) -> list:
        return _terms(record.instrument_types.all())

    @extend_schema_field(document_schema.Term(many=True))
    def get_fields_of_science(self, record) -> list:
        return _terms(record.fields.all())

    @extend_schema_field(serializers.DictField(child=document_schema.Citation(many=True)))
    def get_evidence(self, record) -> dict:
        """Citations by field name, in the order in which curators entered them."""
        evidence: dict[str, list] = {}
        for citation in record.citations.all():
            if citation.field:
                evidence.setdefault(citation.field, []).append(citation_document(citation))
        return evidence

    @extend_schema_field(serializers.DictField(child=document_schema.Reading(many=True)))
    def get_disagreements(self, record) -> dict:
        """Readings by field name, for the fields whose sources state different values."""
        evidence = self.get_evidence(record)
        found = {
            field: statement_disagreement(rows) for field, rows in evidence.items() if field not in registry.LISTED
        }
        return {field: readings for field, readings in found.items() if readings}

    @extend_schema_field(document_schema.Milestone(many=True))
    def get_milestones(self, record) -> list:
        return [
            {
                "type": {"value": row.type, **labels_of_choice(row.Type(row.type))},
                "date": date_document(row.date),
                "title": text_document(row, "title"),
                **self._evidence_of(record, "milestone_id", row.pk),
            }
            for row in record.milestones.all()
        ]

    @extend_schema_field(document_schema.Relation(many=True))
    def get_relations(self, record) -> list:
        return [
            {
                "predicate": {"value": row.predicate, **labels_of_choice(Predicate(row.predicate))},
                "role": row.role or None,
                "date": date_document(row.date),
                "note": text_document(row, "note"),
                "object": {
                    "id": row.object.public_id,
                    "kind": row.object.kind,
                    "title": record_title(row.object),
                },
                **self._evidence_of(record, "relation_id", row.pk),
            }
            for row in record.relations.all()
            if row.object_id in self.context["public"]
        ]

    def _evidence_of(self, record, column: str, pk: int) -> dict:
        citations = [citation_document(row) for row in record.citations.all() if getattr(row, column) == pk]
        return {"evidence": citations, "disagreement": statement_disagreement(citations)}
