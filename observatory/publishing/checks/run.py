"""Run the checks on records: read their documents, and refuse a publication that the settings forbid."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings

from observatory.publishing import documents
from observatory.publishing.checks.registry import Finding, Subject, all_checks, at_least, find_all
from observatory.publishing.document_format import upgrade
from observatory.publishing.models import Entry
from observatory.publishing.refusals import ChecksFailed
from observatory.records.models import Record


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
    built = documents.build_many(records, public={*objects.values_list("record_id", flat=True), *keys})
    shown = public_documents(keys)
    found = find_all([Subject(built[key], shown.get(key)) for key in keys])
    return {key: (findings, built[key], shown.get(key)) for key, findings in zip(keys, found, strict=True)}


def public_documents(keys: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """Return the documents that readers see, by the keys of their records."""
    entries = Entry.objects.live().filter(record__in=keys).only("record_id", "document")
    return {entry.record_id: upgrade(documents.hashed_content(entry)) for entry in entries}


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
