"""The statements of a public document: which there are, with their citations, the evidence status that follows, and
what relations and milestones say in words. Pure functions.
"""

from collections.abc import Mapping
from typing import Any

from observatory.publishing.documents.evidence_status import evidence_state
from observatory.records import registry
from observatory.text.bilingual_text import LANGUAGES

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

    `name` is as `statements_with_citations` names it.
    """
    part, _colon, place = name.partition(":")
    if part == "relation":
        return relation_words(document["relations"][int(place)])
    return milestone_words(document["milestones"][int(place)]) if part == "milestone" else {}


def statements_with_citations(document: dict) -> dict[str, list[dict]]:
    """Return the citations of every statement of a document that has a value or a citation.

    Keys are field names, `names:NAME` and `identifiers:VALUE` (each is a statement of its own), `relation:N` and
    `milestone:N` (places in the lists of the document). What is the curators' own classification counts only where a
    source is cited for it.
    """
    classes = registry.get_record_type(document["kind"]).classes
    held = {name: [] for name, value in document["facts"].items() if value is not None and name not in classes}
    held |= {field: citations for field, citations in document["evidence"].items() if field not in registry.LISTED}
    for field in registry.LISTED:
        for citation in document["evidence"].get(field, []):
            held.setdefault(f"{field}:{citation['stated_value']}", []).append(citation)
    for part in ("relation", "milestone"):
        held |= {f"{part}:{place}": row["evidence"] for place, row in enumerate(document[f"{part}s"])}
    return held


def state_of(document: dict) -> str:
    """Return the evidence state of a document (`EvidenceState`)."""
    return evidence_state(statements_with_citations(document).values()).value
