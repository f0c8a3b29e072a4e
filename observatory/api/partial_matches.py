"""The records with some of the words of a search that finds none with all of them, as the API names them."""

from collections.abc import Mapping
from typing import Any

from observatory.publishing.index import facets
from observatory.publishing.models import Entry
from observatory.search.partial import partial_matches
from observatory.search.results import scope

SCHEMA = {
    "type": "array",
    "description": (
        "Only on an empty first page of a search (`q`) of two words or more: the records that have most of the words,"
        " best first, and which words each lacks."
    ),
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "kind": {"type": "string"},
            "title": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("en", "zh-hans", "original")},
                "required": ["en", "zh-hans", "original"],
            },
            "lacks": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["id", "kind", "title", "lacks"],
    },
}


def read_partial_matches(cleaned: Mapping[str, Any], kind: str | None) -> list[dict[str, Any]]:
    """Return the partial matches of the cleaned parameters of a list that is empty; none where a parameter is given
    that is no facet."""
    given = {name: value for name, value in cleaned.items() if value and name != "q"}
    chosen = {name: list(value) for name, value in given.items() if name in facets.names()}
    if not cleaned.get("q") or given.keys() - chosen.keys():
        return []
    found = partial_matches(scope(cleaned["q"], chosen | ({"kind": [kind]} if kind else {})))
    rows = Entry.objects.defer("document", "search").in_bulk([match.key for match in found]) if found else {}
    return [
        {
            "id": row.public_id,
            "kind": row.kind,
            "title": {"en": row.title_en, "zh-hans": row.title_zh_hans, "original": row.original_title},
            "lacks": list(match.lacks),
        }
        for match in found
        if (row := rows.get(match.key))
    ]
