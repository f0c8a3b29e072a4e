"""Differences between the published document of a source, a term or a coverage search and its working copy."""

from collections.abc import Iterator, Mapping
from typing import Any

from observatory.publishing.differences import Difference, by_name
from observatory.publishing.item_format import upgrade
from observatory.publishing.items import ItemType
from observatory.records.models import Reviewed

# The parts of a document that are compared name by name.
_OPENED = ("title", "note")


def item_differences(public: Mapping[str, Any], working: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the places where two documents differ. Rows of a list with the same `id` (locations) are compared as one;
    of others, yield what was removed and what was added. An empty text counts as nothing."""
    for name, before, after in by_name(public, working):
        if name == "format" or not (before or after):
            continue  # says nothing of the item
        if name in _OPENED:
            for part, one, other in by_name(before or {}, after or {}):
                if one or other:
                    yield Difference(f"{name}.{part}", one, other)
        elif isinstance(before or after, list):
            yield from _of_rows(name, before or [], after or [])
        else:
            yield Difference(name, before, after)


def _of_rows(name: str, public: list, working: list) -> Iterator[Difference]:
    then = {row["id"]: row for row in public if "id" in row}
    now = {row["id"]: row for row in working if "id" in row}
    for key in dict.fromkeys([*then, *now]):
        if then.get(key) != now.get(key):
            yield Difference(name, then.get(key), now.get(key))
    removed = [row for row in public if "id" not in row and row not in working]
    added = [row for row in working if "id" not in row and row not in public]
    yield from (Difference(name, row, None) for row in removed)
    yield from (Difference(name, None, row) for row in added)
    if not (then or now or removed or added):  # only their order
        yield Difference(name, public, working)


def pending_item(item_type: ItemType, item: Reviewed) -> list[Difference]:
    """Return what publishing an item now would change for readers; of one not public, everything."""
    current = item_type.current.objects.select_related("frozen").filter(pk=item.pk).first()
    public = upgrade(current.frozen.document) if current else {}
    return list(item_differences(public, item_type.build([item.pk])[item.pk]))
