"""The workflow of a record from draft to review, and the three roles that take part in it.

draft -> in_review -> published -> (edited) draft -> …; withdrawn -> draft. Publishing and withdrawing are in
`record_publication`, an edit is `records.record_edits.mark_edited`; here are the two steps before them. What is public
never depends on the state. Who took a step, and why, is in the log of the record, which the admin writes
(`admin/record_decisions.py`).
"""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from observatory.records.models import Record

# Group names, one a role; permissions are set by `manage.py make_roles`, which `prepare` runs.
CURATOR = "curator"
REVIEWER = "reviewer"
ADMINISTRATOR = "administrator"
PUBLISH_PERMISSION = "publishing.publish_record"


def others_who_may_publish(records: Iterable[Record]) -> list:
    """Return the active users who may publish records and edited none of them since they were published, by name."""
    editors = {key for record in records for key in record.edited_by}
    people = get_user_model().objects.with_perm(PUBLISH_PERMISSION).filter(is_staff=True)
    return list(people.exclude(pk__in=editors).order_by("username"))


@transaction.atomic
def submit_for_review(*, records: Iterable[Record]) -> int:
    """Submit drafts for review; return how many were submitted. Records in other states are left unchanged."""
    return _move(records, Record.State.DRAFT, Record.State.IN_REVIEW, returned=False)


@transaction.atomic
def send_back(*, records: Iterable[Record]) -> int:
    """Return records under review to their curators as drafts; return how many."""
    return _move(records, Record.State.IN_REVIEW, Record.State.DRAFT, returned=True)


@transaction.atomic
def submit_items_for_review(*, rows: QuerySet) -> int:
    """Submit drafts of sources, official terms or coverage searches for review; return how many were submitted."""
    return rows.filter(state=Record.State.DRAFT).update(state=Record.State.IN_REVIEW)


@transaction.atomic
def send_items_back(*, rows: QuerySet) -> int:
    """Return those under review to their curators as drafts; return how many."""
    return rows.filter(state=Record.State.IN_REVIEW).update(state=Record.State.DRAFT)


def _move(records: Iterable[Record], start: Record.State, end: Record.State, *, returned: bool) -> int:
    wanted = [record.pk for record in records]
    return Record.objects.filter(pk__in=wanted, state=start).update(state=end, returned=returned)
