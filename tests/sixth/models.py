"""A sixth type of record, as a package of its own would bring it: funding calls, with a number and a flag as facts.

Its model stands outside of the registry of models, so that no other test meets a table that is not there.
"""

from collections import defaultdict

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import models
from rest_framework import serializers

from observatory.publishing.facts import ChoiceFact, DateFact, FlagFact, NumberFact, TextFact
from observatory.publishing.serializers import RecordSerializer
from observatory.records.fields import EDTFField
from observatory.records.models import Record
from observatory.records.registry import RecordType

_apart = Apps()
_apart.all_models = defaultdict(dict, {label: dict(known) for label, known in installed.all_models.items()})


class Call(Record):
    KIND = "call"

    class Type(models.TextChoices):
        OPEN = "open", "open call"
        INVITED = "invited", "invited call"

    class Rounds(models.IntegerChoices):
        NONE = 0, "without rounds"
        SEVERAL = 1, "in rounds"

    call_type = models.CharField("type of call", max_length=7, choices=Type)
    opened = EDTFField("opened")
    amount = models.IntegerField("amount", null=True, blank=True)
    renewable = models.BooleanField("renewable", null=True, blank=True)
    rounds = models.IntegerField("rounds", choices=Rounds, null=True, blank=True)
    conditions_en = models.TextField("conditions", blank=True)
    conditions_zh_hans = models.TextField("conditions, in Chinese", blank=True)

    class Meta:
        apps = _apart
        app_label = "sixth"
        verbose_name = "call"
        verbose_name_plural = "calls"


class CallFacts(serializers.Serializer):
    call_type = ChoiceFact(Call.Type)
    opened = DateFact()
    amount = NumberFact()
    renewable = FlagFact()
    rounds = ChoiceFact(Call.Rounds)
    conditions = TextFact()


class CallSerializer(RecordSerializer):
    facts = CallFacts(source="*")


CALL = RecordType(
    model=Call,
    prefix="calls",
    serializer=CallSerializer,
    facts=tuple(CallFacts().fields),
    date="opened",
    classes=("call_type",),
)
