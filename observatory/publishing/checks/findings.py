"""What the checks find in records and in items (sources, official terms, coverage searches): read their documents,
refuse a publication that the settings forbid, and put findings in words for the desk.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from observatory.publishing.checks.check_registry import Check, Finding, Subject, all_checks, at_least, find_all
from observatory.publishing.differences.differences_in_words import Segment, marked_segments
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_format import upgrade_document, upgrade_item
from observatory.publishing.documents.document_statements import statement_words
from observatory.publishing.item_publication import ItemType
from observatory.publishing.models import Entry
from observatory.publishing.publication_refusals import ChecksFailed, ItemChecksFailed
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.records.models import Record
from observatory.records.statement_keys import field_label
from observatory.text.bilingual_text import localised


def findings_and_documents(records: Sequence[Record]) -> dict[int, tuple[Mapping[str, Any], list[Finding]]]:
    """Return the document of each record as it would be published now, together with the others, and what the checks
    find in it; by primary key."""
    found = findings_documents_and_public(records)
    return {key: (document, findings) for key, (findings, document, _public) in found.items()}


def findings_documents_and_public(
    records: Sequence[Record],
) -> dict[int, tuple[list[Finding], Mapping[str, Any], Mapping[str, Any] | None]]:
    """Return by primary key what the checks find in each record, its document as it would be published now together
    with the others, and the one that readers see."""
    keys = [record.pk for record in records]
    objects = Entry.objects.live().filter(record__relations_to__subject__in=keys)
    built = record_documents.build_documents(records, public={*objects.values_list("record_id", flat=True), *keys})
    shown = public_documents(keys)
    found = find_all([Subject(built[key], shown.get(key)) for key in keys])
    return {key: (findings, built[key], shown.get(key)) for key, findings in zip(keys, found, strict=True)}


def public_documents(keys: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """Return the documents that readers see, by the keys of their records."""
    entries = Entry.objects.live().filter(record__in=keys).only("record_id", "document")
    return {entry.record_id: upgrade_document(record_documents.hashed_content(entry)) for entry in entries}


def find_in_documents(
    built: Mapping[int, Mapping[str, Any]], severities: Collection[str] | None = None
) -> dict[int, list[Finding]]:
    """Return what the checks (of some severities, or all) find in documents, by the keys of their records."""
    shown = public_documents(built)
    keys = list(built)
    subjects = [Subject(built[key], shown.get(key)) for key in keys]
    checks = [check for check in all_checks() if severities is None or check.severity in severities]
    return dict(zip(keys, find_all(subjects, checks), strict=True))


def require_passed(built: Mapping[int, Mapping[str, Any]]) -> None:
    """Raise `ChecksFailed` if a check that blocks publication (`PUBLICATION_BLOCKED_BY`) finds something."""
    blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
    if not blocking:
        return
    found = {key: findings for key, findings in find_in_documents(built, blocking).items() if findings}
    if found:
        raise ChecksFailed(found, {key: built[key]["title"] for key in found})


Document = Mapping[str, Any]


def public_item_documents(item_type: ItemType, keys: Collection[int]) -> dict[int, Document]:
    """Return the documents that readers see of items, by primary key."""
    shown = item_type.current.objects.select_related("frozen").in_bulk(keys)
    return {key: upgrade_item(row.frozen.document) for key, row in shown.items()}


def item_findings(item_type: ItemType, keys: Collection[int]) -> dict[int, tuple[list[Finding], Document]]:
    """Return by primary key what the checks find in items, and their documents as they would be published now."""
    built, public = item_type.build(keys), public_item_documents(item_type, keys)
    subjects = [Subject(built[key], public.get(key)) for key in built]
    found = find_all(subjects, all_checks(item_type.name))
    return {key: (findings, built[key]) for key, findings in zip(built, found, strict=True)}


def require_items_passed(item_type: ItemType, keys: Collection[int]) -> None:
    """Raise `ItemChecksFailed` if a check that blocks publication (`PUBLICATION_BLOCKED_BY`) finds something."""
    blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
    if not blocking:
        return
    heavy = {
        key: [each for each in findings if each.check.severity in blocking]
        for key, (findings, _document) in item_findings(item_type, keys).items()
    }
    if failed := {key: findings for key, findings in heavy.items() if findings}:
        raise ItemChecksFailed(failed)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place in words, with the difference that belongs to it, if any."""

    label: str
    before: Sequence[Segment] = ()
    after: Sequence[Segment] = ()


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that found something, and where."""

    check: Check
    places: list[PlaceRow]
    blocks: bool

    @property
    def count(self) -> int:
        """How many findings it stands for."""
        return max(1, len(self.places))


def check_rows(
    document: Mapping[str, Any],
    findings: Iterable[Finding],
    blocking: frozenset[str] = frozenset(),
    *,
    name: Callable[[Mapping[str, Any], str], str] | None = None,
) -> list[CheckRow]:
    """Return findings of checks in a document as rows, one for each check, in their order; those of the severities in
    `blocking` prevent publication. `name` returns the name of a statement; by default that of one of a record."""
    name = name or statement_name
    rows: dict[str, CheckRow] = {}
    for finding in findings:
        check, place = finding.check, finding.place
        row = rows.setdefault(check.code, CheckRow(check, [], check.severity in blocking))
        if place.statement:
            before, after = marked_segments(place.before, place.after) if place.before or place.after else ((), ())
            row.places.append(PlaceRow(name(document, place.statement), before, after))
    return list(rows.values())


def statement_name(document: Mapping[str, Any], statement: str) -> str:
    """Return the name of a statement of a document (`statements_with_citations`) that a finding is in, in
    the active language."""
    words = statement_words(document, statement)
    if any(words.values()):
        return localised(words, active_language())
    name, _colon, value = statement.partition(":")
    label = field_label(registry.get_record_type(document["kind"]).model, name)
    return f"{label}: {value}" if value else label
