"""Decisions on the claims (affected citations) of a change: which are offered or need a confirmation, which claims
are alike, one function for each decision, its undoing, and the decisions that wait for a reviewer.

Each locks the change, the claim, and then the record with its citation, in this order. `seen` is the `claim_token` of
what the curator was shown: if something else is there by now, nothing is written. All raise DecisionRefused.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observatory.history.steps import in_step
from observatory.monitoring.changes.change_actions import (
    JUDGED,
    DecisionRefused,
    can_reopen,
    close_change,
    describe_closing,
    lock_change,
    log_on_change,
    open_again,
)
from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.outcomes import QuoteState
from observatory.records.models import Record
from observatory.records.record_edits import log_action, mark_edited
from observatory.records.statement_keys import statement_label
from observatory.sources.models import Citation
from observatory.sources.verdicts import QuotedPassage, give_verdict, restore_citation, values_of

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


Decision = AffectedCitation.Decision
LOADED = (
    *("decided_by", "citation__record", "citation__source", "citation__location"),
    *("citation__relation__subject", "citation__relation__object", "citation__milestone"),
)
BATCH_DECISIONS = (Decision.STILL_SUPPORTED, Decision.NOT_SUPPORTED, Decision.DISMISSED)


class AlreadyDecided(DecisionRefused):
    """Raised when somebody has decided on the claim already; the text says who decided what, and when."""


@in_step("verdict")
@transaction.atomic
def confirm_support(*, affected: AffectedCitation, by, confirmed: bool = False, seen: str = "") -> AffectedCitation:
    """Decide that the source still supports the statement: the passage that is there now becomes the quote.

    It takes the passage with its context, and names the body it is in. A citation that never quoted anything, and one
    of a replaced file that cannot be read, only gets its verdict again. `confirmed` is required where the meaning, the
    context or the file changed.
    """
    change, row = _lock_claim_and_change(affected, seen, Decision.STILL_SUPPORTED)
    if needs_confirmation(row) and not confirmed:
        raise DecisionRefused(_("Confirm that the changed text still supports the statement."))
    verdict, before = standing_verdict(row.citation), values_of(row.citation)
    if row.state in (AffectedCitation.UNQUOTED, QuoteState.UNREADABLE):
        basis = row.citation.basis or ("" if row.citation.quote.strip() else Citation.Basis.PERSON)
        written = give_verdict(citation=row.citation, verdict=verdict, by=by, basis=basis)
    else:
        written = give_verdict(citation=row.citation, verdict=verdict, by=by, passage=_passage_of_claim(change, row))
    return _write_decision(change, row, Decision.STILL_SUPPORTED, by, before=before, written=values_of(written))


@in_step("verdict")
@transaction.atomic
def mark_amended(*, affected: AffectedCitation, by, quote_passage: bool = False, seen: str = "") -> AffectedCitation:
    """Decide that the statement was amended, on the record's form, to what the source says now.

    With `quote_passage`, the passage that is there now becomes the quote, and supports the amended statement.
    """
    change, row = _lock_claim_and_change(affected, seen, Decision.AMENDED)
    before, written = values_of(row.citation), {}
    if quote_passage:
        if Decision.STILL_SUPPORTED not in offered_decisions(change, row) or not row.passage:
            raise DecisionRefused(_("There is no passage in the text that could be quoted."))
        supports = Citation.Verdict.SUPPORTS
        written = values_of(
            give_verdict(citation=row.citation, verdict=supports, by=by, passage=_passage_of_claim(change, row))
        )
    return _write_decision(change, row, Decision.AMENDED, by, before=before, written=written)


@in_step("verdict")
@transaction.atomic
def mark_cited_elsewhere(*, affected: AffectedCitation, by, seen: str = "") -> AffectedCitation:
    """Decide that another source, cited for the same statement, supports it. Refused if no other source is cited."""
    change, row = _lock_claim_and_change(affected, seen, Decision.CITED_ELSEWHERE)
    if not other_citations(row.citation).exists():
        raise DecisionRefused(_("No other source is cited for this statement yet. Cite one first."))
    return _write_decision(change, row, Decision.CITED_ELSEWHERE, by, before=values_of(row.citation))


@in_step("verdict")
@transaction.atomic
def withdraw_support(*, affected: AffectedCitation, by, seen: str = "") -> AffectedCitation:
    """Decide that the source no longer supports the statement. The citation keeps its old quote."""
    change, row = _lock_claim_and_change(affected, seen, Decision.NOT_SUPPORTED)
    before, quoted = values_of(row.citation), bool(row.citation.quote.strip())
    written = give_verdict(
        citation=row.citation,
        verdict=Citation.Verdict.DOES_NOT_SUPPORT,
        by=by,
        basis="" if quoted else Citation.Basis.PERSON,
    )
    return _write_decision(change, row, Decision.NOT_SUPPORTED, by, before=before, written=values_of(written))


@in_step("verdict")
@transaction.atomic
def dismiss_claim(*, affected: AffectedCitation, by, reason: str, seen: str = "") -> AffectedCitation:
    """Decide that the change does not matter for the statement; `reason` says why, and is required. Readers see it
    beside the changed passage once the record is published."""
    change, row = _lock_claim_and_change(affected, seen, Decision.DISMISSED)
    if not reason.strip():
        raise DecisionRefused(_("Say why the change does not matter for this statement."))
    return _write_decision(change, row, Decision.DISMISSED, by, before=values_of(row.citation), reason=reason)


@in_step("verdict")
@transaction.atomic
def decide_alike(
    *,
    rows: Sequence[AffectedCitation],
    seen: Sequence[str],
    decision: str,
    by,
    confirmed: bool = False,
    reason: str = "",
) -> list[AffectedCitation]:
    """Take one decision on claims to which the same happened (`alike_key`): on all of them, or on none.

    `seen` has the `claim_token` of each row. Everything is locked in one order before the first is decided.
    """
    decide: Callable[..., AffectedCitation]
    if decision == Decision.STILL_SUPPORTED:
        decide = partial(confirm_support, confirmed=confirmed)
    elif decision == Decision.NOT_SUPPORTED:
        decide = withdraw_support
    elif decision == Decision.DISMISSED:
        decide = partial(dismiss_claim, reason=reason)
    else:
        raise DecisionRefused(_("Choose a decision."))
    if len({alike_key(row) for row in rows}) != 1 or not alike_key(rows[0]):
        raise DecisionRefused(_("These statements were not changed alike. Decide on them one by one."))
    changes = sorted({row.change_id for row in rows})
    records = sorted({row.citation.record_id for row in rows})
    list(Change.objects.select_for_update().filter(pk__in=changes).order_by("pk").values_list("pk"))
    list(Record.objects.select_for_update(no_key=True).filter(pk__in=records).order_by("pk").values_list("pk"))
    for row, token in zip(rows, seen, strict=True):  # all first: two may be claims of one citation
        _lock_claim_and_change(row, token, decision)
    return [decide(affected=row, by=by) for row in rows]


@in_step("undo")
@transaction.atomic
def undo_decision(*, affected: AffectedCitation, by) -> AffectedCitation:
    """Take a decision back: the citation gets the values it had, and the change is open again if it was closed by it.

    Refused if the citation was edited since the decision, so that no edit is lost. A change that the monitor closed,
    because the page has its earlier text again, stays closed.
    """
    change = lock_change(affected.change)
    row = _lock_claim(affected)
    if not row.decision:
        raise DecisionRefused(_("There is no decision to undo."))
    if row.written:
        if values_of(row.citation) != row.written:
            raise DecisionRefused(
                _("The citation was edited after this decision, so the decision cannot be undone. Edit the citation.")
            )
        restore_citation(citation=row.citation, values=row.before, by=by)
    taken = row.decision
    row.decision, row.decided_by, row.decided_at, row.reason = "", None, None, ""
    row.before, row.written = {}, {}
    _save_claim(row)
    log_on_change(change, by, event="undone", **_decision_for_log(row, taken))
    if can_reopen(change) and row.is_undecided:
        open_again(change, by)
    return row


def other_citations(citation: Citation):
    """Return the citations of other sources for the statement of a claim: what it can be left to."""
    same = Citation.objects.filter(
        record=citation.record_id,
        field=citation.field,
        relation=citation.relation_id,
        milestone=citation.milestone_id,
    )
    return same.exclude(source=citation.source_id)


def describe_decision(row: AffectedCitation) -> str:
    """Return a sentence that says who decided what on a claim, and when."""
    return _("%(who)s decided on %(when)s: %(decision)s.") % {
        "who": row.decided_by or "–",
        "when": date_format(timezone.localtime(row.decided_at), "DATETIME_FORMAT"),
        "decision": row.get_decision_display(),
    }


def _lock_claim_and_change(affected: AffectedCitation, seen: str, decision: str) -> tuple[Change, AffectedCitation]:
    """Lock the change and the claim. Refuse a decision that is not offered, or that was made for something else."""
    change = lock_change(affected.change)
    row = _lock_claim(affected)
    if row.decision:
        raise AlreadyDecided(describe_decision(row))
    if change.state != Change.State.OPEN:
        raise DecisionRefused(describe_closing(change))
    if seen and seen != claim_token(change, row):
        raise DecisionRefused(
            _("The page or the citation has changed since you opened this page. Look again, then decide.")
        )
    if decision not in offered_decisions(change, row):
        raise DecisionRefused(_("This decision is not possible here: the text has no passage that supports."))
    return change, row


def _lock_claim(affected: AffectedCitation) -> AffectedCitation:
    """Lock and return the row of a claim. Raises DecisionRefused if it is gone."""
    rows = AffectedCitation.objects.select_for_update(of=("self",)).select_related(*LOADED).filter(pk=affected.pk)
    if (row := rows.first()) is None:
        raise DecisionRefused(
            _("The page or the citation has changed since you opened this page. Look again, then decide.")
        )
    return row


def _passage_of_claim(change: Change, row: AffectedCitation) -> QuotedPassage:
    """Return the passage that a decision on a claim makes the quote of its citation."""
    own = change.location.source_id == row.citation.source_id
    body = change.after.body_id if change.after_id else ""
    return QuotedPassage(
        row.passage, row.prefix, row.suffix, quoted_from=body, location_id=change.location_id if own else None
    )


def _write_decision(
    change: Change,
    row: AffectedCitation,
    decision: str,
    by,
    *,
    before: dict[str, Any],
    written: dict[str, Any] | None = None,
    reason: str = "",
) -> AffectedCitation:
    """Write a decision on a locked claim and log it; close the change if it was the last one."""
    row.decision, row.decided_by, row.decided_at, row.reason = decision, by, timezone.now(), reason
    row.before, row.written = before, written or {}
    _save_claim(row)
    log_on_change(change, by, event="decided", **_decision_for_log(row, decision), quote=before["quote"], reason=reason)
    if not written:  # else `give_verdict` did both; readers learn of every decision when the record is published
        mark_edited(record=row.citation.record, by=by)
        log_action([row.citation.record], by, _in_log(row))
    if change.kind != Change.Kind.MOVED and not change.affected.undecided().exists():
        close_change(change, Change.State.RESOLVED, by)
    return row


def _in_log(row: AffectedCitation) -> str:
    words = (statement_label(row.citation), row.get_decision_display(), row.reason)
    return f"{JUDGED}: {' · '.join(str(each) for each in words if each)}"


def _save_claim(row: AffectedCitation) -> None:
    row.save(update_fields=["decision", "decided_by", "decided_at", "reason", "before", "written"])


def _decision_for_log(row: AffectedCitation, decision: str) -> dict[str, Any]:
    """Return the values that the log of a change keeps of a decision on a claim."""
    citation = row.citation
    return {
        "decision": str(decision),
        "record": str(citation.record),
        "statement": str(statement_label(citation)),
        "citation": citation.public_id,
    }


EDITED = (Record.State.DRAFT, Record.State.IN_REVIEW)


def waiting_for_review(claims: QuerySet[AffectedCitation]) -> QuerySet[AffectedCitation]:
    """Return the claims on which somebody decided since a reviewer last published their record: readers do not see
    the decision yet."""
    return claims.decided().filter(
        citation__record__state__in=EDITED,
        citation__record__entry__withdrawn_at=None,
        decided_at__gt=Coalesce("citation__record__entry__reviewed_at", "citation__record__entry__published_at"),
    )
