"""References to records and sources: build CSL items from rows, and render them in every format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.utils.translation import gettext as _

from observatory.public.imprint import publisher
from observatory.public.links import permanent_version_url
from observatory.publishing.source_content import LocationContent, SourceContent
from observatory.records.web_addresses import is_public_url
from observatory.site.cite import styles
from observatory.site.cite.gbt7714 import gbt7714
from observatory.site.cite.record_items import item_of_record
from observatory.sources.models import Location
from observatory.sources.references import items, writers
from observatory.sources.references.items import Item


@dataclass(frozen=True)
class Form:
    """A file in which a reference is handed out."""

    label: str
    suffix: str
    content_type: str
    write: Callable[[Item], str]


def _csl_json(item: Item) -> str:
    return orjson.dumps([item], option=orjson.OPT_INDENT_2).decode()


FORMS = (
    Form("BibTeX", "bib", "application/x-bibtex; charset=utf-8", writers.write_bibtex),
    Form("RIS", "ris", "application/x-research-info-systems; charset=utf-8", writers.write_ris),
    Form("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", _csl_json),
)


def reference_texts(item: Item, *, today: date, native: Item | None = None) -> list[tuple[str, str]]:
    """Return the name of each reference style with the reference as one line of text.

    `native` is the item with names in their own script, which GB/T 7714 asks for; `item` where there is none.
    """
    return [
        ("APA", styles.apa(item)),
        ("Chicago", styles.chicago(item)),
        ("GB/T 7714", gbt7714(native or item, accessed=today)),
    ]


def record_item(document: Mapping[str, Any], *, number: int, published_at: datetime, language: str) -> Item:
    """Return the CSL item of a version of a record, in the language of the reader."""
    return item_of_record(
        document,
        number=number,
        published_at=published_at,
        language=language,
        publisher=publisher(),
        container=_("AI for Science Observatory"),
        url=permanent_version_url(document["id"], number),
    )


def _is_of_the_work(place: LocationContent) -> bool:
    return is_public_url(place.url) and place.role != Location.Role.HOME and place.retired_at is None


def source_item(source: SourceContent, *, native: bool = False) -> Item:
    """Return the CSL item of a source, with the first address at which the work itself stands.

    `native` writes the names of a Chinese work in Chinese.
    """
    read_at = sorted(
        (place for place in source.places if _is_of_the_work(place)),
        key=lambda place: (place.role != Location.Role.ORIGINAL, place.pk),
    )
    url = read_at[0].url if read_at and not source.doi else ""
    native = native and source.language.startswith("zh")
    return items.source_item(source, contributors=source.contributors, url=url, native=native)
