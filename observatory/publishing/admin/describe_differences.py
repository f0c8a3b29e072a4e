"""Differences between public version and working copy, in words for curators. Pure functions; templates escape."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from rapidfuzz.distance import Indel

from observatory.publishing.differences import Difference
from observatory.publishing.evidence import EvidenceState
from observatory.publishing.facts import in_words as plain_words
from observatory.records.languages import active_language
from observatory.sources.models import Citation
from observatory.text.localised import localised

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
    """A run of text, and whether it stands on this side only."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Row:
    """One difference: what it is of, and the text on both sides; an empty side says nothing."""

    label: str
    public: list[Segment]
    working: list[Segment]


def rows(differences: Iterable[Difference], label_of: Callable[[str], str] = str) -> list[Row]:
    """Return differences as rows; `label_of` names the fields of the record's type."""
    return [_row(difference, label_of) for difference in differences]


def _row(difference: Difference, label_of: Callable[[str], str]) -> Row:
    before, after = (_said(difference.path, value) for value in (difference.public, difference.working))
    public, working = marked(before, after) if before and after else (_whole(before), _whole(after))
    return Row(_label(difference.path, label_of), public, working)


def _said(path: str, value: Any) -> str:
    if path == "evidence_state" and value in EvidenceState.values:
        return str(EvidenceState(value).label)
    return in_words(value)


def _label(path: str, label_of: Callable[[str], str]) -> str:
    parts = [part for part in path.split(".") if part != "facts"]
    return capfirst(" · ".join(str(NAMES.get(part) or label_of(part)) for part in parts))


def marked(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
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


def in_words(value: Any) -> str:
    """Return a value of a document as one text: a fact, a term, a citation, a relation, a list of such."""
    if value is None or value == "":  # not 0 or False, which are values
        return ""
    if isinstance(value, list):
        return "; ".join(in_words(item) for item in value)
    if isinstance(value, dict):
        return " · ".join(part for part in _parts(value) if part)
    return plain_words(value)


def _parts(value: dict[str, Any]) -> Iterator[str]:
    if "source" in value:  # a citation
        yield value["source"]["key"]
        yield str(dict(Citation.Verdict.choices).get(value["verdict"], value["verdict"]))
        yield from (value["stated_value"], value["locator"], value["quote"], _in_language(value["note"]))
    elif "predicate" in value:
        yield from (in_words(value["predicate"]), _in_language(value["object"]["title"]), in_words(value["date"]))
        yield from (in_words(value["role"]), _in_language(value["note"]), in_words(value["evidence"]))
    elif "type" in value and "title" in value:  # a milestone
        yield from (in_words(value["type"]), in_words(value["date"]), _in_language(value["title"]))
        yield in_words(value["evidence"])
    elif "from" in value:
        yield value["value"]
    elif "en" in value:
        yield _in_language(value)
        yield value.get("code", "")
    else:
        yield from (in_words(item) for item in value.values())


def _in_language(pair: dict[str, Any]) -> str:
    return localised(pair, active_language())
