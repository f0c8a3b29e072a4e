"""The record type of organisations, the one of the kernel: its facts, its serializer, how it is published and
filtered.
"""

from rest_framework import serializers

from observatory.publishing.documents.record_document_serializer import RecordDocumentSerializer
from observatory.publishing.facts import AddressFact, ChoiceFact, DateFact
from observatory.records.models import Organisation
from observatory.records.registry import RecordType


class OrganisationFacts(serializers.Serializer):
    organisation_type = ChoiceFact(Organisation.Type)
    founded = DateFact()
    dissolved = DateFact()
    website = AddressFact()


class OrganisationSerializer(RecordDocumentSerializer):
    facts = OrganisationFacts(source="*")


ORGANISATION = RecordType(
    model=Organisation,
    prefix="organisations",
    serializer=OrganisationSerializer,
    date="founded",
    classes=("organisation_type",),
)
