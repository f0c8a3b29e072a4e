"""How organisations, the one record type of the kernel, are published and filtered."""

from rest_framework import serializers

from observatory.publishing.facts import AddressFact, ChoiceFact, DateFact
from observatory.publishing.serializers import RecordSerializer
from observatory.records.models import Organisation
from observatory.records.registry import RecordType


class OrganisationFacts(serializers.Serializer):
    organisation_type = ChoiceFact(Organisation.Type)
    founded = DateFact()
    dissolved = DateFact()
    website = AddressFact()


class OrganisationSerializer(RecordSerializer):
    facts = OrganisationFacts(source="*")


ORGANISATION = RecordType(
    model=Organisation,
    prefix="organisations",
    serializer=OrganisationSerializer,
    date="founded",
    classes=("organisation_type",),
)
