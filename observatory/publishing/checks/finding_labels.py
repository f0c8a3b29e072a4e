"""Findings in words, for the desk."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.publishing.checks.registry import Check, Finding
from observatory.publishing.describe_differences import Segment, marked_segments
from observatory.publishing.statement_lines import statement_words
from observatory.records import registry
from observatory.records.labels import field_label
from observatory.records.languages import active_language
from observatory.text.language_preference import localised


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place in words, with the difference that belongs to it, if any."""

    label: str
    before: Sequence[Segment] = ()
    after: Sequence[Segment] = ()


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that found something, and where."""

    check: Check
    places: list[PlaceRow]
    blocks: bool

    @property
    def count(self) -> int:
        """How many findings it stands for."""
        return max(1, len(self.places))


def check_rows(
    document: Mapping[str, Any],
    findings: Iterable[Finding],
    blocking: frozenset[str] = frozenset(),
    *,
    name: Callable[[Mapping[str, Any], str], str] | None = None,
) -> list[CheckRow]:
    """Return findings in a document as rows, one for each check, in their order; those of the severities in `blocking`
    prevent publication. `name` returns the name of a statement; by default that of one of a record."""
    name = name or statement_name
    rows: dict[str, CheckRow] = {}
    for finding in findings:
        check, place = finding.check, finding.place
        row = rows.setdefault(check.code, CheckRow(check, [], check.severity in blocking))
        if place.statement:
            before, after = marked_segments(place.before, place.after) if place.before or place.after else ((), ())
            row.places.append(PlaceRow(name(document, place.statement), before, after))
    return list(rows.values())


def statement_name(document: Mapping[str, Any], statement: str) -> str:
    """Return the name of a statement of a document (`serializers.statements_with_citations`) in the active language."""
    words = statement_words(document, statement)
    if any(words.values()):
        return localised(words, active_language())
    name, _colon, value = statement.partition(":")
    label = field_label(registry.get_record_type(document["kind"]).model, name)
    return f"{label}: {value}" if value else label
