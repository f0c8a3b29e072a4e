"""Records that go with a decision on another one (`publishing.published_together`), as far as the user may decide."""

from collections.abc import Sequence

from observatory.publishing.published_together import companions_of
from observatory.records import registry
from observatory.records.models import Record

# The state of what goes with a decision: what was submitted together is published and sent back together.
_TAKEN_ALONG = {
    "submit": Record.State.DRAFT,
    "publish": Record.State.IN_REVIEW,
    "send_back": Record.State.IN_REVIEW,
}


def with_companions(user, decision: str, records: Sequence[Record]) -> list[Record]:
    """Return the records that go with a decision on some records and that the user may change; each has
    `goes_along` set."""
    if decision not in _TAKEN_ALONG:
        return []
    found = companions_of(records, state=_TAKEN_ALONG[decision])
    if decision == "publish":  # a reviewer who publishes a draft publishes what it was edited with
        drafts = [row for row in records if row.state == Record.State.DRAFT]
        found += companions_of(drafts, state=Record.State.DRAFT)
    allowed = [row for row in found if _may_change(user, row)]
    for row in allowed:
        row.goes_along = True
    return allowed


def _may_change(user, record: Record) -> bool:
    meta = registry.get_record_type(record.kind).model._meta
    return user.has_perm(f"{meta.app_label}.change_{meta.model_name}")
