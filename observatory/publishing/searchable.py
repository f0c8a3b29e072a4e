"""The search vector of an entry: English stems and Chinese bigrams, weighted by where they stand.

Weights: A titles, B other names and identifiers, C summary, D statements, notes and quotes.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from observatory.text.bigrams import bigrams
from observatory.text.normal import HAN
from observatory.text.stems import stems

# PostgreSQL keeps 256 positions a lexeme and none above 16,383; a vector has at most 1 MB.
_MOST_TERMS = 16_000
_LONGEST_TERM = 200
_RUN = re.compile(f"[{HAN}]+|[^{HAN}]+")


def terms(text: str) -> list[str]:
    """Return the index terms of a text in its order, so that neighbours in the text are neighbours here."""
    found: list[str] = []
    for run in _RUN.findall(text):
        found += bigrams(run) or stems(run)
    return [term for term in found if len(term) <= _LONGEST_TERM]


def passages(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of a document that search should find it by, with its weight."""
    title = document["title"]
    yield from (("A", title[part]) for part in ("en", "zh-hans", "original"))
    yield from (("B", row["name"]) for row in document["names"])
    yield from (("B", row["value"]) for row in document["identifiers"])
    yield from (("C", text) for text in document["summary"].values())
    yield from (("D", text) for text in _texts(document["facts"]))
    yield from (("D", text) for row in document["milestones"] for text in row["title"].values())
    for row in document["relations"]:
        yield from (("D", text) for text in (row["object"]["title"]["en"], row["object"]["title"]["zh-hans"]))


def _texts(facts: dict[str, Any]) -> Iterator[str]:
    for fact in facts.values():
        if isinstance(fact, dict) and "en" in fact:
            yield from (fact["en"], fact["zh-hans"])


def lexemes(document: dict[str, Any]) -> str:
    """Return the vector as PostgreSQL writes it: `'term':1A,7D …`. A gap keeps phrases within a passage."""
    places: dict[str, list[str]] = {}
    position = 0
    for weight, text in passages(document):
        for term in islice(terms(text), _MOST_TERMS - position):
            position += 1
            places.setdefault(term, []).append(f"{position}{weight}")
        position = min(position + 1, _MOST_TERMS)
    return " ".join(f"{_quoted(term)}:{','.join(where)}" for term, where in places.items())


def search_vector(document: dict[str, Any]) -> Cast:
    """Return the expression that stores the vector of a document."""
    return Cast(Value(lexemes(document)), SearchVectorField())


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
