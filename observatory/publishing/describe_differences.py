"""Differences between two documents of a record, in words. Pure functions; templates escape."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import Indel

from observatory.publishing.differences import Difference
from observatory.publishing.evidence import EvidenceState
from observatory.publishing.facts import fact_of
from observatory.publishing.facts.values import is_absent
from observatory.records.languages import active_language
from observatory.records.models import OtherName, Relation
from observatory.sources import stored_bodies
from observatory.sources.models import Citation
from observatory.text.language_preference import localised

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
    "predicate": _("predicate"),
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
    return [_row(kind, difference, label_of) for difference in differences]


def _row(kind: str, difference: Difference, label_of: Callable[[str], str]) -> DifferenceRow:
    one, other = (in_words(kind, difference.path, value) for value in (difference.before, difference.after))
    before, after = marked_segments(one, other)
    return DifferenceRow(change_of(difference), difference_label(difference, label_of), before, after)


def change_of(difference: Difference) -> Change:
    """Return what happened at the place of a difference."""
    if is_absent(difference.before):
        return Change.ADDED
    return Change.REMOVED if is_absent(difference.after) else Change.CHANGED


def in_words(kind: str, path: str, value: Any) -> str:
    """Return what stands at a place of a document as one text in the active language; "" for nothing."""
    part, dot, name = path.partition(".")
    if value is None:
        return ""
    if part == "facts":
        facts = {name.partition(".")[0]: value} if name else value
        return " · ".join(filter(None, (fact_of(kind, each, told).in_words(told) for each, told in facts.items())))
    if part in ("evidence", "disagreements") and not dot:  # all of a record that is not public
        value = [row for rows in value.values() for row in rows]
    if isinstance(value, list):
        return "; ".join(map(_in_words, value))
    member = path.rpartition(".")[2]
    if member == "quoted_from" and isinstance(value, str):
        return _reading_in_words(value)
    choices = _CHOICES.get(member)
    return str(dict(choices).get(value, value)) if choices and isinstance(value, str) else _in_words(value)


def difference_label(difference: Difference, label_of: Callable[[str], str] = str) -> str:
    """Return the words for the place of a difference: names of parts, and the rows of lists that it is within."""
    parts = difference.path.split(".")
    rows = dict(difference.within)
    words: list[str] = []
    for place, part in enumerate(parts, start=1):
        if part != "facts":
            words.append(str(NAMES.get(part) or label_of(part)))
        if place in rows:
            words.append(_short(rows[place]))
    return capfirst(" · ".join(filter(None, words)))


def marked_segments(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
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


def _in_words(value: Any) -> str:
    """Return a value of a document, or a row of one of its lists, as one text."""
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
    if day := stored_bodies.day_read(sha256):
        return gettext("page as read on %(day)s") % {"day": day}
    return gettext("stored page %(id)s") % {"id": sha256[:8]}


def _short(row: Document) -> str:
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
    return _in_words(row)


def _cited(row: Document) -> str:
    return "; ".join(map(_in_words, row["evidence"]))


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
