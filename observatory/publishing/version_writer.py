"""Append versions: the one place that writes to tables of versions, of records and of everything else published."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import Max
from django.utils import timezone

from observatory.publishing.models import FrozenVersion
from observatory.publishing.publication_lock import take_publication_lock

V = TypeVar("V", bound=FrozenVersion)


def append_versions(
    model: type[V],
    owner: str,
    keys: Collection[int],
    action: str,
    by,
    reason: str,
    built: Mapping[int, dict[str, Any]] | None = None,
    digests: Mapping[int, str] | None = None,
) -> dict[int, V]:
    """Write the next version of each row of a table, in the order of `keys`; return them by key. A withdrawal has no
    documents.

    `owner` is the name of the foreign key of `model` to what it is a version of. Versions in another format are a
    microsecond apart: that order is the one of lists of the past from then on.
    """
    apart = timedelta(microseconds=1 if action == FrozenVersion.Action.RESHAPE else 0)
    # One at a time from here on, so that publications become visible in the order of their ids: what readers keep
    # until something is published (`Entry.objects.generation`) would else outlive one begun earlier and ended later.
    take_publication_lock()
    now = timezone.now()
    numbered = model._default_manager.filter(**{f"{owner}__in": keys}).order_by().values_list(owner)
    last = {pk: before for pk, *before in numbered.annotate(Max("number"), Max("published_at"))}
    never = (0, now)
    rows = [
        model(
            **{f"{owner}_id": pk},
            number=last.get(pk, never)[0] + 1,
            action=action,
            document=built[pk] if built else None,
            sha256=digests[pk] if digests else "",
            # A clock may have been set back; the versions of a row stay in the order of their numbers.
            published_at=max(now + place * apart, last.get(pk, never)[1]),
            published_by=by,
            reason=reason,
        )
        for place, pk in enumerate(keys)
    ]
    return {getattr(row, f"{owner}_id"): row for row in model._default_manager.bulk_create(rows)}
