"""Read what is public: a record by its id or slug, its former slugs, its version at a moment, its withdrawal.

The site and the API both use it. Documents are read and returned as JSON text without parsing. A document is frozen,
but a record that one of its relations names may be withdrawn later. Such records are listed beside the document
(`withdrawn_objects`), as its version is, so that the hash of the document stays right.
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

from observatory.publishing.index import facets
from observatory.publishing.models import Entry, Version


def refuse_past_moment() -> list[str]:
    """Return the parameters of the site's and the API's lists that cannot be combined with `as_of`: a version has no
    search vector, no evidence status and no list of the records that name it."""
    return ["q", "related", *facets.only_present()]


class EntryRow(NamedTuple):
    """The columns of one entry that an answer about it needs; `text` is the document, None where it was not read."""

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
    withdrawn_objects: str | None = None
    objects_changed: datetime | None = None
    text: str | None = None

    @property
    def tag(self) -> str:
        return version_tag(self.sha256, self.version, self.withdrawn_objects)

    @property
    def modified(self) -> datetime:
        """When the answer changed last: with the record itself, or with the object of one of its relations."""
        return max(self.published_at, self.objects_changed or self.published_at)

    @property
    def body(self) -> str:
        return with_withdrawn_objects(self.text or "null", self.withdrawn_objects)

    @property
    def withdrawal(self) -> "Withdrawal | None":
        """The present withdrawal of the record; None for a record that is public."""
        if self.withdrawn_at is None:
            return None
        return Withdrawal(self.public_id, self.kind, self.withdrawn_at, self.reason)


class Withdrawal(NamedTuple):
    """A record that is not public any more: since when, and why."""

    public_id: str
    kind: str
    since: datetime
    reason: str


def withdrawal_of(entry: Entry, version: Version | None = None) -> Withdrawal:
    """Return the present withdrawal of an entry, or the one that a version of it records."""
    if version is None:
        return Withdrawal(entry.public_id, entry.kind, entry.withdrawn_at, entry.withdrawal_reason)
    return Withdrawal(entry.public_id, entry.kind, version.published_at, version.reason)


# A withdrawn record as JSON: a record that was merged names the one that it became part of.
WITHDRAWN_OBJECT = (
    "jsonb_strip_nulls(jsonb_build_object('id', object.public_id,"
    " 'withdrawn_at', to_char(object.withdrawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"'),"
    " 'merged_into', nullif(object.merged_into, '')))"
)
_OBJECTS = "FROM publishing_entry AS object WHERE object.public_id = ANY(publishing_entry.related_ids)"
# Not by FILTER: the JSON of all objects would be made before those that are public are left out.
_WITHDRAWN_OBJECTS = (
    f"(SELECT jsonb_agg({WITHDRAWN_OBJECT} ORDER BY object.record_id)::text {_OBJECTS}"
    " AND object.withdrawn_at IS NOT NULL)"
)
WITHDRAWN_OBJECTS = RawSQL(_WITHDRAWN_OBJECTS, (), output_field=TextField())  # noqa: S611 - no value of a request is in it

_COLUMNS = (
    "record_id, public_id, kind, slug, version, sha256, published_at, withdrawn_at, withdrawal_reason, merged_into,"
    f" {_WITHDRAWN_OBJECTS}, (SELECT max(object.published_at) {_OBJECTS})"
)
_FIND = """SELECT {columns} FROM publishing_entry
WHERE public_id = %(key)s OR slug = %(key)s ORDER BY public_id = %(key)s DESC LIMIT 1"""
_FIND_WITHOUT_DOCUMENT = _FIND.format(columns=_COLUMNS)
_FIND_WITH_DOCUMENT = _FIND.format(columns=f"{_COLUMNS}, document::text")


def version_tag(sha256: str, number: int, withdrawn_objects: str | None = None) -> str:
    """Return what an ETag is made of: the same document published again is another version of it."""
    suffix = f"-{hashlib.blake2b(withdrawn_objects.encode(), digest_size=8).hexdigest()}" if withdrawn_objects else ""
    return f"{sha256}-{number}{suffix}"


def with_withdrawn_objects(text: str, withdrawn_objects: str | None) -> str:
    """Return a document with the withdrawn records that its relations name (JSON), if there are any."""
    return f'{text[:-1]}, "withdrawn_objects": {withdrawn_objects}}}' if withdrawn_objects else text


def find_entry(key: str, *, document: bool) -> EntryRow | None:
    """Return the entry with that public id or slug, withdrawn ones too, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_WITH_DOCUMENT if document else _FIND_WITHOUT_DOCUMENT, {"key": key})
        row = cursor.fetchone()
    return EntryRow(*row) if row else None


def find_by_former_slug(slug: str, kind: str | None = None) -> Entry | None:
    """Return the entry (kind, public id and slug alone) of the record that had this slug before."""
    rows = Entry.objects.filter(record__former_slugs__slug=slug)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.only("kind", "public_id", "slug").first()


def versions_until(record_id: int, moment: datetime) -> QuerySet[Version]:
    """Return the versions of a record up to `moment` (aware), the newest first: that one was current then. It may be a
    withdrawal, which has no document."""
    return Version.objects.filter(record_id=record_id, published_at__lte=moment).order_by("-number")


# When anything was published or withdrawn last: read once a statement, whatever the number of rows.
CATALOGUE_CHANGED = Subquery(Entry.objects.order_by("-sequence").values("published_at")[:1])

# Documents as text, under the name that rows of the present and of the past share.
TEXT = Cast("document", TextField())
# The same of entries that are sorted: read for the rows of the page alone, where the other is read for all of them.
TEXT_OF_PAGE = Subquery(Entry.objects.filter(pk=OuterRef("pk")).order_by().values(text=TEXT))


def live_entries(kind: str | None) -> QuerySet[Entry]:
    """Return what is public now."""
    entries = Entry.objects.live()
    return entries.filter(kind=kind) if kind else entries


_NEWEST = f"""SELECT record_id, version, published_at,
    (SELECT published_at FROM publishing_entry ORDER BY sequence DESC LIMIT 1) AS changed,
    {_WITHDRAWN_OBJECTS}, {{text}}
FROM publishing_entry WHERE withdrawn_at IS NULL {{conditions}}
ORDER BY published_at DESC, record_id DESC LIMIT %(limit)s"""  # noqa: S608


def newest_record_rows(
    kind: str | None, after: tuple[datetime, int] | None, limit: int, *, document: bool
) -> list[dict[str, Any]]:
    """Return rows of public records, unfiltered and newest first: the list that is read most, by a statement of its
    own.

    `after` is time of publication and key of the row before. To build the statement by the ORM each time would
    cost the web process as much as all the rest of the answer.
    """
    conditions = "AND kind = %(kind)s " if kind else ""
    conditions += "AND (published_at, record_id) < (%(moment)s, %(record_id)s)" if after else ""
    moment, record_id = after or (None, None)
    statement = _NEWEST.format(conditions=conditions, text="document::text" if document else "NULL")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"kind": kind, "moment": moment, "record_id": record_id, "limit": limit})
        names = ("record_id", "version", "published_at", "changed", "withdrawn_objects", "text")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def with_version(text: str, number: int, published_at: datetime, sha256: str) -> str:
    """Return a frozen document with its member `version`, as its entry had it."""
    version = {"number": number, "published_at": published_at.isoformat(), "sha256": sha256}
    return f'{text[:-1]}, "version": {to_json(version)}}}'


def to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def page_json(texts: Sequence[str], **members: Any) -> bytes:
    """Return a page of a list as JSON: the members, then the documents, which are text already, as `results`."""
    first = "".join(f"{to_json(name)}:{to_json(value)}," for name, value in members.items())
    return f'{{{first}"results":[{",".join(texts)}]}}'.encode()
