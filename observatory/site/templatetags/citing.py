"""References on the pages of records and sources, and the metadata in the head of a record's page."""

from datetime import datetime
from typing import Any

import orjson
from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from observatory.public.imprint import licence
from observatory.public.links import absolute, permanent_url, record_url
from observatory.records.languages import active_language
from observatory.site.cite.jsonld import json_ld
from observatory.site.cite.references import FORMS, record_item, source_item, texts
from observatory.sources.models import Source

register = template.Library()

# Inside a script element only these could end the element or begin a comment; JSON has escapes for them.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


@register.inclusion_tag("site/_references.html")
def record_references(document: dict[str, Any], number: int, published_at: datetime, current: bool) -> dict[str, Any]:
    """How to cite a version of a record: styles as text, and files."""
    item = record_item(document, number=number, published_at=published_at, language=active_language())
    query = "" if current else f"?version={number}"
    return {
        "texts": texts(item, today=timezone.localdate()),
        "files": [(form.label, reverse("cite-record", args=[document["id"], form.suffix]) + query) for form in FORMS],
    }


@register.inclusion_tag("site/_references.html")
def source_references(source: Source) -> dict[str, Any]:
    """How to cite a source; contributors must be prefetched, locations as `places`."""
    item = source_item(source, native=active_language() == "zh-hans")
    return {
        "texts": texts(item, today=timezone.localdate(), native=source_item(source, native=True)),
        "files": [(form.label, reverse("cite-source", args=[source.public_id, form.suffix])) for form in FORMS],
    }


@register.simple_tag
def linked_data(document: dict[str, Any]) -> SafeString:
    """The JSON-LD of a record, safe inside its script element whatever the record says."""
    url = absolute(record_url(document["kind"], document["slug"]))
    held = json_ld(
        document, permanent=permanent_url(document["id"]), url=url, language=active_language(), licence=licence().url
    )
    return script_text(held)


@register.filter
def script_text(value: Any) -> SafeString:
    """A value as JSON, safe inside a script element whatever it says."""
    return mark_safe(orjson.dumps(value).decode().translate(_ESCAPES))  # noqa: S308 - <, > and & are escaped
