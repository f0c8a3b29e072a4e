"""Kinds of facts: the statements that are particular to a type of record, such as a date, a choice or an amount.

A kind of fact is one class and knows everything about its facts (`base.Fact`). A type of record names its facts in a
serializer (`initiatives/api.py`). Whoever meets a value in a document asks the class, which `fact_of` finds.
docs/facts.md says how to add a kind.
"""

from observatory.publishing.facts.base import Fact, Words
from observatory.publishing.facts.kinds import (
    AddressFact,
    AmountFact,
    ChoiceFact,
    ChoicesFact,
    DateFact,
    FlagFact,
    NumberFact,
    PlainFact,
    TextFact,
)
from observatory.publishing.facts.lookup import fact_of
from observatory.publishing.facts.values import date_document, labels, text_document

__all__ = [
    "AddressFact",
    "AmountFact",
    "ChoiceFact",
    "ChoicesFact",
    "DateFact",
    "Fact",
    "FlagFact",
    "NumberFact",
    "PlainFact",
    "TextFact",
    "Words",
    "date_document",
    "fact_of",
    "labels",
    "text_document",
]
