"""Publish of several records those that can be published, and say why the others cannot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from observatory.publishing.actions import Publication, publish_many
from observatory.publishing.refusals import ChecksFailed, KeyTaken, OwnEdits, SlugTaken
from observatory.records.models import Record
from observatory.sources.models import Citation, Source

Refusal = ChecksFailed | OwnEdits | SlugTaken | KeyTaken


@dataclass(frozen=True)
class PartialPublication:
    """What was published, in the order of the records, and by primary key what stood in the way of the others."""

    publications: Sequence[Publication]
    refused: Mapping[int, Refusal]


@transaction.atomic
def publish_possible(
    *, records: Sequence[Record], by, reason: str, sources: Iterable[Source] = ()
) -> PartialPublication:
    """Publish the records together, as `publish_many` does, but for those that it refuses.

    Each refusal leaves out the records it names and tries again: a relation to a record that is left out stays out too.
    Raises `ReasonMissing`, or `DoesNotExist` for a deleted record or source.
    """
    rest, chosen = list(records), list(sources)
    refused: dict[int, Refusal] = {}
    while rest:
        try:
            with transaction.atomic():
                return PartialPublication(publish_many(records=rest, by=by, reason=reason, sources=chosen), refused)
        except (ChecksFailed, OwnEdits, SlugTaken, KeyTaken) as error:
            named = _named_by(error, rest) or {row.pk for row in rest}
            refused |= dict.fromkeys(named, error)
            rest = [row for row in rest if row.pk not in named]
            if isinstance(error, KeyTaken):
                chosen = [row for row in chosen if row.key != str(error)]
    return PartialPublication([], refused)


def _named_by(error: Refusal, records: Sequence[Record]) -> set[int]:
    """Return the primary keys of the records that a refusal is about."""
    keys = {row.pk for row in records}
    if isinstance(error, SlugTaken):
        return {row.pk for row in records if row.slug == str(error)}
    if isinstance(error, KeyTaken):
        cited = Citation.objects.filter(record__in=keys, source__key=str(error))
        return set(cited.values_list("record_id", flat=True))
    return keys & set(error.titles)
