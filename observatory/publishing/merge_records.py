"""Merge two records: the working copy of one takes over what the other says, and the other leads to it.

The edit is one step of the history. What readers see changes by `merging.merge` alone: a public record is withdrawn and
redirects; the remaining record is a draft until a reviewer publishes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from observatory.history.steps import step
from observatory.publishing import merge_parts
from observatory.publishing.actions import lock_for_publication
from observatory.publishing.facts import TextFact
from observatory.publishing.merge_choices import BOTH, INTO, Choice, read_merge_choices, term_fields
from observatory.publishing.merge_parts import Counterparts, MovedParts
from observatory.publishing.merging import CannotMergeIntoItself, Merger, merge
from observatory.publishing.models import Entry
from observatory.publishing.refusals import NotPublic, require_reason
from observatory.publishing.rows_of_records import move_rows
from observatory.publishing.scheduling import stop_for_merge
from observatory.records import registry
from observatory.records.actions import mark_all_edited
from observatory.records.duplicates import comparable_types, find_duplicates_of, merged_into
from observatory.records.models import MergedRecord, Record, Relation
from observatory.sources.models import Citation


class CannotMergeTypes(ValueError):
    """Raised for two records of types under which one thing cannot be entered."""


class AlreadyMerged(ValueError):
    """Raised if one of the two is merged into another record already; `merger` says into which."""

    def __init__(self, merger: MergedRecord):
        super().__init__(str(merger))
        self.merger = merger


@dataclass(frozen=True)
class MergedRecords:
    """What a merge came to: what was moved, and what it changed for readers, None if the record was not public."""

    row: MergedRecord
    moved: MovedParts
    public: Merger | None


def is_public(record: Record) -> bool:
    """Return whether readers see a record now."""
    return Entry.objects.live().filter(record=record.pk).exists()


def require_mergeable(record: Record, into: Record) -> None:
    """Raise what is against merging a record into another: `CannotMergeIntoItself`, `CannotMergeTypes`,
    `AlreadyMerged`, or `NotPublic` where a public record would redirect to one that nobody sees."""
    if record.pk == into.pk:
        raise CannotMergeIntoItself
    if not comparable_types(record.kind, into.kind):
        raise CannotMergeTypes
    for row in (record, into):
        if merger := merged_into(row):
            raise AlreadyMerged(merger)
    if is_public(record) and not is_public(into):
        raise NotPublic(into.public_id)


@transaction.atomic
def merge_records(
    *, record: Record, into: Record, by, reason: str, picks: Mapping[str, str] | None = None
) -> MergedRecords:
    """Merge `record` into `into`; `picks` are the chosen values of `choices` by name, the defaults for the others.

    Names, identifiers, relations, milestones, citations, former slugs, comments and followers go along; what `into`
    says already stays behind. A citation keeps its permanent ID; its verdict too, unless the text that it was given on
    was not taken. Raises what `require_mergeable` raises, and `ReasonMissing`.
    """
    reason = require_reason(reason)
    subjects = Relation.objects.filter(object__in=[record.pk, into.pk]).values_list("subject_id", flat=True)
    locked = lock_for_publication([record, into, *Record.objects.filter(pk__in=subjects)])
    record, into = locked[record.pk], locked[into.pk]
    require_mergeable(record, into)
    with step(by=by, reason=reason, kind="merge") as made:
        stopped = stop_for_merge(record=record, by=by)
        public = merge(record=record, into=into, by=by, reason=reason) if is_public(record) else None
        moved = _merge_working_copies(record, into, picks or {})
        outside: dict[str, Any] = {"moved": move_rows(record, into), "scheduled": stopped}
        outside |= _public_side(public, into)
        # By nobody where it left nothing to review: a version was published with what was moved.
        mark_all_edited(keys=[into.pk, *moved.edited], by=by)
        # Nobody works on it any more; an undo gives it back to who had it.
        outside["assigned"] = [record.assigned_to_id, record.due_on and record.due_on.isoformat()]
        Record.objects.filter(pk=record.pk).update(
            state=Record.State.WITHDRAWN, edited_by=[], returned=False, assigned_to=None, due_on=None
        )
        values = {"into": into, "by": by, "at": timezone.now(), "reason": reason, "step": str(made.id)}
        row, _created = MergedRecord.objects.update_or_create(record=record, defaults=values | {"outside": outside})
    find_duplicates_of([record.pk, into.pk])
    return MergedRecords(row, moved, public)


def _public_side(public: Merger | None, into: Record) -> dict[str, Any]:
    """Return the versions that an undo of the merge expects to be the latest."""
    if public is None:
        return {}
    shown = Entry.objects.only("version").get(record=into.pk).version
    return {"withdrawal": public.withdrawal.number, "version": shown, "published": public.published}


def _merge_working_copies(record: Record, into: Record, picks: Mapping[str, str]) -> MovedParts:
    ours, theirs = registry.as_own_type(into), registry.as_own_type(record)
    before = {row.pk: _stated(row) for row in (ours, theirs)}
    titles = [*merge_parts.titles_of(ours), *merge_parts.titles_of(theirs)]
    own_titles = [text for text, _language in merge_parts.titles_of(ours)]
    for choice in read_merge_choices(record, into):
        _take(choice, picks.get(choice.name, choice.taken), ours, theirs)
    ours.save()
    moved = MovedParts()
    names = merge_parts.move_names(theirs, ours, titles, moved)
    merge_parts.move_identifiers(record, into, moved)
    same = Counterparts(
        relations=merge_parts.move_relations(record, into, moved),
        milestones=merge_parts.move_milestones(record, into, moved),
    )
    after = _stated(registry.get_record_type(into.kind).model.objects.get(pk=into.pk))
    _adapt_own_citations(into, _Adapting(before[ours.pk], after, names, own_titles))
    adapt = _Adapting(before[theirs.pk], after, names, [text for text, _language in merge_parts.titles_of(theirs)])
    merge_parts.move_citations(record, into, same, adapt, moved)
    merge_parts.remove_relations(record, into, list(same.relations), moved)
    return moved


def _take(choice: Choice, pick: str, ours: Record, theirs: Record) -> None:
    """Write the chosen side of a statement into the row of the remaining record."""
    if pick not in choice.options:
        pick = choice.taken
    if pick == INTO:
        return
    if choice.is_terms:
        own, other = getattr(ours, choice.name), list(getattr(theirs, choice.name).all())
        own.add(*other) if pick == BOTH else own.set(other)
        return
    for column in choice.columns:
        setattr(ours, column, getattr(theirs, column))


Stated = Mapping[str, tuple[frozenset[str], str]]


def _stated(row: Record) -> Stated:
    """Return by the name of each statement what a record says, each text or term for itself, and how a citation would
    state it."""
    found = {
        "title": (frozenset(text for text, _language in merge_parts.titles_of(row) if text), ""),
        "summary": (frozenset(filter(None, (row.summary_en, row.summary_zh_hans))), ""),
    }
    for name in term_fields():
        found[name] = (frozenset(getattr(row, name).values_list("code", flat=True)), "")
    for name, fact in registry.get_record_type(row.kind).facts_by_name.items():
        value = fact.to_representation(row)
        if isinstance(fact, TextFact):
            found[name] = (frozenset(filter(None, (value or {}).values())), "")
        else:
            found[name] = (
                frozenset([] if value is None else [repr(value)]),
                "" if value is None else fact.stated(value),
            )
    return found


@dataclass
class _Adapting:
    """Changes a citation to what is true of it in the remaining record, and says whether it can go there."""

    before: Stated
    after: Stated
    names: list[str]  # titles that are other names now
    titles: list[str]  # what the record was called that the citation is of

    def __call__(self, row: Citation) -> bool:
        if row.field in registry.LISTED:
            return True
        if row.field not in self.after:
            return False
        was, stated = self.before[row.field]
        if was <= self.after[row.field][0]:
            return True
        if row.field == "title" and (name := self._name(row)):
            row.field, row.stated_value = "names", name
        elif stated and not row.stated_value and row.verdict in _AFFIRMING:
            row.stated_value = stated
        elif not row.stated_value:
            merge_parts.unchecked_verdict(row)
        return True

    def _name(self, row: Citation) -> str:
        """Return the former title that a citation of the title is for, if it is another name now."""
        own = [name for name in self.names if name in self.titles]
        if row.stated_value:
            return row.stated_value if row.stated_value in own else ""
        chinese = row.quote_language.startswith("zh")
        fitting = [name for name in own if (name[:1] > "\u2e80") == chinese]
        return next(iter(fitting or own), "")


_AFFIRMING = (Citation.Verdict.SUPPORTS, Citation.Verdict.PARTLY, Citation.Verdict.NOT_CHECKED)


def _adapt_own_citations(into: Record, adapt: _Adapting) -> None:
    """Adapt the citations of the remaining record to what was taken of the other one."""
    changed = [name for name, (said, _stated) in adapt.before.items() if not said <= adapt.after[name][0]]
    rows = list(Citation.objects.filter(record=into.pk)) if changed else []
    taken = {merge_parts.citation_place(row) for row in rows}
    written = []
    for row in rows:
        before = merge_parts.citation_place(row)
        if row.field in changed:
            adapt(row)
            if merge_parts.citation_place(row) == before or merge_parts.citation_place(row) not in taken:
                taken.add(merge_parts.citation_place(row))
                written.append(row)
    Citation.objects.bulk_update(written, ["field", "stated_value", "verdict", "basis", "checked_by", "checked_at"])
