"""Differences between two documents in words: rows with labels and marked words, of records and of items (sources,
official terms, coverage searches). Templates escape.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import Indel

from observatory.publishing.differences.document_differences import Difference, item_differences, pending_item
from observatory.publishing.documents.document_format import upgrade_item
from observatory.publishing.documents.evidence_status import EvidenceState
from observatory.publishing.facts import fact_of_document
from observatory.publishing.facts.document_values import is_absent
from observatory.publishing.item_publication import SURVEYS, TERMS, ItemType
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.records.models import OtherName, Relation, Reviewed
from observatory.records.statement_keys import field_label
from observatory.records.vocabulary_table import VOCABULARIES
from observatory.sources import body_read_dates
from observatory.sources.models import Citation, Contributor, Location, Source
from observatory.text.bilingual_text import localised

Document = Mapping[str, Any]

# A word of a spaced script, a number with its separators, a run of white space, or one character of any other: Chinese
# is marked by the character, a figure as a whole ("4.5", "1,200", "2023/24", "12:30").
_TOKEN = re.compile(r"[A-Za-z0-9À-ɏ'’-]+(?:[.,:/][0-9]+)*|\s+|.", re.DOTALL)
_LONGEST = 4000  # tokens; a longer pair is shown without marks

NAMES = {
    "title": _("title"),
    "summary": _("summary"),
    "en": _("English"),
    "zh-hans": _("Chinese"),
    "original": pgettext_lazy("title", "original"),
    "original_language": _("language of the original"),
    "names": _("other names"),
    "identifiers": _("identifiers"),
    **{row.in_documents: row.model._meta.verbose_name_plural for row in VOCABULARIES},
    "evidence": _("evidence"),
    "evidence_state": _("evidence status"),
    "disagreements": _("disagreements"),
    "milestones": _("milestones"),
    "relations": _("relations"),
    "slug": _("slug"),
    "kind": _("record type"),
    "id": _("permanent ID"),
    "disagreement": _("disagreements"),
    "source": _("source"),
    "key": _("key"),
    "url": _("web address"),
    "stated_value": _("stated value"),
    "locator": _("locator"),
    "quote": _("quote"),
    "quote_language": _("language of the quote"),
    "prefix": _("text before the quote"),
    "suffix": _("text after the quote"),
    "quoted_from": _("quoted from"),
    "verdict": _("verdict"),
    "basis": _("basis of the verdict"),
    "checked_on": _("checked on"),
    "note": _("note"),
    "predicate": _("relation type"),
    "object": _("object"),
    "role": _("role"),
    "date": _("date"),
    "type": _("type"),
    "language": _("language"),
}


@dataclass(frozen=True)
class Segment:
    """A run of text, and whether only this side has it."""

    text: str
    marked: bool


class Change(TextChoices):
    """What happened to a place."""

    ADDED = "added", pgettext_lazy("difference", "added")
    REMOVED = "removed", pgettext_lazy("difference", "removed")
    CHANGED = "changed", pgettext_lazy("difference", "changed")


@dataclass(frozen=True)
class DifferenceRow:
    """One difference: what happened, its label, and the text on both sides, empty if a side has no value."""

    change: Change
    label: str
    before: list[Segment]
    after: list[Segment]

    @property
    def is_visible(self) -> bool:
        """Whether the two sides differ in the words of the active language."""
        return self.before != self.after


def difference_rows(
    kind: str, differences: Iterable[Difference], label_of: Callable[[str], str] = str
) -> list[DifferenceRow]:
    """Return differences of a record of the type `kind` as rows; `label_of` names the fields of the type."""
    return [_difference_row(kind, difference, label_of) for difference in differences]


def _difference_row(kind: str, difference: Difference, label_of: Callable[[str], str]) -> DifferenceRow:
    """Return a difference between two documents as a row: its label, and both sides in words with the changed ones
    marked."""
    one, other = (
        document_part_in_words(kind, difference.path, value) for value in (difference.before, difference.after)
    )
    before, after = marked_segments(one, other)
    return DifferenceRow(change_of(difference), difference_label(difference, label_of), before, after)


def change_of(difference: Difference) -> Change:
    """Return what happened at the place of a difference."""
    if is_absent(difference.before):
        return Change.ADDED
    return Change.REMOVED if is_absent(difference.after) else Change.CHANGED


def document_part_in_words(kind: str, path: str, value: Any) -> str:
    """Return one side of a difference, what stands at a place of a record's document, as one text in the active
    language; "" for nothing."""
    part, dot, name = path.partition(".")
    if value is None:
        return ""
    if part == "facts":
        facts = {name.partition(".")[0]: value} if name else value
        return " · ".join(
            filter(None, (fact_of_document(kind, each, told).in_words(told) for each, told in facts.items()))
        )
    if part in ("evidence", "disagreements") and not dot:  # all of a record that is not public
        value = [row for rows in value.values() for row in rows]
    if isinstance(value, list):
        return "; ".join(map(_document_row_in_words, value))
    member = path.rpartition(".")[2]
    if member == "quoted_from" and isinstance(value, str):
        return _reading_in_words(value)
    choices = _CHOICES.get(member)
    return str(dict(choices).get(value, value)) if choices and isinstance(value, str) else _document_row_in_words(value)


def difference_label(difference: Difference, label_of: Callable[[str], str] = str) -> str:
    """Return the words for the place of a difference: names of parts, and the rows of lists that it is within."""
    parts = difference.path.split(".")
    rows = dict(difference.within)
    words: list[str] = []
    for place, part in enumerate(parts, start=1):
        if part != "facts":
            words.append(str(NAMES.get(part) or label_of(part)))
        if place in rows:
            words.append(_document_row_in_short(rows[place]))
    return capfirst(" · ".join(filter(None, words)))


def marked_segments(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
    """Return both texts in segments; what differs is marked where both sides have a text."""
    return mark_changes(before, after) if before and after else (_whole(before), _whole(after))


def mark_changes(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
    """Return the two texts of a difference in segments, those marked that the other side does not have."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > _LONGEST:
        return _whole(before), _whole(after)
    left, right = [], []
    for step in Indel.opcodes(old, new):
        gone, come = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        left.append(Segment("".join(gone), step.tag != "equal"))
        right.append(Segment("".join(come), step.tag != "equal"))
    return [part for part in left if part.text], [part for part in right if part.text]


def _whole(text: str) -> list[Segment]:
    return [Segment(text, False)] if text else []


def joined(parts: Iterable[Any]) -> str:
    """Return the parts that there are as one text."""
    return " · ".join(str(part) for part in parts if part)


def _document_row_in_words(value: Any) -> str:
    """Return one side of a difference, a value of a record's document or a row of one of its lists, as one text."""
    match value:
        case {"verdict": verdict, "source": {"key": key}}:
            passage = (value["stated_value"], value["locator"], value["quote"], _in_language(value["note"]))
            return joined([key, _choice(Citation.Verdict, verdict), *passage])
        case {"predicate": predicate, "object": related}:
            role, note = _choice(Relation.Role, value["role"]), _in_language(value["note"])
            words = (_in_language(predicate), _in_language(related["title"]), _date(value), role, note)
            return joined([*words, _cited(value)])
        case {"type": kind, "title": title}:
            return joined([_in_language(kind), _date(value), _in_language(title), _cited(value)])
        case {"name": name, "language": language}:
            kind, note = _choice(OtherName.Kind, value["kind"]), _in_language(value["note"])
            return joined([name, language, kind, note])
        case {"scheme": scheme, "value": text}:
            return joined([scheme, text])
        case {"code": code}:
            return joined([_in_language(value), code])
        case {"value": text, "citations": _} | {"value": text, "from": _}:
            return str(text)
        case dict():
            return _in_language(value) or _in_language(value.get("title", {}))
    return str(value)


def _reading_in_words(sha256: str) -> str:
    """Return which reading of a page a quote was taken from, by its day: nobody compares digests."""
    if not sha256:
        return ""
    if day := body_read_dates.day_read(sha256):
        return gettext("page as read on %(day)s") % {"day": day}
    return gettext("stored page %(id)s") % {"id": sha256[:8]}


def _document_row_in_short(row: Document) -> str:
    """Return the words by which a row of a list is recognised."""
    match row:
        case {"verdict": _, "source": {"key": key}}:
            return joined([key, row["locator"]])
        case {"predicate": predicate, "object": related}:
            return f"{_in_language(predicate)} {_in_language(related['title'])}"
        case {"title": title}:
            return _in_language(title)
        case {"name": name}:
            return name
    return _document_row_in_words(row)


def _cited(row: Document) -> str:
    return "; ".join(map(_document_row_in_words, row["evidence"]))


def _choice(choices: type[TextChoices], value: str | None) -> str:
    return str(dict(choices.choices).get(value or "", value or ""))


def _date(row: Document) -> str:
    return row["date"]["value"] if row["date"] else ""


def _in_language(pair: Document) -> str:
    return localised(pair, active_language())


# Members whose values are codes.
_CHOICES: dict[str, list[tuple[str, Any]]] = {
    "verdict": Citation.Verdict.choices,
    "basis": Citation.Basis.choices,
    "role": Relation.Role.choices,
    "evidence_state": EvidenceState.choices,
}


# The parts of documents that are other columns, or none.
_ITEM_COLUMNS = {"title.en": "title_en", "title.zh-hans": "title_zh_hans", "title.original": "original_title"}
_ITEM_COLUMNS |= {"title.language": "language", "note.en": "note_en", "note.zh-hans": "note_zh_hans"}


def pending_item_rows(item_type: ItemType, item: Reviewed) -> list[DifferenceRow]:
    """Return the changes that readers would see if an item were published now, as rows."""
    return item_difference_rows(item_type, pending_item(item_type, item))


def pending_rows_of_items(item_type: ItemType, items: Sequence[Reviewed]) -> dict[int, list[DifferenceRow]]:
    """Return how each of these items of one type differs from what readers see, by primary key, as rows in words; with
    as many queries for many as for one."""
    keys = [item.pk for item in items]
    shown = item_type.current.objects.select_related("frozen").in_bulk(keys)
    public = {key: upgrade_item(row.frozen.document) for key, row in shown.items()}
    built = item_type.build(keys)
    found = {key: list(item_differences(public.get(key, {}), built[key])) for key in keys}
    sources = _keys_of_sources(chain.from_iterable(found.values())) if item_type is TERMS else {}
    return {key: _item_difference_rows(item_type, each, sources) for key, each in found.items()}


def item_rows_between(item_type: ItemType, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[DifferenceRow]:
    """Return the differences of two documents of an item, as rows."""
    return item_difference_rows(item_type, item_differences(before, after))


def item_difference_rows(item_type: ItemType, found: Iterable[Difference]) -> list[DifferenceRow]:
    """Return differences of items of one type as rows: labels as on their forms, values in words."""
    found = list(found)
    return _item_difference_rows(item_type, found, _keys_of_sources(found) if item_type is TERMS else {})


def _item_difference_rows(
    item_type: ItemType, found: Iterable[Difference], keys: Mapping[str, str]
) -> list[DifferenceRow]:
    """Return the differences of an item as rows: labels as on its form, both sides in words."""
    rows = []
    for each in found:
        before, after = (item_value_in_words(each.path, value, keys) for value in (each.before, each.after))
        rows.append(
            DifferenceRow(change_of(each), item_column_label(item_type, each.path), *marked_segments(before, after))
        )
    return rows


def _keys_of_sources(found: Iterable[Difference]) -> dict[str, str]:
    values = [value for each in found for value in (each.before, each.after)]
    rows = [row for value in values for row in (value if isinstance(value, list) else [value])]
    ids = {row["source"] for row in rows if isinstance(row, dict) and "source" in row}
    return dict(Source.objects.filter(public_id__in=ids).values_list("public_id", "key"))


def item_column_label(item_type: ItemType, path: str) -> str:
    """Return the label of the part of an item's document that differs, as on the form."""
    if path == "id":
        return capfirst(str(NAMES["id"]))
    model = item_type.model
    if path in ("title", "note"):
        return field_label(model, path)
    if path in ("contributors", "locations", "renderings"):
        return capfirst(str(model._meta.get_field(path).related_model._meta.verbose_name))
    return capfirst(str(model._meta.get_field(_ITEM_COLUMNS.get(path, path)).verbose_name))


def item_part_name(item_type: ItemType, document: Mapping[str, Any], place: str) -> str:
    """Return the name of a part of an item's document as the checks name it: `title`, or a row of a list such as
    `location:0`, with what it says."""
    part, _colon, number = place.partition(":")
    if not number:
        return item_column_label(item_type, part)
    label = item_column_label(item_type, f"{part}s")
    return f"{label}: {item_value_in_words(f'{part}s', document[f'{part}s'][int(number)])}"


def item_value_in_words(path: str, value: Any, keys: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return one side of a difference of an item, a part of its document or a row of a list in it, in words; `keys` are
    those of sources by permanent ID."""
    if not value:
        return ""
    if isinstance(value, list):
        return "; ".join(item_value_in_words(path, row, keys) for row in value)
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
        return [gettext("retired on %(day)s") % {"day": location["retired_on"]}]
    return [] if location["monitored"] else [gettext("not monitored")]


def _note(pair: Mapping[str, str]) -> str:
    return localised(pair, active_language())
