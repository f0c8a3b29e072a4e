"""What relations and milestones of a document say, as a line of text in each language. Pure functions."""

from collections.abc import Mapping
from typing import Any

from observatory.text.language_preference import LANGUAGES

Document = Mapping[str, Any]


def relation_words(row: Document) -> dict[str, str]:
    """Return a relation of a document in words by language: "launched the Implementation Plan"."""
    title = row["object"]["title"]
    names = [title[name] for name in ("original", *LANGUAGES) if title[name]]
    return {
        language: f"{row['predicate'][language]} {title[language] or (names[0] if names else '')}"
        for language in LANGUAGES
    }


def milestone_words(row: Document) -> dict[str, str]:
    """Return the title of a milestone of a document by language."""
    return {language: row["title"][language] for language in LANGUAGES}


def statement_words(document: Document, name: str) -> dict[str, str]:
    """Return what a relation or milestone says, by language; of any other statement nothing.

    `name` is as `serializers.statements_with_citations` names it.
    """
    part, _colon, place = name.partition(":")
    if part == "relation":
        return relation_words(document["relations"][int(place)])
    return milestone_words(document["milestones"][int(place)]) if part == "milestone" else {}
