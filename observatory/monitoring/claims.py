"""Rules for the claims that a change affects: which decisions are offered, which need a confirmation, which are alike.

Pure functions of rows that are loaded; the writes are in `claim_actions`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.outcomes import QuoteState
from observatory.sources.models import Citation
from observatory.sources.verdicts import values_of

Decision = AffectedCitation.Decision
Token = Sequence[str]  # (equal | delete | insert, text, mark)

_STILL_READ = (QuoteState.MOVED, QuoteState.ALTERED)  # a passage is in the text, in another context or in other words


def offered_decisions(change: Change, row: AffectedCitation) -> tuple[str, ...]:
    """Return the decisions that can be taken on a claim now: none on a closed change or where one was taken.

    "Still supported" needs something that supports: a passage in the text, a citation that never quoted one, or a file
    that a person can open where the monitor cannot read it.
    """
    if change.state != Change.State.OPEN or not row.is_undecided:
        return ()
    supported = row.state == AffectedCitation.UNQUOTED or (row.state in _STILL_READ and bool(row.passage))
    supported = supported or (change.kind == Change.Kind.REPLACED and row.state == QuoteState.UNREADABLE)
    return tuple(decision for decision in Decision.values if decision != Decision.STILL_SUPPORTED or supported)


def needs_confirmation(row: AffectedCitation) -> bool:
    """Return whether "still supported" has to be confirmed in words: unless only the wording differs."""
    reworded_only = row.state == QuoteState.ALTERED and row.meaning_changed is False
    return row.state != AffectedCitation.UNQUOTED and not reworded_only


def standing_verdict(citation: Citation) -> str:
    """Return the verdict that "still supported" gives: the present one, or `supports` where there is none to keep."""
    kept = (Citation.Verdict.PARTLY, Citation.Verdict.CONTRADICTS)
    return citation.verdict if citation.verdict in kept else Citation.Verdict.SUPPORTS


def claim_token(change: Change, row: AffectedCitation) -> str:
    """Return a digest of what a curator decides on; it differs once the page, the citation or the decision changed."""
    shown = [
        change.state,
        change.after_id or change.file_after_id,
        row.state,
        row.passage,
        row.prefix,
        row.suffix,
        row.decision,
    ]
    text = json.dumps([*shown, values_of(row.citation)], ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:32]


def alike_key(row: AffectedCitation) -> str:
    """Return a key that claims share if the same happened to the same words of their quotes; "" for a claim without
    differences, which is judged by itself."""
    if not row.differences:
        return ""
    text = json.dumps([row.state, row.meaning_changed, row.differences], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:32]


def alike_groups(rows: Iterable[AffectedCitation]) -> list[list[AffectedCitation]]:
    """Return the groups of two and more alike claims, in the order of their first claim."""
    groups: dict[str, list[AffectedCitation]] = {}
    for row in rows:
        if key := alike_key(row):
            groups.setdefault(key, []).append(row)
    return [group for group in groups.values() if len(group) > 1]


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """The first words that differ: `mark` says what they are (date, number, negation, …; "" for other words)."""

    mark: str
    before: str
    after: str


def changed_words(differences: Iterable[Token]) -> ChangedWords | None:
    """Return the words that differ, those with a mark before all others; None if nothing differs."""
    hunks = list(_hunks(differences))
    return next((hunk for hunk in hunks if hunk.mark), hunks[0] if hunks else None)


def _hunks(differences: Iterable[Token]) -> Iterable[ChangedWords]:
    """Yield each run of deleted and inserted tokens."""
    before: list[Token] = []
    after: list[Token] = []
    for token in [*differences, ("equal", "", "")]:
        if token[0] == "delete":
            before.append(token)
        elif token[0] == "insert":
            after.append(token)
        elif before or after:
            yield _hunk(before, after)
            before, after = [], []


def _hunk(before: list[Token], after: list[Token]) -> ChangedWords:
    mark = next((token[2] for token in (*before, *after) if token[2]), "")
    return ChangedWords(mark, *("".join(token[1] for token in side).strip() for side in (before, after)))
