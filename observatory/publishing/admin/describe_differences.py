"""Differences between public version and working copy, in words for curators. Pure functions; templates escape."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from rapidfuzz.distance import Indel

from observatory.publishing.differences import Difference
from observatory.publishing.evidence import EvidenceState
from observatory.publishing.facts import fact_of
from observatory.records.languages import active_language
from observatory.sources.models import Citation
from observatory.text.language_preference import localised

Document = Mapping[str, Any]

# A word of a spaced script, a run of white space, or one character of any other: Chinese is marked by the character.
_TOKEN = re.compile(r"[A-Za-z0-9À-ɏ'’-]+|\s+|.", re.DOTALL)
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
    "jurisdictions": _("jurisdictions"),
    "themes": _("themes"),
    "instrument_types": _("policy instrument types"),
    "fields_of_science": _("fields of science"),
    "evidence": _("evidence"),
    "evidence_state": _("evidence status"),
    "disagreements": _("disagreements"),
    "milestones": _("milestones"),
    "relations": _("relations"),
    "slug": _("slug"),
    "kind": _("record type"),
    "id": _("permanent ID"),
}


@dataclass(frozen=True)
class Segment:
    """A run of text, and whether only this side has it."""

    text: str
    marked: bool


@dataclass(frozen=True)
class DifferenceRow:
    """One difference: its label, and the text on both sides, empty if a side has no value."""

    label: str
    public: list[Segment]
    working: list[Segment]


def difference_rows(
    kind: str, differences: Iterable[Difference], label_of: Callable[[str], str] = str
) -> list[DifferenceRow]:
    """Return differences of a record of the type `kind` as rows; `label_of` names the fields of the type."""
    return [_row(kind, difference, label_of) for difference in differences]


def _row(kind: str, difference: Difference, label_of: Callable[[str], str]) -> DifferenceRow:
    before, after = (_in_words(kind, difference.path, value) for value in (difference.public, difference.working))
    public, working = segments(before, after)
    return DifferenceRow(_label(difference.path, label_of), public, working)


def _in_words(kind: str, path: str, value: Any) -> str:
    """Return what stands at a place of a document as one text; "" for nothing."""
    part, _dot, name = path.partition(".")
    if value is None:
        return ""
    if part == "facts":
        facts = {name.partition(".")[0]: value} if name else value
        return " · ".join(filter(None, (fact_of(kind, each, told).in_words(told) for each, told in facts.items())))
    if part in ("evidence", "disagreements") and not name:  # all of a record that is not public
        value = [row for rows in value.values() for row in rows]
    if part in _ITEMS:
        return "; ".join(map(_ITEMS[part], value if isinstance(value, list) else [value]))
    if part == "evidence_state":
        return str(dict(EvidenceState.choices).get(value, value))
    return _in_language(value) if isinstance(value, dict) else str(value)


def _label(path: str, label_of: Callable[[str], str]) -> str:
    parts = [part for part in path.split(".") if part != "facts"]
    return capfirst(" · ".join(str(NAMES.get(part) or label_of(part)) for part in parts))


def segments(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
    """Return both texts in segments; what differs is marked where both sides have a text."""
    return mark_changes(before, after) if before and after else (_whole(before), _whole(after))


def mark_changes(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
    """Return both texts in segments, those marked that the other side does not have."""
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


def _citation(row: Document) -> str:
    verdict = dict(Citation.Verdict.choices).get(row["verdict"], row["verdict"])
    passage = (row["stated_value"], row["locator"], row["quote"], _in_language(row["note"]))
    return joined([row["source"]["key"], verdict, *passage])


def _citations(rows: Iterable[Document]) -> str:
    return "; ".join(map(_citation, rows))


def _relation(row: Document) -> str:
    title = _in_language(row["object"]["title"])
    words = (_in_language(row["predicate"]), title, _date(row), row["role"], _in_language(row["note"]))
    return joined([*words, _citations(row["evidence"])])


def _milestone(row: Document) -> str:
    words = (_in_language(row["type"]), _date(row), _in_language(row["title"]))
    return joined([*words, _citations(row["evidence"])])


def _date(row: Document) -> str:
    return row["date"]["value"] if row["date"] else ""


def _term(row: Document) -> str:
    return joined([_in_language(row), row["code"]])


def _name(row: Document) -> str:
    return joined([row["name"], row["language"], row["kind"], _in_language(row["note"])])


def _identifier(row: Document) -> str:
    return joined([row["scheme"], row["value"]])


def _reading(row: Document) -> str:
    return row["value"]


# The parts of a document that hold rows, each with the words for one of them.
_ITEMS: dict[str, Callable[[Document], str]] = {
    "names": _name,
    "identifiers": _identifier,
    "jurisdictions": _term,
    "themes": _term,
    "instrument_types": _term,
    "fields_of_science": _term,
    "evidence": _citation,
    "disagreements": _reading,
    "milestones": _milestone,
    "relations": _relation,
}


def _in_language(pair: Document) -> str:
    return localised(pair, active_language())
