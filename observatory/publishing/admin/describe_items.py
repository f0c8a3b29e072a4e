"""Differences of sources, official terms and coverage searches in words for curators. Templates escape."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.publishing.describe_differences import NAMES, DifferenceRow, change_of, joined, marked_segments
from observatory.publishing.differences import Difference
from observatory.publishing.item_differences import item_differences, pending_item
from observatory.publishing.item_format import upgrade
from observatory.publishing.items import SURVEYS, TERMS, ItemType
from observatory.records import registry
from observatory.records.labels import field_label
from observatory.records.languages import active_language
from observatory.records.models import Reviewed
from observatory.sources.models import Contributor, Location, Source
from observatory.text.language_preference import localised

# The parts of documents that are other columns, or none.
_COLUMNS = {"title.en": "title_en", "title.zh-hans": "title_zh_hans", "title.original": "original_title"}
_COLUMNS |= {"title.language": "language", "note.en": "note_en", "note.zh-hans": "note_zh_hans"}


def pending_rows(item_type: ItemType, item: Reviewed) -> list[DifferenceRow]:
    """Return the changes that readers would see if an item were published now, as rows."""
    return difference_rows(item_type, pending_item(item_type, item))


def pending_rows_of(item_type: ItemType, items: Sequence[Reviewed]) -> dict[int, list[DifferenceRow]]:
    """Return the same for many items of a type, by primary key, with as many queries as for one."""
    keys = [item.pk for item in items]
    shown = item_type.current.objects.select_related("frozen").in_bulk(keys)
    public = {key: upgrade(row.frozen.document) for key, row in shown.items()}
    built = item_type.build(keys)
    found = {key: list(item_differences(public.get(key, {}), built[key])) for key in keys}
    sources = _keys_of_sources(chain.from_iterable(found.values())) if item_type is TERMS else {}
    return {key: _rows(item_type, each, sources) for key, each in found.items()}


def rows_between(item_type: ItemType, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[DifferenceRow]:
    """Return the differences of two documents of an item, as rows."""
    return difference_rows(item_type, item_differences(before, after))


def difference_rows(item_type: ItemType, found: Iterable[Difference]) -> list[DifferenceRow]:
    """Return differences of items of one type as rows: labels as on their forms, values in words."""
    found = list(found)
    return _rows(item_type, found, _keys_of_sources(found) if item_type is TERMS else {})


def _rows(item_type: ItemType, found: Iterable[Difference], keys: Mapping[str, str]) -> list[DifferenceRow]:
    rows = []
    for each in found:
        before, after = (value_in_words(each.path, value, keys) for value in (each.before, each.after))
        rows.append(DifferenceRow(change_of(each), column_label(item_type, each.path), *marked_segments(before, after)))
    return rows


def _keys_of_sources(found: Iterable[Difference]) -> dict[str, str]:
    values = [value for each in found for value in (each.before, each.after)]
    rows = [row for value in values for row in (value if isinstance(value, list) else [value])]
    ids = {row["source"] for row in rows if isinstance(row, dict) and "source" in row}
    return dict(Source.objects.filter(public_id__in=ids).values_list("public_id", "key"))


def column_label(item_type: ItemType, path: str) -> str:
    """Return the label of a part of a document, as on the form."""
    if path == "id":
        return capfirst(str(NAMES["id"]))
    model = item_type.model
    if path in ("title", "note"):
        return field_label(model, path)
    if path in ("contributors", "locations", "renderings"):
        return capfirst(str(model._meta.get_field(path).related_model._meta.verbose_name))
    return capfirst(str(model._meta.get_field(_COLUMNS.get(path, path)).verbose_name))


def part_name(item_type: ItemType, document: Mapping[str, Any], place: str) -> str:
    """Return the name of a part of a document as the checks name it: `title`, or a row of a list such as
    `location:0`, with what it says."""
    part, _colon, number = place.partition(":")
    if not number:
        return column_label(item_type, part)
    label = column_label(item_type, f"{part}s")
    return f"{label}: {value_in_words(f'{part}s', document[f'{part}s'][int(number)])}"


def value_in_words(path: str, value: Any, keys: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a part of a document, or a row of a list in it, in words; `keys` are those of sources by permanent ID."""
    if not value:
        return ""
    if isinstance(value, list):
        return "; ".join(value_in_words(path, row, keys) for row in value)
    match path:
        case "contributors":
            name = value["literal"] or ", ".join(filter(None, [value["family"], value["given"]]))
            return joined([name, value["original"], Contributor.Role(value["role"]).label])
        case "locations":
            return joined([value["url"], Location.Role(value["role"]).label, *_state_of(value), _note(value["note"])])
        case "renderings":
            source = keys.get(value["source"], value["source"])
            return joined([value["text"], value["language"], source, value["locator"]])
        case "issued":
            return value["value"]
        case "type":
            return str(Source.Type(value).label)
        case "standing":
            return str(Source.Standing(value).label)
        case "rights":
            return str(Source.Rights(value).label)
        case "outcome":
            return str(SURVEYS.model.Outcome(value).label)
        case "kind":
            return str(registry.get_record_type(value).model._meta.verbose_name_plural)
    return str(value)


def _state_of(location: Mapping[str, Any]) -> list[str]:
    if location["retired_on"]:
        return [_("retired on %(day)s") % {"day": location["retired_on"]}]
    return [] if location["monitored"] else [_("not monitored")]


def _note(pair: Mapping[str, str]) -> str:
    return localised(pair, active_language())
