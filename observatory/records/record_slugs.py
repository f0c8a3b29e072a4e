"""Slugs of records: propose one, change it so that the former one redirects, and the lock for all changes of slugs."""

from collections.abc import Iterable
from itertools import chain, count

from django.db import connection, transaction

from observatory.records.models import FormerSlug, Record
from observatory.text.slugs import make_slug

# One lock for all changes of slugs: `Record.slug` and `FormerSlug.slug` share one name space in two tables.
_SLUGS = 0x736C7567


class SlugInUse(ValueError):
    """Raised when another record has this slug, or had it and redirects from it."""

    def __init__(self, slug: str, holder: Record):
        super().__init__(slug)
        self.holder = holder


def lock_slugs() -> None:
    """Wait until no other transaction is changing slugs, and keep others out until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SLUGS])


def record_of_slug(slug: str, *, but: int | None = None) -> Record | None:
    """Return the record whose slug this is or was, or None; the record with primary key `but` is ignored."""
    now = Record.objects.filter(slug=slug).exclude(pk=but).first()
    return now or Record.objects.filter(former_slugs__slug=slug).exclude(pk=but).first()


def propose_slug(titles: Iterable[str], public_id: str) -> str:
    """Return a slug for a new record that no record has or had: from its first title that gives one, else its ID."""
    wanted = next(filter(None, map(make_slug, titles)), public_id)
    if not wanted:
        return ""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if not record_of_slug(slug))


@transaction.atomic
def change_slug(*, record: Record, slug: str) -> None:
    """Give a record another slug; its old slug keeps redirecting to it. Raises `SlugInUse`."""
    lock_slugs()
    row = Record.objects.select_for_update().get(pk=record.pk)
    if row.slug == slug:
        return
    if holder := record_of_slug(slug, but=row.pk):
        raise SlugInUse(slug, holder)
    FormerSlug.objects.filter(record=row, slug=slug).delete()
    FormerSlug.objects.create(record=row, slug=row.slug)
    row.slug = slug
    row.save(update_fields=["slug", "updated_at"])
