"""A published record as a CSL item: an entry of the observatory."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from observatory.sources.references.items import Item, filled
from observatory.text.language_preference import TAGS, localised


def item_of_record(
    document: Mapping[str, Any],
    *,
    number: int,
    published_at: datetime,
    language: str,
    publisher: str,
    container: str,
    url: str,
) -> Item:
    """Return a published record as a CSL item: an entry of the observatory, with its version `number` in it.

    `language` ("en" or "zh-hans") chooses the title; `url` is the permanent address of the version.
    """
    return filled(
        {
            "id": f"{document['id']}-v{number}",
            "type": "entry",
            "title": localised(document["title"], language),
            "author": [{"literal": publisher}],
            "container-title": container,
            "version": str(number),
            "URL": url,
            "language": TAGS[language],
            "issued": {"date-parts": [[published_at.year, published_at.month, published_at.day]]},
        }
    )
