"""A sixth type of record, as a package of its own would bring it: funding calls, with a number, a flag and an amount of
money as facts, and one of a kind that the package brings itself.

Its model stands outside of the registry of models, so that no other test meets a table that is not there.
"""

from collections import defaultdict

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from observatory.publishing.document_schema import part_schema
from observatory.publishing.documents.record_document_serializer import RecordDocumentSerializer
from observatory.publishing.facts import AmountFact, ChoiceFact, DateFact, Fact, FlagFact, NumberFact, TextFact, Words
from observatory.publishing.table_columns import Column
from observatory.records.fields import CurrencyField, EDTFField, amount_constraint
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
    budget = models.BigIntegerField("budget", null=True, blank=True)
    budget_currency = CurrencyField("currency of the budget")
    share = models.IntegerField("share", null=True, blank=True)
    renewable = models.BooleanField("renewable", null=True, blank=True)
    rounds = models.IntegerField("rounds", choices=Rounds, null=True, blank=True)
    conditions_en = models.TextField("conditions", blank=True)
    conditions_zh_hans = models.TextField("conditions, in Chinese", blank=True)

    class Meta:
        apps = _apart
        app_label = "sixth"
        verbose_name = "call"
        verbose_name_plural = "calls"
        constraints = [amount_constraint("budget", "call_budget_with_currency")]


@extend_schema_field(part_schema("Share", percent=serializers.IntegerField)(allow_null=True))
class ShareFact(Fact):
    """A kind of fact of the package's own: a part of a hundred, as `{"percent": 12}`."""

    document_type = dict

    def to_representation(self, record):
        value = getattr(record, self.name)
        return None if value is None else {"percent": value}

    def words(self, value):
        return [Words(pair={"en": f"{value['percent']} per cent", "zh-hans": f"百分之{value['percent']}"})]

    def stated(self, value):
        return f"{value['percent']}%"

    def search_texts(self, value):
        return [f"{value['percent']} per cent"]

    def cell(self, value):
        return value["percent"]

    def table_columns(self, meaning, read):
        return [Column(f"{self.name}_percent", meaning, lambda row: (read(row) or {}).get("percent"))]


class CallFacts(serializers.Serializer):
    call_type = ChoiceFact(Call.Type)
    opened = DateFact()
    amount = NumberFact()
    budget = AmountFact()
    share = ShareFact()
    renewable = FlagFact()
    rounds = ChoiceFact(Call.Rounds)
    conditions = TextFact()


class CallSerializer(RecordDocumentSerializer):
    facts = CallFacts(source="*")


CALL = RecordType(
    model=Call,
    prefix="calls",
    serializer=CallSerializer,
    date="opened",
    classes=("call_type",),
)
