"""What templates call to show how to cite a record or a source, and to put JSON-LD into a script element."""

from datetime import datetime
from typing import Any

import orjson
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from observatory.public.imprint import licence
from observatory.public.links import absolute_url, permanent_url, record_url
from observatory.publishing.documents.source_content import SourceContent
from observatory.records.languages import active_language
from observatory.site.cite import apa_and_chicago
from observatory.site.cite.jsonld import json_ld, source_json_ld
from observatory.site.cite.references import FORMS, record_item, reference_texts, source_item
from observatory.site.templating.language_markup import isolate_parts
from observatory.sources.references.csl_json import Item

# Inside a script element only these could end the element or begin a comment; JSON has escapes for them.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def record_references(document: dict[str, Any], number: int, published_at: datetime, current: bool) -> dict[str, Any]:
    """Return how to cite a version of a record: `texts` as (style, text) and `files` as (label, address)."""
    item = record_item(document, number=number, published_at=published_at, language=active_language())
    query = "" if current else f"?version={number}"
    return {
        "texts": _isolated_references(reference_texts(item, today=timezone.localdate()), item),
        "files": [(form.label, reverse("cite-record", args=[document["id"], form.suffix]) + query) for form in FORMS],
    }


def source_references(source: SourceContent) -> dict[str, Any]:
    """Return how to cite a source, in the same form."""
    item = source_item(source, native=active_language() == "zh-hans")
    native = source_item(source, native=True)
    return {
        "texts": _isolated_references(reference_texts(item, today=timezone.localdate(), native=native), native),
        "files": [(form.label, reverse("cite-source", args=[source.public_id, form.suffix])) for form in FORMS],
    }


def _isolated_references(written: list[tuple[str, str]], item: Item) -> list[tuple[str, Markup]]:
    """Return references with their titles and names isolated, where these run from right to left."""
    names = [name for role in ("author", "editor", "translator") for name in item.get(role, [])]
    parts = [
        item["title"],
        apa_and_chicago.single_quotes(item["title"]),
        item.get("container-title", ""),
        item.get("publisher", ""),
    ]
    parts += [part for name in names for part in name.values()]
    return [(style, isolate_parts(text, parts)) for style, text in written]


def linked_data(document: dict[str, Any]) -> Markup:
    """Return the JSON-LD of a record for its script element."""
    url = absolute_url(record_url(document["kind"], document["slug"]))
    data = json_ld(
        document, permanent=permanent_url(document["id"]), url=url, language=active_language(), licence=licence().url
    )
    return json_in_script(data)


def linked_source(source: SourceContent) -> Markup:
    """Return the JSON-LD of a cited work for the script element of its page."""
    page = absolute_url(reverse("source-detail", args=[source.public_id]))
    return json_in_script(source_json_ld(source_item(source), page=page, issued=source.issued))


def json_in_script(value: Any) -> Markup:
    """Return a value as JSON, safe inside a script element whatever it holds."""
    return Markup(orjson.dumps(value).decode().translate(_ESCAPES))  # noqa: S704 - <, > and & are escaped
