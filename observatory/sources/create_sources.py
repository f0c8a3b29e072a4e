"""Create sources from drafts: all of them or none."""

from collections.abc import Collection, Mapping, Sequence

from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from observatory.sources.citation_keys import propose_key
from observatory.sources.models import Contributor, Location, Source
from observatory.sources.references import SourceDraft
from observatory.sources.similar_sources import similar_to_works, work_of

MADE = gettext_noop("Made from a pasted reference.")


class DraftsRefused(Exception):
    """Raised where drafts cannot be saved; `reasons` are messages by the number of the draft, counted from 0."""

    def __init__(self, reasons: Mapping[int, Sequence[str]]) -> None:
        super().__init__("; ".join(text for texts in reasons.values() for text in texts))
        self.reasons = reasons


def wait_for_other_creators() -> None:
    """Let nobody else make a source between the comparison with existing ones and the end of the transaction.

    So two clicks, or two people, do not make one work twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sources_source'), 1)")


@transaction.atomic
def create_sources(
    *, drafts: Sequence[SourceDraft], by, known: Sequence[Collection[int]] | None = None
) -> list[Source]:
    """Save drafts as sources, state draft, with contributors and locations; keys are proposed.

    `by` is a user, or None for the operator. `known` are for each draft the primary keys of the sources that were shown
    as the same work: a draft that is certainly the work of another one is refused. Raises `DraftsRefused` with the
    reasons of all drafts, and then saves none.
    """
    wait_for_other_creators()
    made: list[Source] = []
    reasons: dict[int, list[str]] = {}
    if known is not None:
        found = similar_to_works([work_of(draft) for draft in drafts])
        for number, (similar, shown) in enumerate(zip(found, known, strict=True)):
            if by_now := [each.source.key for each in similar if each.is_certain and each.source.pk not in shown]:
                text = _("There is a source for this work by now: %(key)s.") % {"key": by_now[0]}
                reasons[number] = [text]
    for number, draft in enumerate(drafts):
        try:
            with transaction.atomic():
                made.append(_create_source(draft))
        except ValidationError as error:
            reasons.setdefault(number, []).extend(error.messages)
    if reasons:
        raise DraftsRefused(reasons)
    if by is not None and made:
        LogEntry.objects.log_actions(by.pk, made, ADDITION, MADE)
    return made


def _create_source(draft: SourceDraft) -> Source:
    """Save a draft as a source, with contributors and locations. Raises ValidationError."""
    source = Source(key=propose_key(draft), **draft.source_fields())
    source.full_clean()
    source.save()
    for place in draft.locations:
        location = Location(source=source, url=place.url, role=place.role)
        location.full_clean()
        location.save()
    counts: dict[str, int] = {}
    for name in draft.contributors:
        counts[name.role] = counts.get(name.role, 0) + 1
        row = Contributor(
            source=source,
            position=counts[name.role],
            role=name.role,
            family=name.family,
            given=name.given,
            literal=name.literal,
            original=name.original,
        )
        row.full_clean()
        row.save()
    return source
