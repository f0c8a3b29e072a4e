"""Writes to a record that involve several tables: a new slug, and marking a record as edited."""

from django.db import connection, transaction
from django.utils import timezone

from observatory.records.models import FormerSlug, Record

# One key for all changes of slugs: `Record.slug` and `FormerSlug.slug` are one name space in two tables.
_SLUGS = 0x736C7567


class SlugInUse(ValueError):
    """Another record has this slug, or had it once and redirects from it."""

    def __init__(self, slug: str, holder: Record):
        super().__init__(slug)
        self.holder = holder


def lock_slugs() -> None:
    """Wait until no other transaction is about to take a slug; held until the end of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SLUGS])


def slug_holder(slug: str, *, but: int | None = None) -> Record | None:
    """Return the record, other than the one with primary key `but`, whose slug this is or was."""
    now = Record.objects.filter(slug=slug).exclude(pk=but).first()
    return now or Record.objects.filter(former_slugs__slug=slug).exclude(pk=but).first()


@transaction.atomic
def rename(*, record: Record, slug: str) -> None:
    """Give a record another slug; the one it had keeps leading to it. Raises `SlugInUse`."""
    lock_slugs()
    row = Record.objects.select_for_update().get(pk=record.pk)
    if row.slug == slug:
        return
    if holder := slug_holder(slug, but=row.pk):
        raise SlugInUse(slug, holder)
    FormerSlug.objects.filter(record=row, slug=slug).delete()
    FormerSlug.objects.create(record=row, slug=row.slug)
    row.slug = slug
    row.save(update_fields=["slug", "updated_at"])


def mark_edited(*, record: Record) -> None:
    """Note that a part of the record (a relation, a name, a citation) was edited now."""
    Record.objects.filter(pk=record.pk).update(updated_at=timezone.now())
