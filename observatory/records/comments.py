"""Comments on records, sources, terms and coverage searches, and on their statements: read, add, edit, settle. Who is
mentioned finds them on the home page."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.records import registry
from observatory.records.labels import field_label
from observatory.records.mentions import find_mentions
from observatory.records.models import Comment, Milestone, Record, Relation, Reviewed
from observatory.records.people import display_name, people_of_the_desk
from observatory.text.clean import clean_text

LONGEST = 4_000  # characters of a comment
MOST = 200  # comments of a record that a page shows
EDITABLE = timedelta(days=1)  # how long the author may change or delete a comment
SAME = timedelta(minutes=1)  # within which the same words of the same person are one comment, sent twice


class CommentRefused(Exception):
    """Raised when a comment is not written. The text says why, and what to do, in the active language."""


class UnknownMention(CommentRefused):
    """Raised when a text mentions names that are nobody's at the desk; `names` has them."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        text = ngettext(
            "Nobody with a role has the user name %(names)s. Choose a person from the list, or leave out the @.",
            "Nobody with a role has the user names %(names)s. Choose people from the list, or leave out the @.",
            len(names),
        )
        super().__init__(text % {"names": ", ".join(f"@{name}" for name in names[:5])})


def comments_of(row: Record | Reviewed, *, most: int = MOST) -> list[Comment]:
    """Return the latest comments on a record or an item and its statements with their people, the oldest first; two
    queries."""
    rows = row.comments.select_related("author", "settled_by").prefetch_related("mentioned")
    return list(rows.order_by("-created_at", "-id")[:most])[::-1]


@transaction.atomic
def add_comment(
    *, record: Record | Reviewed, statement: str = "", text: str, by, returns: bool = False, mentioned: Iterable = ()
) -> Comment:
    """Add a comment on a record, or on one statement of it (`field:NAME`, `relation:ID`, `milestone:ID`); on a source,
    an official term or a coverage search likewise.

    Mentioned are the people named in the text with @, and those in `mentioned`. `returns` says that it returned the
    record to its curators. The same words sent twice within a minute are one comment. Raises CommentRefused.
    """
    # The lock makes a second click wait, so that it finds the comment of the first.
    root = Record if isinstance(record, Record) else type(record)
    root._base_manager.select_for_update(no_key=True).get(pk=record.pk)
    text = _checked(text)
    if statement and not is_statement_of(record, statement):
        raise CommentRefused(_("This statement no longer exists. Comment on the record instead."))
    people = _mentioned(text, mentioned)
    on = _on(record)
    same = Comment.objects.open().filter(**on, statement=statement, author=by, text=text, returns=returns)
    if twice := same.filter(created_at__gt=timezone.now() - SAME).first():
        return twice
    comment = Comment.objects.create(**on, statement=statement, text=text, author=by, returns=returns)
    comment.mentioned.set(people)
    return comment


def _on(row: Record | Reviewed) -> dict[str, Any]:
    """Return the columns that say what a comment is on."""
    if isinstance(row, Record):
        return {"record_id": row.pk}
    return {"item_type": ContentType.objects.get_for_model(row), "item_id": row.pk}


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, by) -> Comment:
    """Change the text of one's own open comment within a day; its mentions follow. Raises CommentRefused."""
    row = _lock_own(comment, by)
    before = find_mentions(row.text, _people_by_name()).people
    row.text = _checked(text)
    kept = [person for person in row.mentioned.all() if person not in before]  # picked from the list
    row.mentioned.set(_mentioned(row.text, kept))
    row.save(update_fields=["text"])
    return row


@transaction.atomic
def delete_comment(*, comment: Comment, by) -> None:
    """Delete one's own open comment within a day. Raises CommentRefused; also for one that returned a record."""
    row = _lock_own(comment, by)
    if row.returns:
        raise CommentRefused(_("This comment returned the record, so it stays. You can edit it."))
    row.delete()


@transaction.atomic
def settle_comment(*, comment: Comment, by) -> Comment:
    """Mark a comment as settled. Raises CommentRefused, with who settled it, if somebody has."""
    row = _lock(comment)
    if row.settled_at:
        raise CommentRefused(
            _("%(who)s settled this comment on %(when)s.")
            % {"who": display_name(row.settled_by), "when": _moment(row.settled_at)}
        )
    row.settled_at, row.settled_by = timezone.now(), by
    row.save(update_fields=["settled_at", "settled_by"])
    return row


@transaction.atomic
def reopen_comment(*, comment: Comment) -> Comment:
    """Open a settled comment again. Raises CommentRefused if it is open."""
    row = _lock(comment)
    if not row.settled_at:
        raise CommentRefused(_("This comment is open."))
    row.settled_at, row.settled_by = None, None
    row.save(update_fields=["settled_at", "settled_by"])
    return row


def may_edit_comment(comment: Comment, user) -> bool:
    """Return whether a user may still change or delete a comment: an open one of their own, for a day."""
    return comment.author_id == user.pk and not comment.settled_at and timezone.now() - comment.created_at < EDITABLE


def is_statement_of(record: Record | Reviewed, key: str) -> bool:
    """Return whether this key names a statement of the record: a field of its type, a milestone, or a relation that it
    or another record states about it; of an item, a column or a part of it."""
    kind, _colon, name = key.partition(":")
    if not isinstance(record, Record):
        return _is_part_of(record, kind, name)
    if kind == "field":
        return name in registry.get_record_type(record.kind).statements
    if not _is_key(name):
        return False
    if kind == "relation":
        return Relation.objects.filter(Q(subject=record.pk) | Q(object=record.pk), pk=int(name)).exists()
    return kind == "milestone" and Milestone.objects.filter(record=record.pk, pk=int(name)).exists()


def _is_part_of(item: Reviewed, kind: str, name: str) -> bool:
    """Return whether an item has a column of this name, in one language or two, or a part with this primary key."""
    if kind == "field":
        names = {field.name for field in item._meta.get_fields()}
        return bool(names & {name, f"{name}_en"})
    manager = getattr(item, f"{kind}s", None) if kind in _PARTS else None
    return bool(manager is not None and _is_key(name) and manager.filter(pk=int(name)).exists())


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def label_of_part(item: Reviewed, key: str) -> str:
    """Return the name of a statement of an item, as on its form."""
    kind, _colon, name = key.partition(":")
    if kind in _PARTS:
        return capfirst(str(type(item)._meta.get_field(f"{kind}s").related_model._meta.verbose_name))
    return field_label(type(item), name)


# The rows that items have parts of: locations and contributors of a source, translations of a term.
_PARTS = ("location", "contributor", "rendering")


def load_subjects(comments: Sequence[Comment]) -> None:
    """Load what comments are on, for `Comment.subject`: one query for each kind of thing."""
    rows = [row for row in comments if row.record_id is None]
    prefetch_related_objects(rows, "item")


def names_of_statements(comments: Sequence[Comment]) -> dict[int, str]:
    """Return by the primary key of each comment words for the statement that it is on, "" for the whole. Load what they
    are on before (`load_subjects`)."""
    of_records = statement_names([row for row in comments if row.record_id])
    return {
        row.pk: of_records.get((row.record_id, row.statement), "")
        if row.record_id
        else row.statement and label_of_part(row.item, row.statement)
        for row in comments
    }


def statement_names(comments: Collection[Comment]) -> dict[tuple[int, str], str]:
    """Return words for the statements of records that comments are on, by record and key; at most two queries. Load the
    records with the comments. A relation or milestone that was removed is named as such."""
    wanted = {(row.record_id, row.statement): row.record.kind for row in comments if row.statement}
    relations = Relation.objects.select_related("subject", "object").in_bulk(_numbers(wanted, "relation"))
    milestones = Milestone.objects.in_bulk(_numbers(wanted, "milestone"))
    names = {}
    for (record, key), kind in wanted.items():
        sort, _colon, name = key.partition(":")
        if sort == "field":
            names[record, key] = field_label(registry.get_record_type(kind).model, name)
        else:
            row = (relations if sort == "relation" else milestones).get(int(name))
            names[record, key] = str(row) if row else _("a statement that was removed")
    return names


def _numbers(wanted: Iterable[tuple[int, str]], sort: str) -> list[int]:
    return [int(key.partition(":")[2]) for _record, key in wanted if key.startswith(f"{sort}:")]


def _checked(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise CommentRefused(_("Write a comment."))
    if len(text) > LONGEST:
        message = _("The comment has %(length)d characters; at most %(most)d are possible. Shorten it.")
        raise CommentRefused(message % {"length": len(text), "most": LONGEST})
    return text


def _mentioned(text: str, chosen: Iterable) -> list:
    mentions = find_mentions(text, _people_by_name())
    if mentions.unknown:
        raise UnknownMention(mentions.unknown)
    return list({person.pk: person for person in (*mentions.people, *chosen)}.values())


def _people_by_name() -> dict:
    return {person.get_username(): person for person in people_of_the_desk()}


def _lock(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",)).select_related("author", "settled_by")
    if (row := rows.filter(pk=comment.pk).first()) is None:
        raise CommentRefused(_("This comment was deleted in the meantime."))
    return row


def _lock_own(comment: Comment, by) -> Comment:
    row = _lock(comment)
    if row.author_id != by.pk:
        raise CommentRefused(_("Only %(who)s can change this comment.") % {"who": display_name(row.author)})
    if not may_edit_comment(row, by):
        raise CommentRefused(_("A comment can be changed for a day, and until it is settled. Add another one."))
    return row


def _moment(at) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
