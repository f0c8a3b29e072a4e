"""The registry of checks: what a check, a finding and a severity are, and how checks are run on documents. Pure: what
a check needs beyond documents, its `gather` reads.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

Document = Mapping[str, Any]
RECORD = "record"


class Severity(TextChoices):
    """How much a finding weighs, the heaviest first."""

    ERROR = "error", pgettext_lazy("severity of a check", "error")
    WARNING = "warning", pgettext_lazy("severity of a check", "warning")
    NOTE = "note", pgettext_lazy("severity of a check", "note")


@dataclass(frozen=True, slots=True)
class Subject:
    """A record or an item to check: its document as it would be published now, and the one that readers see, if any."""

    document: Document
    public: Document | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a check found something: a statement, named as `statements_with_citations` names it, "" for the
    record as a whole; with the texts before and after, where there is a difference to show. In an item a part of its
    document, with the number of a row in it, such as `location:0`."""

    statement: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Check:
    """One rule. `find(subject, gathered)` yields the places where it is broken; it reads nothing else.

    `label` says what is wrong, `remedy` what to do about it. `gather(subjects)`, if there is one, is called once for
    all subjects and may read the database. A check without it that looks at the document alone is `of_document`:
    published records are counted by it. `of` is what it checks: records, or a type of items (the `name` of its
    `ItemType`).
    """

    code: str
    severity: Severity
    label: Any
    remedy: Any
    find: Callable[[Subject, Any], Iterable[Place]]
    gather: Callable[[Sequence[Subject]], Any] | None = None
    of_document: bool = True
    of: str = RECORD


@dataclass(frozen=True, slots=True)
class Finding:
    """A check and the place where it is broken."""

    check: Check
    place: Place


_checks: dict[str, Check] = {}
_HEAVIEST_FIRST = list(Severity)


def register_check(check: Check) -> None:
    """Add a check at start-up; raise `ValueError` for a second one with the same code."""
    if check.code in _checks:
        raise ValueError(f"check {check.code!r} is registered already")
    _checks[check.code] = check


def all_checks(of: str = RECORD) -> list[Check]:
    """Return every check of records, or of a type of items, the heaviest first."""
    found = [check for check in _checks.values() if check.of == of]
    return sorted(found, key=lambda check: _HEAVIEST_FIRST.index(check.severity))


def counted_checks() -> list[Check]:
    """Return the checks by which published records are counted."""
    return [check for check in all_checks() if check.of_document and check.gather is None]


def find_all(subjects: Sequence[Subject], checks: Iterable[Check] | None = None) -> list[list[Finding]]:
    """Run the checks: return the findings of each subject, the heaviest first. Reads as often for many subjects as for
    one."""
    found: list[list[Finding]] = [[] for _subject in subjects]
    for check in all_checks() if checks is None else checks:
        gathered = check.gather(subjects) if check.gather else None
        for subject, findings in zip(subjects, found, strict=True):
            findings += [Finding(check, place) for place in check.find(subject, gathered)]
    return found


def codes_of(document: Document) -> list[str]:
    """Return the codes of the checks that a document breaks, of those that need nothing else."""
    subject = Subject(document)
    return [check.code for check in counted_checks() if any(True for _place in check.find(subject, None))]


def at_least(severity: str) -> frozenset[str]:
    """Return the severities that weigh as much as one or more; none for ""."""
    if not severity:
        return frozenset()
    return frozenset(_HEAVIEST_FIRST[: _HEAVIEST_FIRST.index(Severity(severity)) + 1])
