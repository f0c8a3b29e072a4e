"""Sources as references (BibTeX, RIS, CSL-JSON): the CSL item that an export writes of one, and what a reference that
comes back changes in its cells.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from observatory.exchange.files.reference_table import cell_of
from observatory.exchange.single_value_columns import Column, value_at_place
from observatory.sources.models import Location
from observatory.sources.references import DraftContributor, SourceDraft, parse_references
from observatory.sources.references.csl_json import Item, source_item
from observatory.sources.references.reference_writers import write_references
from observatory.sources.references.source_draft import SOURCE_FIELDS

Entry = Mapping[str, Any]
_TITLES = {"original_title": ("title", "original"), "title_en": ("title", "en"), "title_zh_hans": ("title", "zh_hans")}
_COMPARED = [name for name in SOURCE_FIELDS if name not in (*_TITLES, "note_en")]
_ROLES = ("author", "editor", "translator")  # in the order in which references have them
_PLAIN = ("type", "language", "container_title", "publisher", "issued", "volume", "issue", "pages")
_NUMBERS = ("doi", "isbn", "issn", "arxiv", "number")


def csl_item_of_source(entry: Entry) -> Item:
    """Return the CSL item of a source, from its entry of a catalogue. Its `id` is the permanent ID."""
    source = SimpleNamespace(
        public_id=entry["id"],
        **{name: str(value_at_place(entry, place)) for name, place in _TITLES.items()},
        **{name: entry.get(name, "") for name in (*_PLAIN, *_NUMBERS)},
    )
    people = [
        SimpleNamespace(**{"role": "author", **dict.fromkeys(("family", "given", "literal", "original"), ""), **each})
        for each in entry.get("contributors", [])
    ]
    item = source_item(source, contributors=people, url=_url_for_reference(entry))
    return {**item, "citation-key": entry["key"]}


def read_back(entries: Iterable[Entry], form: str) -> dict[str, SourceDraft]:
    """Return what a file in this form says of sources now, by permanent ID."""
    text = "".join(write_references(map(csl_item_of_source, entries), form))
    return {draft.entry: draft for draft in parse_references(text, form, most=None).references}


def cells_changed_by_reference(
    columns: Mapping[str, Column], entry: Entry, before: SourceDraft, after: SourceDraft
) -> dict[str, Any]:
    """Return the cells of a table of sources that say what an imported reference changes in a source. `before` is what
    an export of it would have read as."""
    cells: dict[str, Any] = {
        name: value for name in _COMPARED if (value := getattr(after, name)) and value != getattr(before, name)
    }
    if after.title != before.title:
        cells[next((name for name, place in _TITLES.items() if value_at_place(entry, place)), "title_en")] = after.title
    if after.label and after.label != before.label:
        cells["key"] = after.label
    if after.contributors and after.contributors != before.contributors:
        cells["contributors"] = _contributors_in_reference(columns["contributors"].plain, entry, before, after)
    held = entry.get("locations", [])
    known = {place.get("url") for place in held} | {place.url for place in before.locations}
    if added := [{"url": place.url, "role": place.role} for place in after.locations if place.url not in known]:
        cells["locations"] = [*columns["locations"].plain(held), *added]
    return cells


def _url_for_reference(entry: Entry) -> str:
    """Return the URL that an exported reference has for a source: the original one first, none that is given up or a
    home page."""
    places = [
        place
        for place in entry.get("locations", [])
        if place.get("url") and not place.get("retired_at") and place.get("role") != Location.Role.HOME
    ]
    places.sort(key=lambda place: place.get("role", Location.Role.ORIGINAL) != Location.Role.ORIGINAL)
    return places[0]["url"] if places else ""


def _contributors_in_reference(
    plain: Callable[[Any], list[dict[str, str]]], entry: Entry, before: SourceDraft, after: SourceDraft
) -> list[dict[str, str]]:
    """Return the contributors that a reference names; one that it had already stays as the source has it."""
    held = plain(entry.get("contributors", []))
    in_order = [each for role in _ROLES for each in held if each.get("role", "author") == role]
    kept: dict[DraftContributor, dict[str, str]] = {}
    if len(in_order) == len(before.contributors):
        kept = dict(zip(before.contributors, in_order, strict=True))
    return [kept.get(each) or cell_of(each) for each in after.contributors]


def drafts_as_exported(
    entries: Mapping[str, Entry], references: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], SourceDraft]:
    """Return for each permanent ID and form what a reference that is exported now would read as, to tell what an
    imported one changes."""
    found: dict[tuple[str, str], SourceDraft] = {}
    for form in {form for _public_id, form in references}:
        wanted = [entries[public_id] for public_id, each in references if each == form]
        found |= {(public_id, form): draft for public_id, draft in read_back(wanted, form).items()}
    return found
