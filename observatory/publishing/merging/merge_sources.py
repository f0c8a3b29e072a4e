"""Merge two sources: locations and citations of one go to the other, whose page the first leads to.

The edit is one step of the history, and its undo another (`undo_merge`). Readers go on seeing the first source as
long as a published record cites it; once the records are published again, its page redirects (`MergedSource`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from observatory.history.steps import step
from observatory.publishing.item_publication import SOURCES, lock_items, set_state
from observatory.publishing.merging.merge_choices import CONTRIBUTORS, RECORD, source_choices
from observatory.publishing.merging.merge_records import CannotMergeIntoItself
from observatory.publishing.merging.moved_by_merge import citation_place, take_over
from observatory.publishing.publication_lock import lock_existing
from observatory.publishing.publication_refusals import require_reason
from observatory.records.models import Record
from observatory.records.record_edits import mark_all_edited
from observatory.sources.location_actions import locations_may_move
from observatory.sources.models import (
    Citation,
    Contributor,
    Location,
    MergedSource,
    OfficialTerm,
    Rendering,
    Source,
)
from observatory.sources.source_duplicates import find_duplicates_of, merged_into


class SourceAlreadyMerged(ValueError):
    """Raised if one of the two is merged into another source already; `merger` says into which."""

    def __init__(self, merger: MergedSource):
        super().__init__(str(merger))
        self.merger = merger


class TwoAttachments(ValueError):
    """Raised if both sources have a location without a URL: a source can have one."""


@dataclass
class MovedSource:
    """How much a merge moved; `folded` citations are of a place that is cited for the statement already, `records` are
    those that became drafts."""

    locations: int = 0
    citations: int = 0
    folded: int = 0
    records: set[int] = field(default_factory=set)


def require_mergeable(source: Source, into: Source) -> None:
    """Raise what is against merging one source into another: `CannotMergeIntoItself`, `SourceAlreadyMerged` or
    `TwoAttachments`."""
    if source.pk == into.pk:
        raise CannotMergeIntoItself
    for row in (source, into):
        if merger := merged_into(row):
            raise SourceAlreadyMerged(merger)
    if Location.objects.filter(source__in=[source.pk, into.pk], url="").count() > 1:
        raise TwoAttachments


@transaction.atomic
def merge_sources(
    *, source: Source, into: Source, by, reason: str, picks: Mapping[str, str] | None = None
) -> tuple[MergedSource, MovedSource]:
    """Merge `source` into `into`; `picks` are the chosen values of `source_choices` by name, the defaults for others.

    Locations go along with what was read there; one whose URL the other source has already stays behind, retired. The
    citations of all records follow with their permanent IDs, and the records become drafts. Raises what
    `require_mergeable` raises, `ReasonMissing`, or `DoesNotExist` for a deleted source.
    """
    reason = require_reason(reason)
    lock_existing(set(Citation.objects.filter(source__in=[source.pk, into.pk]).values_list("record_id", flat=True)))
    lock_items(SOURCES, [source, into])
    source, into = Source.objects.get(pk=source.pk), Source.objects.get(pk=into.pk)
    require_mergeable(source, into)
    moved = MovedSource()
    with step(by=by, reason=reason, kind="merge") as made:
        _take_source_columns(source, into, picks or {})
        with locations_may_move():
            places = _move_locations_of_source(source, into, moved)
        _move_citations_of_source(source, into, places, moved)
        _move_translations_of_source(source, into)
        mark_all_edited(keys=moved.records, by=by)
        Source.objects.filter(pk=into.pk).mark_edited()
        set_state(SOURCES, [source.pk], Record.State.WITHDRAWN)
        values = {"into": into, "by": by, "at": timezone.now(), "reason": reason, "step": str(made.id)}
        row, _created = MergedSource.objects.update_or_create(source=source, defaults=values)
    find_duplicates_of([source.pk, into.pk])
    return row, moved


def _take_source_columns(source: Source, into: Source, picks: Mapping[str, str]) -> None:
    """Write what was picked of the merged source into the row of the remaining one."""
    taken = []
    for choice in source_choices(source, into):
        pick = picks.get(choice.name, choice.taken)
        if (pick if pick in choice.options else choice.taken) == RECORD:
            taken.append(choice.name)
    if "doi" in taken:  # one source has it
        Source.objects.filter(pk=source.pk).update(doi="")
    columns = [name for name in taken if name != CONTRIBUTORS]
    for name in columns:
        setattr(into, name, getattr(source, name))
    into.save(update_fields=[*columns, "updated_at"])
    if CONTRIBUTORS in taken:
        Contributor.objects.filter(source=into.pk).delete()
        Contributor.objects.filter(source=source.pk).update(source=into.pk)


def _move_locations_of_source(source: Source, into: Source, moved: MovedSource) -> dict[int, int]:
    """Move the locations of a merged source; return by the key of one that stays behind the one of `into` that has its
    URL."""
    there = dict(Location.objects.filter(source=into.pk).values_list("url", "pk"))
    rows = list(Location.objects.filter(source=source.pk).values_list("pk", "url"))
    moved.locations = Location.objects.filter(pk__in=[pk for pk, url in rows if url not in there]).update(
        source=into.pk
    )
    left = {pk: there[url] for pk, url in rows if url in there}
    in_use = Location.objects.filter(pk__in=left, retired_at=None)
    in_use.update(retired_at=timezone.localdate(), monitored=False)
    return left


def _move_citations_of_source(source: Source, into: Source, places: Mapping[int, int], moved: MovedSource) -> None:
    """Make the citations of a merged source ones of the other; of two of one place in it, one is left."""
    rows = list(Citation.objects.filter(source=source.pk))
    moved.records = {row.record_id for row in rows}
    there = {citation_place(row): row for row in Citation.objects.filter(source=into.pk, record__in=moved.records)}
    going, folded, improved = [], [], []
    for row in rows:
        row.source_id, row.location_id = into.pk, places.get(row.location_id, row.location_id)
        if other := there.get(citation_place(row)):
            folded.append(row.pk)
            if take_over(other, row):
                improved.append(other)
        else:
            there[citation_place(row)] = row
            going.append(row)
    Citation.objects.bulk_update(going, ["source", "location"], batch_size=500)
    names = ("location", "quote", "quote_language", "prefix", "suffix", "quoted_from", "note_en", "note_zh_hans")
    Citation.objects.bulk_update(improved, [*names, "verdict", "basis", "checked_by", "checked_at"], batch_size=500)
    Citation.objects.filter(pk__in=folded).delete()
    moved.citations, moved.folded = len(going), len(folded)


def _move_translations_of_source(source: Source, into: Source) -> None:
    """Move the translations of official terms that rest on the merged source, each once."""
    columns = ("term_id", "text", "language")
    there = set(Rendering.objects.filter(source=into.pk).values_list(*columns))
    rows = list(Rendering.objects.filter(source=source.pk).values_list("pk", *columns))
    OfficialTerm.objects.filter(pk__in={row[1] for row in rows}).mark_edited()
    Rendering.objects.filter(pk__in=[row[0] for row in rows if row[1:] in there]).delete()
    Rendering.objects.filter(source=source.pk).update(source=into.pk)
