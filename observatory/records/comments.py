"""Comments on records and their statements: read, add, edit, settle. Who is mentioned finds them on the home page."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.records import registry
from observatory.records.labels import field_label
from observatory.records.mentions import find_mentions
from observatory.records.models import Comment, Milestone, Record, Relation
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


def comments_of(record: Record, *, most: int = MOST) -> list[Comment]:
    """Return the latest comments of a record and its statements with their people, the oldest first; two queries."""
    rows = record.comments.select_related("author", "settled_by").prefetch_related("mentioned")
    return list(rows.order_by("-created_at", "-id")[:most])[::-1]


@transaction.atomic
def add_comment(
    *, record: Record, statement: str = "", text: str, by, returns: bool = False, mentioned: Iterable = ()
) -> Comment:
    """Add a comment on a record, or on one statement of it (`field:NAME`, `relation:ID`, `milestone:ID`).

    Mentioned are the people named in the text with @, and those in `mentioned`. `returns` says that it returned the
    record to its curators. The same words sent twice within a minute are one comment. Raises CommentRefused.
    """
    # The lock makes a second click wait, so that it finds the comment of the first.
    Record.objects.select_for_update(no_key=True).get(pk=record.pk)
    text = _checked(text)
    if statement and not is_statement_of(record, statement):
        raise CommentRefused(_("This statement no longer exists. Comment on the record instead."))
    people = _mentioned(text, mentioned)
    same = Comment.objects.open().filter(record=record.pk, statement=statement, author=by, text=text, returns=returns)
    if twice := same.filter(created_at__gt=timezone.now() - SAME).first():
        return twice
    comment = Comment.objects.create(record_id=record.pk, statement=statement, text=text, author=by, returns=returns)
    comment.mentioned.set(people)
    return comment


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


def is_statement_of(record: Record, key: str) -> bool:
    """Return whether this key names a statement of the record: a field of its type, a milestone, or a relation that it
    or another record states about it."""
    kind, _colon, name = key.partition(":")
    if kind == "field":
        return name in registry.get(record.kind).statements
    if not (name.isascii() and name.isdigit() and len(name) < 19):
        return False
    if kind == "relation":
        return Relation.objects.filter(Q(subject=record.pk) | Q(object=record.pk), pk=int(name)).exists()
    return kind == "milestone" and Milestone.objects.filter(record=record.pk, pk=int(name)).exists()


def statement_names(comments: Collection[Comment]) -> dict[tuple[int, str], str]:
    """Return words for the statements that comments are on, by record and key; at most two queries. Load the records
    with the comments. A relation or milestone that was removed is named as such."""
    wanted = {(row.record_id, row.statement): row.record.kind for row in comments if row.statement}
    relations = Relation.objects.select_related("subject", "object").in_bulk(_numbers(wanted, "relation"))
    milestones = Milestone.objects.in_bulk(_numbers(wanted, "milestone"))
    names = {}
    for (record, key), kind in wanted.items():
        sort, _colon, name = key.partition(":")
        if sort == "field":
            names[record, key] = field_label(registry.get(kind).model, name)
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
