"""Merge two records: the working copy of one takes over what the other says, and the other leads to it.

The edit is one step of the history. What readers see changes by `merge_public_records` alone: a public record is
withdrawn and its URLs redirect permanently to the other; the remaining record is a draft until a reviewer publishes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from observatory.history.steps import step
from observatory.publishing.differences.document_differences import unpublished_differences
from observatory.publishing.facts import TextFact
from observatory.publishing.merging import moved_by_merge
from observatory.publishing.merging.merge_choices import read_merge_choices, take_choice, term_fields
from observatory.publishing.merging.merge_registry import move_registered_rows
from observatory.publishing.merging.moved_by_merge import Counterparts, MovedParts, move_shared_citations
from observatory.publishing.models import Entry, Version
from observatory.publishing.publication_lock import lock_for_publication
from observatory.publishing.publication_refusals import ChecksFailed, NotPublic, OwnEdits, require_reason
from observatory.publishing.record_publication import publish, withdraw
from observatory.publishing.scheduled_publications import stop_for_merge
from observatory.records import registry
from observatory.records.models import MergedRecord, Record, Relation
from observatory.records.record_duplicates import comparable_types, find_duplicates_of, merged_into
from observatory.records.record_edits import mark_all_edited, mark_edited
from observatory.sources.models import Citation


@dataclass(frozen=True)
class Merger:
    """What a merge came to: the version that withdrew the record, how many of its citations went along, and whether
    they are public in the other record already."""

    withdrawal: Version
    moved: int
    published: bool


class CannotMergeIntoItself(ValueError):
    """Raised for merging a record into itself, or into one that was merged into it."""


@transaction.atomic
def merge_public_records(*, record: Record, into: Record, by, reason: str) -> Merger:
    """Withdraw `record`, which is merged into `into`, and redirect its URLs there.

    Citations of statements that both records make alike move to `into` with their permanent IDs. They are published
    there at once if nothing else waits to be published; otherwise they wait with it. Nothing else is moved between the
    working copies: names, relations and other citations worth keeping are copied by a curator before. Raises
    `NotPublic` if either is not public, `CannotMergeIntoItself`, and `ReasonMissing` from `withdraw`.
    """
    if record.pk == into.pk:
        raise CannotMergeIntoItself
    with step(by=by, reason=reason, kind="merge"):
        return _merge_public_records(record, into, by, reason)


def _merge_public_records(record: Record, into: Record, by, reason: str) -> Merger:
    # Locked, so that `into` cannot be withdrawn or merged in the meantime; both together, as publications lock.
    """Withdraw the merged record, redirect it and move the citations that both share; publish these if nothing else
    waits."""
    lock_for_publication([record, into])
    winner = Entry.objects.live().filter(record=into.pk).first()
    if winner is None:
        raise NotPublic(into.public_id)
    others_wait = bool(unpublished_differences(into))
    version = withdraw(record=record, by=by, reason=reason)
    Entry.objects.filter(record=record.pk).update(merged_into=winner.public_id)
    moved = move_shared_citations(record=record, into=into)
    if moved:
        mark_edited(record=into, by=None)  # part of the merger, which the reviewer decides on
    published = bool(moved) and not others_wait and _published_if_allowed(into, by, reason)
    return Merger(version, moved, published=published)


def _published_if_allowed(record: Record, by, reason: str) -> bool:
    """Publish the record that another was merged into; return False if a rule of the operator does not allow it: then
    it waits as any other edit."""
    try:
        publish(record=record, by=by, reason=reason)
    except (ChecksFailed, OwnEdits):
        return False
    return True


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
    """Raise what is against merging one record into another: `CannotMergeIntoItself`, `CannotMergeTypes`,
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
        public = merge_public_records(record=record, into=into, by=by, reason=reason) if is_public(record) else None
        moved = _merge_working_copies(record, into, picks or {})
        outside: dict[str, Any] = {"moved": move_registered_rows(record, into), "scheduled": stopped}
        outside |= _versions_after_merge(public, into)
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


def _versions_after_merge(public: Merger | None, into: Record) -> dict[str, Any]:
    """Return the versions that an undo of the merge expects to be the latest."""
    if public is None:
        return {}
    shown = Entry.objects.only("version").get(record=into.pk).version
    return {"withdrawal": public.withdrawal.number, "version": shown, "published": public.published}


def _merge_working_copies(record: Record, into: Record, picks: Mapping[str, str]) -> MovedParts:
    """Write into the working copy of `into` what was picked of `record`, and move its names, relations, citations and
    so on there; return what moved."""
    ours, theirs = registry.as_own_type(into), registry.as_own_type(record)
    before = {row.pk: _statements_of_record(row) for row in (ours, theirs)}
    titles = [*moved_by_merge.titles_of(ours), *moved_by_merge.titles_of(theirs)]
    own_titles = [text for text, _language in moved_by_merge.titles_of(ours)]
    for choice in read_merge_choices(record, into):
        take_choice(choice, picks.get(choice.name, choice.taken), ours, theirs)
    ours.save()
    moved = MovedParts()
    names = moved_by_merge.move_names(theirs, ours, titles, moved)
    moved_by_merge.move_identifiers(record, into, moved)
    same = Counterparts(
        relations=moved_by_merge.move_relations(record, into, moved),
        milestones=moved_by_merge.move_milestones(record, into, moved),
    )
    after = _statements_of_record(registry.get_record_type(into.kind).model.objects.get(pk=into.pk))
    _adapt_own_citations(into, _AdaptCitation(before[ours.pk], after, names, own_titles))
    adapt = _AdaptCitation(
        before[theirs.pk], after, names, [text for text, _language in moved_by_merge.titles_of(theirs)]
    )
    moved_by_merge.move_citations(record, into, same, adapt, moved)
    moved_by_merge.remove_relations(record, into, list(same.relations), moved)
    return moved


Stated = Mapping[str, tuple[frozenset[str], str]]


def _statements_of_record(row: Record) -> Stated:
    """Return by the name of each statement what a record says, each text or term for itself, and how a citation would
    state it: compared before and after the merge."""
    found = {
        "title": (frozenset(text for text, _language in moved_by_merge.titles_of(row) if text), ""),
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
class _AdaptCitation:
    """Changes a citation to what is true of it in the remaining record, and says whether it can go there."""

    before: Stated
    after: Stated
    names: list[str]  # titles that are other names now
    titles: list[str]  # what the record was called that the citation is of

    def __call__(self, row: Citation) -> bool:
        """Change a citation of a merged record to what is true of it in the remaining one; return whether it can go
        there."""
        if row.field in registry.LISTED:
            return True
        if row.field not in self.after:
            return False
        was, stated = self.before[row.field]
        if was <= self.after[row.field][0]:
            return True
        if row.field == "title" and (name := self._other_name_of_citation(row)):
            row.field, row.stated_value = "names", name
        elif stated and not row.stated_value and row.verdict in _AFFIRMING:
            row.stated_value = stated
        elif not row.stated_value:
            moved_by_merge.unchecked_verdict(row)
        return True

    def _other_name_of_citation(self, row: Citation) -> str:
        """Return the former title that a citation of the title is for, if it is another name now."""
        own = [name for name in self.names if name in self.titles]
        if row.stated_value:
            return row.stated_value if row.stated_value in own else ""
        chinese = row.quote_language.startswith("zh")
        fitting = [name for name in own if (name[:1] > "\u2e80") == chinese]
        return next(iter(fitting or own), "")


_AFFIRMING = (Citation.Verdict.SUPPORTS, Citation.Verdict.PARTLY, Citation.Verdict.NOT_CHECKED)


def _adapt_own_citations(into: Record, adapt: _AdaptCitation) -> None:
    """Adapt the citations of the remaining record to what the merge took of the other one."""
    changed = [name for name, (said, _stated) in adapt.before.items() if not said <= adapt.after[name][0]]
    rows = list(Citation.objects.filter(record=into.pk)) if changed else []
    taken = {moved_by_merge.citation_place(row) for row in rows}
    written = []
    for row in rows:
        before = moved_by_merge.citation_place(row)
        if row.field in changed:
            adapt(row)
            if moved_by_merge.citation_place(row) == before or moved_by_merge.citation_place(row) not in taken:
                taken.add(moved_by_merge.citation_place(row))
                written.append(row)
    Citation.objects.bulk_update(written, ["field", "stated_value", "verdict", "basis", "checked_by", "checked_at"])
