"""The statements by which the API reads entries and versions. Documents come as text and stay text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from observatory.publishing.models import Entry


class Found(NamedTuple):
    """An entry as its address needs it; `text` is the document, None where it was not asked for."""

    record_id: int
    public_id: str
    kind: str
    slug: str
    version: int
    sha256: str
    published_at: datetime
    withdrawn_at: datetime | None
    reason: str
    merged_into: str
    text: str | None = None

    @property
    def tag(self) -> str:
        return version_tag(self.sha256, self.version)


_COLUMNS = (
    "record_id, public_id, kind, slug, version, sha256, published_at, withdrawn_at, withdrawal_reason, merged_into"
)
_FIND = """SELECT {columns} FROM publishing_entry
WHERE public_id = %(key)s OR slug = %(key)s ORDER BY public_id = %(key)s DESC LIMIT 1"""
_STAMP = _FIND.format(columns=_COLUMNS)
_WHOLE = _FIND.format(columns=f"{_COLUMNS}, document::text")


def version_tag(sha256: str, number: int) -> str:
    """Return what an ETag is made of: the same document published again is another version of it."""
    return f"{sha256}-{number}"


def find(key: str, *, document: bool) -> Found | None:
    """Return the entry with that public id or slug, withdrawn ones too, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE if document else _STAMP, {"key": key})
        row = cursor.fetchone()
    return Found(*row) if row else None


def formerly(slug: str) -> tuple[str, str] | None:
    """Return kind and public id of the public record that had this slug before."""
    rows = Entry.objects.filter(record__former_slugs__slug=slug)
    return rows.values_list("kind", "public_id").first()


# When anything was published or withdrawn last: read once a statement, whatever the number of rows.
CATALOGUE_CHANGED = Subquery(Entry.objects.order_by("-published_at").values("published_at")[:1])

# Documents as text, under the name that rows of the present and of the past share.
TEXT = Cast("document", TextField())
# The same of entries that are sorted: read for the rows of the page alone, where the other is read for all of them.
TEXT_OF_PAGE = Subquery(Entry.objects.filter(pk=OuterRef("pk")).order_by().values(text=TEXT))


def present(kind: str | None) -> QuerySet[Entry]:
    """Return what is public now."""
    entries = Entry.objects.live()
    return entries.filter(kind=kind) if kind else entries


_NEWEST = """SELECT record_id, version, published_at, (SELECT max(published_at) FROM publishing_entry), {text}
FROM publishing_entry WHERE withdrawn_at IS NULL {conditions}
ORDER BY published_at DESC, record_id DESC LIMIT %(limit)s"""


def newest(
    kind: str | None, behind: tuple[datetime, int] | None, limit: int, *, document: bool
) -> list[dict[str, Any]]:
    """Return rows of the list that is asked for most, unfiltered and newest first, written out.

    `behind` is time of publication and key of the row before. To put the statement together anew would
    cost the web process as much as all the rest of the answer.
    """
    conditions = "AND kind = %(kind)s " if kind else ""
    conditions += "AND (published_at, record_id) < (%(moment)s, %(record_id)s)" if behind else ""
    moment, record_id = behind or (None, None)
    statement = _NEWEST.format(conditions=conditions, text="document::text" if document else "NULL")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"kind": kind, "moment": moment, "record_id": record_id, "limit": limit})
        names = ("record_id", "version", "published_at", "changed", "text")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def stamped(text: str, number: int, published_at: datetime, sha256: str) -> str:
    """Return a frozen document with the stamp of its version, as its entry had it."""
    stamp = {"number": number, "published_at": published_at.isoformat(), "sha256": sha256}
    return f'{text[:-1]}, "version": {orjson.dumps(stamp).decode()}}}'


def as_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def joined(texts: Sequence[str], **first: Any) -> bytes:
    """Return a page: the members of `first`, then the documents as `results`, unread."""
    members = "".join(f"{as_json(name)}:{as_json(value)}," for name, value in first.items())
    return f'{{{members}"results":[{",".join(texts)}]}}'.encode()
