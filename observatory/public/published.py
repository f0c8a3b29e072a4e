"""SQL queries behind the API. Documents are read and returned as JSON text without parsing.

A document is frozen, but a record that one of its relations names may be withdrawn later. Such records are marked
beside the document (`withdrawn_objects`), as its version is, so that the hash of the document stays right.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
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
    marks: str | None = None
    objects_changed: datetime | None = None
    text: str | None = None

    @property
    def tag(self) -> str:
        return version_tag(self.sha256, self.version, self.marks)

    @property
    def modified(self) -> datetime:
        """When the answer changed last: with the record itself, or with a mark on one of its relations."""
        return max(self.published_at, self.objects_changed or self.published_at)

    @property
    def body(self) -> str:
        return with_marks(self.text or "null", self.marks)


# A withdrawn record as JSON: a record that was merged names the one that it became part of.
MARK = (
    "jsonb_strip_nulls(jsonb_build_object('id', object.public_id,"
    " 'withdrawn_at', to_char(object.withdrawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"'),"
    " 'merged_into', nullif(object.merged_into, '')))"
)
_OBJECTS = "FROM publishing_entry AS object WHERE object.public_id = ANY(publishing_entry.related_ids)"
# Not by FILTER: the marks of all objects would be made before those that are public are left out.
_MARKS = f"(SELECT jsonb_agg({MARK} ORDER BY object.record_id)::text {_OBJECTS} AND object.withdrawn_at IS NOT NULL)"
MARKS = RawSQL(_MARKS, (), output_field=TextField())  # noqa: S611 - no value of a request is in it

_COLUMNS = (
    "record_id, public_id, kind, slug, version, sha256, published_at, withdrawn_at, withdrawal_reason, merged_into,"
    f" {_MARKS}, (SELECT max(object.published_at) {_OBJECTS})"
)
_FIND = """SELECT {columns} FROM publishing_entry
WHERE public_id = %(key)s OR slug = %(key)s ORDER BY public_id = %(key)s DESC LIMIT 1"""
_STAMP = _FIND.format(columns=_COLUMNS)
_WHOLE = _FIND.format(columns=f"{_COLUMNS}, document::text")


def version_tag(sha256: str, number: int, marks: str | None = None) -> str:
    """Return what an ETag is made of: the same document published again is another version of it."""
    marked = f"-{hashlib.blake2b(marks.encode(), digest_size=8).hexdigest()}" if marks else ""
    return f"{sha256}-{number}{marked}"


def with_marks(text: str, marks: str | None) -> str:
    """Return a document with the marks of the withdrawn records that its relations name, if there are any."""
    return f'{text[:-1]}, "withdrawn_objects": {marks}}}' if marks else text


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
CATALOGUE_CHANGED = Subquery(Entry.objects.order_by("-sequence").values("published_at")[:1])

# Documents as text, under the name that rows of the present and of the past share.
TEXT = Cast("document", TextField())
# The same of entries that are sorted: read for the rows of the page alone, where the other is read for all of them.
TEXT_OF_PAGE = Subquery(Entry.objects.filter(pk=OuterRef("pk")).order_by().values(text=TEXT))


def present(kind: str | None) -> QuerySet[Entry]:
    """Return what is public now."""
    entries = Entry.objects.live()
    return entries.filter(kind=kind) if kind else entries


_NEWEST = f"""SELECT record_id, version, published_at,
    (SELECT published_at FROM publishing_entry ORDER BY sequence DESC LIMIT 1) AS changed, {_MARKS}, {{text}}
FROM publishing_entry WHERE withdrawn_at IS NULL {{conditions}}
ORDER BY published_at DESC, record_id DESC LIMIT %(limit)s"""  # noqa: S608


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
        names = ("record_id", "version", "published_at", "changed", "marks", "text")
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
