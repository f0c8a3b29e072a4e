"""The statement that a citation is for, as text in a cell: `launched`, `names | Plann`, `relations | issued | law`."""

from collections.abc import Iterator, Mapping
from typing import Any

from observatory.exchange.columns import in_both, value_at_place
from observatory.exchange.errors import CellError
from observatory.exchange.list_cells import read_items, write_items
from observatory.publishing.catalogue.schema import describe_unknown
from observatory.records import registry
from observatory.records.labels import field_label
from observatory.records.messages import gettext as _
from observatory.text.clean import clean_text

Place = tuple[str | int, ...]
_PARTS = {
    "names": (("name",),),
    "identifiers": (("value",),),
    "milestones": (("type",), ("date",), ("title", "en")),
    "relations": (("predicate",), ("object",), ("date",)),
}


def statement_places(entry: Mapping[str, Any]) -> Iterator[Place]:
    """Yield each place of an entry that may have citations."""
    for name, value in entry.items():
        if name in _PARTS:
            yield from ((name, index) for index in range(len(value)))
        elif name == "facts":
            yield from ((name, fact) for fact in value)
        elif isinstance(value, dict):
            yield (name,)


def describe_place(entry: Mapping[str, Any], place: Place) -> str:
    """Return the text for a place of an entry."""
    if place[0] == "facts":
        return str(place[1])
    if len(place) == 1:
        return str(place[0])
    item = entry[place[0]][place[1]]
    return write_items([[str(place[0]), *(str(value_at_place(item, part)) for part in _PARTS[str(place[0])])]])


def find_place(kind: str, entry: Mapping[str, Any], text: str) -> Place:
    """Return the place of an entry that a text means. Raises `CellError`."""
    record_type = registry.get_record_type(kind)
    parts = [*(read_items(clean_text(text)) or [[""]])[0], "", "", ""]
    name = _name(record_type, parts[0])
    if name not in _PARTS:
        return ("facts", name) if name in record_type.facts_by_name else (name,)
    wanted = parts[1 : 1 + len(_PARTS[name])]
    for index, item in enumerate(entry.get(name, [])):
        if [str(value_at_place(item, part)) for part in _PARTS[name]] == wanted:
            return (name, index)
    offered = [describe_place(entry, (name, index)) for index in range(len(entry.get(name, [])))]
    remedy = _("Write one of: %s.") % " — ".join(offered[:10]) if offered else _("Add it to the record first.")
    raise CellError(_("the record has no “%s”") % text[:200], remedy)


def _name(record_type: Any, word: str) -> str:
    known = {
        label.casefold(): name
        for name in record_type.statements
        for label in in_both(field_label(record_type.model, name))
    }
    known |= {name.casefold(): name for name in (*record_type.statements, "milestones", "relations")}
    if found := known.get(word.casefold()):
        return found
    remedy = _("Write the name of a field, for example title.")
    raise CellError(describe_unknown(_("statement"), word[:200], set(known.values())), remedy)
