"""The public documents of governance bodies and of instruments."""

from rest_framework import serializers

from governance.filters import BodyFilterSet, InstrumentFilterSet
from governance.models import Body, Instrument
from observatory.publishing.documents.record_document_serializer import RecordDocumentSerializer
from observatory.publishing.facts import AddressFact, ChoiceFact, ChoicesFact, DateFact, TextFact
from observatory.records.models import Organisation
from observatory.records.registry import RecordType


class BodyFacts(serializers.Serializer):
    body_type = ChoiceFact(Body.Type)
    organisation_type = ChoiceFact(Organisation.Type)
    mandate = TextFact()
    composition = ChoicesFact(Body.Composition)
    founded = DateFact()
    dissolved = DateFact()
    website = AddressFact()


class BodySerializer(RecordDocumentSerializer):
    facts = BodyFacts(source="*")


class InstrumentFacts(serializers.Serializer):
    instrument_type = ChoiceFact(Instrument.Type)
    issued = DateFact()
    in_force = DateFact()
    repealed = DateFact()
    legal_force = ChoiceFact(Instrument.LegalForce)
    scope = TextFact()


class InstrumentSerializer(RecordDocumentSerializer):
    facts = InstrumentFacts(source="*")


BODY = RecordType(
    model=Body,
    prefix="bodies",
    serializer=BodySerializer,
    filterset=BodyFilterSet,
    date="founded",
    classes=("body_type", "organisation_type"),
)
INSTRUMENT = RecordType(
    model=Instrument,
    prefix="instruments",
    serializer=InstrumentSerializer,
    filterset=InstrumentFilterSet,
    date="issued",
    classes=("instrument_type",),
)
