"""References as cells of the table of sources."""

from typing import Any

from observatory.sources.references import DraftContributor, SourceDraft


def cell_of(name: DraftContributor) -> dict[str, str]:
    """Return a contributor of a reference as an item of the column of contributors."""
    return {part: getattr(name, part) for part in ("role", "family", "given", "literal", "original")}


def cells_of(draft: SourceDraft) -> dict[str, Any]:
    """Return the cells that a reference fills in a row for a new source."""
    cells: dict[str, Any] = dict(draft.source_fields())
    if draft.contributors:
        cells["contributors"] = list(map(cell_of, draft.contributors))
    if draft.locations:
        cells["locations"] = [{"url": place.url, "role": place.role} for place in draft.locations]
    return cells
