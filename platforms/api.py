"""The public document of a platform."""

from rest_framework import serializers

from observatory.publishing.documents.record_document_serializer import RecordDocumentSerializer
from observatory.publishing.facts import AddressFact, ChoiceFact, DateFact, PlainFact, TextFact
from observatory.records.registry import RecordType
from platforms.filters import PlatformFilterSet
from platforms.models import Platform


class PlatformFacts(serializers.Serializer):
    platform_type = ChoiceFact(Platform.Type)
    released = DateFact()
    purpose = TextFact()
    openness = ChoiceFact(Platform.Openness)
    licence = PlainFact()
    website = AddressFact()
    repository = AddressFact()


class PlatformSerializer(RecordDocumentSerializer):
    facts = PlatformFacts(source="*")


PLATFORM = RecordType(
    model=Platform,
    prefix="platforms",
    serializer=PlatformSerializer,
    filterset=PlatformFilterSet,
    date="released",
    classes=("platform_type",),
    later=("repository",),
)
