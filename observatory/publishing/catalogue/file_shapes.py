"""Allowed keys in each part of a catalogue file. The models validate the values.

A shape is `str` (a scalar), a dict (a mapping with these keys), a list of one shape (a list), or a tuple of shapes of
different sorts (any of them).
"""

from collections.abc import Iterator
from typing import Any

from observatory.publishing.catalogue.value_problems import describe_unknown
from observatory.publishing.catalogue.yaml_files import Place
from observatory.publishing.facts import Fact
from observatory.records import registry
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import OTHER_IDENTIFIERS

PAIR = {"en": str, "zh_hans": str}
CITATION = {
    "id": str,
    "source": str,
    "location": str,
    "states": str,
    "locator": str,
    "quote": str,
    "quote_language": str,
    "prefix": str,
    "suffix": str,
    "quoted_from": str,
    "verdict": str,
    "basis": str,
    "checked_at": str,
    "note": PAIR,
}
CITED = {"citations": [CITATION]}
CODES = ([str], {"codes": [str]} | CITED)
NAME = {"name": str, "language": str, "kind": str, "note": PAIR} | CITED
IDENTIFIER = {"scheme": str, "value": str} | CITED
MILESTONE = {"type": str, "date": str, "title": PAIR} | CITED
RELATION = {"predicate": str, "object": str, "role": str, "date": str, "note": PAIR} | CITED
CONTRIBUTOR = {"role": str, "family": str, "given": str, "literal": str, "original": str}
LOCATION = {"url": str, "role": str, "monitored": str, "retired_at": str, "note": PAIR}

TERM = {"code": str, "en": str, "zh_hans": str, "edition": str, "parent": str}
VOCABULARY = {"edition": str, "terms": [TERM]}
RENDERING = {"text": str, "language": str, "source": str, "locator": str}
GLOSSARY = [{"term": str, "language": str, "note": PAIR, "renderings": [RENDERING]}]

SOURCE = {
    "id": str,
    "key": str,
    "type": str,
    "standing": str,
    "title": PAIR | {"original": str},
    "language": str,
    "container_title": str,
    "publisher": str,
    "issued": str,
    "volume": str,
    "issue": str,
    "pages": str,
    "doi": str,
    **dict.fromkeys(OTHER_IDENTIFIERS, str),
    "contributors": [CONTRIBUTOR],
    "as_printed": str,
    "rights": str,
    "note": PAIR,
    "locations": [LOCATION],
}


def record_shape(kind: str) -> dict[str, Any]:
    """Return the shape of an entry of that kind in a file: the common parts and the facts of its model."""
    record_type = registry.get_record_type(kind)
    return {
        "id": str,
        "slug": str,
        "title": PAIR | {"original": str, "language": str} | CITED,
        "summary": PAIR | CITED,
        "names": [NAME],
        "identifiers": [IDENTIFIER],
        **dict.fromkeys(TERMS_BY_NAME, CODES),
        "facts": {name: _fact(fact) for name, fact in record_type.facts_by_name.items()},
        "milestones": [MILESTONE],
        "relations": [RELATION],
    }


def _fact(fact: Fact) -> Any:
    written_out = dict.fromkeys(fact.file_keys, fact.file_type) | CITED
    return (fact.file_type, written_out) if fact.short_key else written_out


def shape_problems(value: Any, shape: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield each place where `value` departs from `shape`, with the reason."""
    options = shape if isinstance(shape, tuple) else (shape,)
    fitting = next((option for option in options if _sort(option) is type(value)), None)
    if fitting is None:
        expected = " or ".join(_WORDS[_sort(option)] for option in options)
        yield place, f"{_WORDS[type(value)]} found, but expected {expected}"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from shape_problems(item, fitting[0], (*place, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in fitting:
                yield from shape_problems(item, fitting[key], (*place, key))
            else:
                yield (*place, key), describe_unknown("key", key, fitting)


_WORDS: dict[Any, str] = {str: "a single value", list: "a list", dict: "a mapping (key: value)"}


def _sort(shape: Any) -> type:
    return str if shape is str else type(shape)
