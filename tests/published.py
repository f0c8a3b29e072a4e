"""Publish sources, official terms and coverage searches in tests."""

from observatory.publishing.item_publication import ITEM_TYPES, publish_items


def publish_rows(*rows) -> None:
    """Publish these working copies, whatever they are."""
    for item_type in ITEM_TYPES:
        if found := [row for row in rows if isinstance(row, item_type.model)]:
            publish_items(item_type, items=found, by=None, reason="For readers.")


def publish_all_items() -> None:
    """Publish every source, official term and coverage search there is."""
    for item_type in ITEM_TYPES:
        publish_items(item_type, items=item_type.model.objects.all(), by=None, reason="For readers.")
