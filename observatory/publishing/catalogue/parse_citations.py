"""Collect the citations of an entry of a file from the statements that they support, and refuse what is wrong with
them.
"""

from collections.abc import Callable, Iterator
from typing import Any

from observatory.publishing.catalogue.citation_ids import citation_id_problem
from observatory.publishing.catalogue.comparable_states import Key, Rows, statement_of_field, statement_of_row
from observatory.publishing.catalogue.file_entries import FileEntry, permanent_id_error
from observatory.publishing.catalogue.reference_targets import References
from observatory.publishing.catalogue.value_problems import describe_unknown, value_problems
from observatory.publishing.catalogue.yaml_files import Place
from observatory.records.permanent_ids import is_public_id
from observatory.records.registry import LISTED
from observatory.records.translatable_messages import gettext as _
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Citation

Refuse = Callable[..., None]  # entry, place, reason and, named before the reason in a file, the key


def citation_rows(
    entry: FileEntry, rows: dict[str, Rows], references: References, refuse: Refuse
) -> tuple[Rows, dict[Key, str]]:
    """Return the citations of one record by statement, source and locator, and the ids of those that have one.

    `rows` are the record's milestones and relations, in the order of the file: citations under them are
    held by their keys. `refuse` is told what is wrong and where.
    """
    found: Rows = {}
    places: dict[Key, tuple[str, Place]] = {}
    for statement, place in _citable_parts(entry, rows):
        for index, item in enumerate(entry.get(*place, "citations", default=[])):
            here = (*place, "citations", index)
            item = _listed_citation(entry, here, item, refuse) if place[0] in LISTED else item
            key, values = _parse_citation(entry, here, statement, item, references, refuse)
            if key in found:
                reason = _("this source is already cited for this statement at this locator: use a different locator")
                refuse(entry, here, reason)
            found[key] = values
            if public_id := item.get("id", ""):
                places[key] = (public_id, (*here, "id"))
    for key, (public_id, here) in places.items():
        owner = references.citations.get(public_id)
        if not is_public_id(public_id):
            refuse(entry, here, permanent_id_error(public_id))
        elif owner and (reason := citation_id_problem(owner, entry.data["id"], key, found)):
            refuse(entry, here, _("%s: leave it out, and the citation gets a new one") % reason)
    return found, {key: public_id for key, (public_id, _here) in places.items()}


def _citable_parts(entry: FileEntry, rows: dict[str, Rows]) -> Iterator[tuple[str, Place]]:
    """Yield each part of an entry of a file that may hold citations, with the statement they are for."""
    yield "title", ("title",)
    yield "summary", ("summary",)
    for part in LISTED:
        for index in range(len(entry.get(part, default=[]))):
            yield statement_of_field(part, _listed_value(entry, (part, index))), (part, index)
    yield from ((name, (name,)) for name in TERMS_BY_NAME)
    yield from ((fact, ("facts", fact)) for fact in entry.get("facts", default={}))
    for part in ("milestones", "relations"):
        keys = list(rows[part])
        if len(keys) == len(entry.get(part, default=[])):  # else one stands twice, and is refused
            yield from ((statement_of_row(part, key), (part, index)) for index, key in enumerate(keys))


def _listed_value(entry: FileEntry, place: Place) -> str:
    return entry.get(*place, "name" if place[0] == "names" else "value", default="")


def _listed_citation(entry: FileEntry, here: Place, item: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
    """Return a citation of a file under a name or an identifier, which states that name or identifier and nothing
    else."""
    value = _listed_value(entry, here[:2])
    if item.get("states", value) != value:
        reason = _("this citation is under “%s”: remove “states”, or move the citation") % value
        refuse(entry, (*here, "states"), reason)
    return item | {"states": value}


def _parse_citation(
    entry: FileEntry, here: Place, statement: str, item: dict[str, Any], references: References, refuse: Refuse
) -> tuple[Key, dict[str, Any]]:
    """Return the natural key and the values of one citation of a file; `refuse` what is wrong with them."""
    source = references.sources.get(item.get("source", ""), "")
    if not source:
        refuse(entry, (*here, "source"), describe_unknown(_("source"), item.get("source", ""), references.sources))
    location = item.get("location", "")
    if location and location not in references.locations.get(source, set()):
        refuse(entry, (*here, "location"), _("%s is not an address of this source") % location)
    verdict = item.get("verdict", "not_checked")
    values = {
        "location": location,
        "stated_value": item.get("states", ""),
        "quote": item.get("quote", ""),
        "quote_language": item.get("quote_language", ""),
        "prefix": item.get("prefix", ""),
        "suffix": item.get("suffix", ""),
        "quoted_from": item.get("quoted_from", ""),
        "verdict": verdict,
        "basis": item.get("basis", "") or Citation.usual_basis(verdict, item.get("quote", "")),
        "note_en": item.get("note", {}).get("en", ""),
        "note_zh_hans": item.get("note", {}).get("zh_hans", ""),
        "checked_at": item.get("checked_at", ""),
    }
    locator = item.get("locator", "")
    held = {name: value for name, value in values.items() if name not in ("location", "checked_at")}
    for name, reason in value_problems(
        Citation, held | {"locator": locator, "checked_at": values["checked_at"] or None}
    ):
        refuse(entry, (*here, _KEYS.get(name, name)), reason, _KEYS.get(name, name))
    if values["verdict"] != "not_checked" and not values["checked_at"]:
        refuse(entry, (*here, "checked_at"), _("a verdict needs a date: add checked_at"))
    if values["verdict"] == "not_checked" and values["basis"]:
        reason = _("there is no verdict that could rest on it: remove basis, or add the verdict")
        refuse(entry, (*here, "basis"), reason)
    if values["basis"] == Citation.Basis.PASSAGE and not values["quote"]:
        refuse(entry, (*here, "basis"), _("the passage that was read is missing: add quote, or choose another basis"))
    return (statement, source, locator), values


_KEYS = {"stated_value": "states", "note_en": "note", "note_zh_hans": "note"}
