"""References to records and sources: their CSL items, the reference in every style, and the files (BibTeX, RIS,
CSL-JSON).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.utils.translation import gettext as _

from observatory.public.imprint import publisher
from observatory.public.links import permanent_version_url
from observatory.publishing.documents.source_content import LocationContent, SourceContent
from observatory.records.url_validation import is_public_url
from observatory.site.cite import apa_and_chicago
from observatory.site.cite.gbt7714 import gbt7714
from observatory.sources.models import Location
from observatory.sources.references import csl_json, reference_writers
from observatory.sources.references.csl_json import Item, filled
from observatory.text.bilingual_text import TAGS, localised


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
    Form("BibTeX", "bib", "application/x-bibtex; charset=utf-8", reference_writers.write_bibtex),
    Form("RIS", "ris", "application/x-research-info-systems; charset=utf-8", reference_writers.write_ris),
    Form("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", _csl_json),
)


def reference_texts(item: Item, *, today: date, native: Item | None = None) -> list[tuple[str, str]]:
    """Return the name of each reference style with the reference as one line of text.

    `native` is the item with names in their own script, which GB/T 7714 asks for; `item` where there is none.
    """
    return [
        ("APA", apa_and_chicago.apa(item)),
        ("Chicago", apa_and_chicago.chicago(item)),
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
    return csl_json.source_item(source, contributors=source.contributors, url=url, native=native)
