"""Run the checks on sources, official terms and coverage searches, by the same registry as on records."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings

from observatory.publishing.checks.registry import Finding, Subject, all_checks, at_least, find_all
from observatory.publishing.item_format import upgrade
from observatory.publishing.items import ItemType
from observatory.publishing.refusals import ItemChecksFailed

Document = Mapping[str, Any]


def public_item_documents(item_type: ItemType, keys: Collection[int]) -> dict[int, Document]:
    """Return the documents that readers see of items, by primary key."""
    shown = item_type.current.objects.select_related("frozen").in_bulk(keys)
    return {key: upgrade(row.frozen.document) for key, row in shown.items()}


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
