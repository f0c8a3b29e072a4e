"""The public document of an initiative."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from initiatives.filters import InitiativeFilterSet
from initiatives.models import Initiative
from observatory.publishing.documents.record_document_serializer import RecordDocumentSerializer
from observatory.publishing.facts import AddressFact, ChoiceFact, DateFact, TextFact
from observatory.records.registry import RecordType


class InitiativeFacts(serializers.Serializer):
    initiative_type = ChoiceFact(Initiative.Type)
    launched = DateFact()
    period = DateFact()
    objectives = TextFact()
    participation = TextFact()
    budget_range = ChoiceFact(Initiative.BudgetRange)
    website = AddressFact()


class InitiativeSerializer(RecordDocumentSerializer):
    facts = InitiativeFacts(source="*")


INITIATIVE = RecordType(
    model=Initiative,
    prefix="initiatives",
    serializer=InitiativeSerializer,
    filterset=InitiativeFilterSet,
    date="launched",
    classes=("initiative_type",),
    later=("website",),
    words={(Initiative.Type.EVENT.value, "launched"): _("held")},
    also_entered_as=("platform", "instrument"),
)
