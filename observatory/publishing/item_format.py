"""The format number of the documents of sources, official terms and coverage searches.

As for records (`document_format`): stored documents are not touched, `upgrade` makes of an older one what the readers
of today expect, and `manage.py republish` publishes the current ones in the current format. A new part that may be
missing (read with a default) needs no new number.
"""

from collections.abc import Callable, Mapping
from typing import Any

from observatory.publishing.document_format import FormatTooNew

ITEM_FORMAT = 2

Document = Mapping[str, Any]


def _from_1_to_2(document: Document) -> Document:
    """Sources had no standing and no rights of their stored text."""
    added = {"standing": "secondary", "rights": "passages"} if "contributors" in document else {}
    return {**added, **document, "format": 2}


# By the format that a step starts from; each leads to the next number.
_STEPS: Mapping[int, Callable[[Document], Document]] = {1: _from_1_to_2}


def upgrade(document: Document) -> Document:
    """Return a stored document in the current format, itself if it is that already. Raises `FormatTooNew`."""
    number = document["format"]
    if number > ITEM_FORMAT:
        raise FormatTooNew(f"document of format {number}; this program reads formats up to {ITEM_FORMAT}")
    for step in range(number, ITEM_FORMAT):
        document = _STEPS[step](document)
    return document
