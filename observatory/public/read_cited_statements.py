"""Cited statements as the site, the API and the files show them: each by the permanent ID of its citation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from observatory.monitoring.models import Sighting
from observatory.public.decisions_on_changed_passages import PublishedDecision, read_published_decisions
from observatory.public.links import permanent_url, permanent_version_url, statement_url
from observatory.public.published_sightings import passage_changed, read_published_sightings
from observatory.public.statement_labels import label_in_both_languages
from observatory.publishing.models import CitedStatement, Entry, Version
from observatory.records.url_validation import is_public_url

_BATCH = 500
_VERSION = ("number", "action", "published_at", "reason", "record__public_id")
_READ = (
    *("public_id", "statement", "words", "citation", "record_id"),
    *(f"record__entry__{name}" for name in ("public_id", "kind", "slug", "title_en", "title_zh_hans")),
    *(f"record__entry__{name}" for name in ("original_title", "subtype", "withdrawn_at", "merged_into")),
    *(f"{version}__{name}" for version in ("first", "last", "ended_by") for name in _VERSION),
)


def cited_statements() -> QuerySet[CitedStatement]:
    """Return every cited statement that is or was public, with its record's entry and its versions: one query, which
    reads no document."""
    joined = ("record__entry", "first__record", "last__record", "ended_by__record")
    return CitedStatement.objects.select_related(*joined).only(*_READ)


def find_statement(public_id: str) -> CitedStatement | None:
    """Return the cited statement of that ID, if one was ever public."""
    return cited_statements().filter(pk=public_id).first()


def statement_batches(rows: QuerySet[CitedStatement]) -> Iterator[list[dict[str, Any]]]:
    """Yield cited statements as documents, by record and ID, in batches by keyset: no statement of the database is open
    between two of them."""
    after = Q()
    while found := list(rows.filter(after).order_by("record_id", "public_id")[:_BATCH]):
        last = found[-1]
        after = Q(record_id__gt=last.record_id) | Q(record_id=last.record_id, public_id__gt=last.public_id)
        yield statement_documents(found)


def statement_documents(rows: Sequence[CitedStatement]) -> list[dict[str, Any]]:
    """Return cited statements as JSON values, times as datetimes, each with where its quote is today; in one query, and
    one more for the decisions on quotes that stand otherwise."""
    sightings = read_published_sightings(row.citation for row in rows)
    decisions = read_published_decisions([each for each in sightings.values() if passage_changed(each)])
    return [_cited_statement_document(row, sightings.get(row.public_id), decisions) for row in rows]


def _cited_statement_document(
    row: CitedStatement, sighting: Sighting | None, decisions: Mapping[int, PublishedDecision]
) -> dict[str, Any]:
    """Return a cited statement as JSON values."""
    entry: Entry = row.record.entry
    citation = {name: value for name, value in row.citation.items() if name not in ("id", "url")}
    return {
        "id": row.public_id,
        "url": statement_url(row.public_id),
        "record": {
            "id": entry.public_id,
            "kind": entry.kind,
            "title": {"en": entry.title_en, "zh-hans": entry.title_zh_hans, "original": entry.original_title},
            "url": permanent_url(entry.public_id),
        },
        "statement": {"key": row.statement, "label": label_of(row)},
        **citation,
        "read_at": row.citation["url"],
        "sighting": _sighting_document(sighting, decisions.get(sighting.pk)) if sighting else None,
        "first_version": _version_document(row.first),
        "last_version": _version_document(row.last),
        "gone": _end_document(row, entry),
    }


def _sighting_document(sighting: Sighting, decision: PublishedDecision | None) -> dict[str, Any]:
    """Return where the quote of a cited statement is today, as JSON values."""
    url = sighting.location.url
    return {
        "state": sighting.state,
        "since": sighting.since,
        "meaning_changed": sighting.meaning_changed,
        "passage": sighting.passage,
        "url": url if is_public_url(url) else None,
        "decision": decision
        and {
            "decision": decision.decision,
            "reason": decision.reason,
            "decided_at": decision.decided_at,
        },
    }


def label_of(row: CitedStatement) -> dict[str, str]:
    """Return the statement in words, by language: the label of a field, what a relation or milestone says."""
    entry = row.record.entry
    return row.words or label_in_both_languages(entry.kind, row.statement.partition(":")[0], entry.subtype)


def _version_document(version: Version) -> dict[str, Any]:
    """Return a version that has a cited statement, as JSON values."""
    public_id = version.record.public_id
    return {
        "record": public_id,
        "number": version.number,
        "published_at": version.published_at,
        "url": permanent_version_url(public_id, version.number),
    }


def _end_document(row: CitedStatement, entry: Entry) -> dict[str, Any] | None:
    """Return when and why a cited statement ceased to be public; None if it is public."""
    version = row.ended_by
    if version is None:
        return None
    withdrawn = version.action == Version.Action.WITHDRAW
    return {
        "at": version.published_at,
        "why": "withdrawn" if withdrawn else "removed",
        "reason": version.reason,
        "version": version.number,
        "merged_into": (entry.merged_into if withdrawn else "") or None,
    }
