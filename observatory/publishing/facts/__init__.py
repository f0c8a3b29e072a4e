"""Kinds of facts: the statements that are particular to a type of record, such as a date, a choice or an amount.

A kind of fact is one class and knows everything about its facts (`fact_base.Fact`). A type of record names its facts in
a serializer (`initiatives/api.py`). Whoever meets a value in a document asks the class, which `fact_of_document` finds.
docs/facts.md says how to add a kind.
"""

from observatory.publishing.facts.document_values import date_document, labels_of_choice, text_document
from observatory.publishing.facts.fact_base import Fact, Words, fact_of_document
from observatory.publishing.facts.fact_kinds import (
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
    "fact_of_document",
    "labels_of_choice",
    "text_document",
]
