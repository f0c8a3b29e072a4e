"""Comments on records, sources, terms and coverage searches, and on their statements: read, add, edit, settle. Who is
mentioned in one with @ finds it on the home page.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.records import registry
from observatory.records.desk_people import display_name, people_of_the_desk
from observatory.records.models import Comment, Milestone, Record, Relation, Reviewed
from observatory.records.statement_keys import field_label, is_statement_of, label_of_part
from observatory.text.input_cleaning import clean_text

# A letter or digit before the sign is an address of mail. Chinese text has no spaces, so only ASCII counts here.
_MENTION = re.compile(r"(?<![A-Za-z0-9._+-])@([\w.@+-]{1,150})")
_GOES_ON = re.compile(r"[A-Za-z0-9_]")


@dataclass(frozen=True)
class Mentions:
    """The people who are mentioned, each once, and the names after an @ that are nobody's."""

    people: list[Any]
    unknown: list[str]


def find_mentions(text: str, people: Mapping[str, Any]) -> Mentions:
    """Return who of `people`, by user name, is mentioned in a text. Upper and lower case make no difference.

    What follows a name need not be a space: "@li, please" and "请@li看一下" mention "li", "@lisa" does not.
    """
    exact = {name.casefold(): name for name in people}
    found: dict[str, Any] = {}
    unknown: dict[str, None] = {}
    for match in _MENTION.finditer(text):
        name = _longest_mentioned_name(match[1], exact)
        if name is None:
            unknown[match[1].rstrip(".@+-")] = None
        else:
            found[name] = people[name]
    return Mentions(list(found.values()), [name for name in unknown if name])


def _longest_mentioned_name(written: str, exact: Mapping[str, str]) -> str | None:
    """Return the user name that the text after an @ in a comment begins with, the longest of them; None if it is
    nobody's."""
    for end in range(len(written), 0, -1):
        if end < len(written) and _GOES_ON.match(written[end]):
            continue
        if name := exact.get(written[:end].casefold()):
            return name
    return None


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
    text = _checked_comment_text(text)
    if statement and not is_statement_of(record, statement):
        raise CommentRefused(_("This statement no longer exists. Comment on the record instead."))
    people = _people_mentioned(text, mentioned)
    on = _subject_of_comment(record)
    same = Comment.objects.open().filter(**on, statement=statement, author=by, text=text, returns=returns)
    if twice := same.filter(created_at__gt=timezone.now() - SAME).first():
        return twice
    comment = Comment.objects.create(**on, statement=statement, text=text, author=by, returns=returns)
    comment.mentioned.set(people)
    return comment


def _subject_of_comment(row: Record | Reviewed) -> dict[str, Any]:
    """Return the columns that say what a comment is on."""
    if isinstance(row, Record):
        return {"record_id": row.pk}
    return {"item_type": ContentType.objects.get_for_model(row), "item_id": row.pk}


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, by) -> Comment:
    """Change the text of one's own open comment within a day; its mentions follow. Raises CommentRefused."""
    row = _lock_own_comment(comment, by)
    before = find_mentions(row.text, _people_by_name()).people
    row.text = _checked_comment_text(text)
    kept = [person for person in row.mentioned.all() if person not in before]  # picked from the list
    row.mentioned.set(_people_mentioned(row.text, kept))
    row.save(update_fields=["text"])
    return row


@transaction.atomic
def delete_comment(*, comment: Comment, by) -> None:
    """Delete one's own open comment within a day. Raises CommentRefused; also for one that returned a record."""
    row = _lock_own_comment(comment, by)
    if row.returns:
        raise CommentRefused(_("This comment returned the record, so it stays. You can edit it."))
    row.delete()


@transaction.atomic
def settle_comment(*, comment: Comment, by) -> Comment:
    """Mark a comment as settled. Raises CommentRefused, with who settled it, if somebody has."""
    row = _lock_comment(comment)
    if row.settled_at:
        raise CommentRefused(
            _("%(who)s settled this comment on %(when)s.")
            % {"who": display_name(row.settled_by), "when": _moment_in_words(row.settled_at)}
        )
    row.settled_at, row.settled_by = timezone.now(), by
    row.save(update_fields=["settled_at", "settled_by"])
    return row


@transaction.atomic
def reopen_comment(*, comment: Comment) -> Comment:
    """Open a settled comment again. Raises CommentRefused if it is open."""
    row = _lock_comment(comment)
    if not row.settled_at:
        raise CommentRefused(_("This comment is open."))
    row.settled_at, row.settled_by = None, None
    row.save(update_fields=["settled_at", "settled_by"])
    return row


def may_edit_comment(comment: Comment, user) -> bool:
    """Return whether a user may still change or delete a comment: an open one of their own, for a day."""
    return comment.author_id == user.pk and not comment.settled_at and timezone.now() - comment.created_at < EDITABLE


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
    relations = Relation.objects.select_related("subject", "object").in_bulk(_numbers_of_statements(wanted, "relation"))
    milestones = Milestone.objects.in_bulk(_numbers_of_statements(wanted, "milestone"))
    names = {}
    for (record, key), kind in wanted.items():
        sort, _colon, name = key.partition(":")
        if sort == "field":
            names[record, key] = field_label(registry.get_record_type(kind).model, name)
        else:
            row = (relations if sort == "relation" else milestones).get(int(name))
            names[record, key] = str(row) if row else _("a statement that was removed")
    return names


def _numbers_of_statements(wanted: Iterable[tuple[int, str]], sort: str) -> list[int]:
    return [int(key.partition(":")[2]) for _record, key in wanted if key.startswith(f"{sort}:")]


def _checked_comment_text(text: str) -> str:
    """Return the cleaned text of a comment. Raises CommentRefused for an empty or too long one."""
    text = clean_text(text)
    if not text:
        raise CommentRefused(_("Write a comment."))
    if len(text) > LONGEST:
        message = _("The comment has %(length)d characters; at most %(most)d are possible. Shorten it.")
        raise CommentRefused(message % {"length": len(text), "most": LONGEST})
    return text


def _people_mentioned(text: str, chosen: Iterable) -> list:
    mentions = find_mentions(text, _people_by_name())
    if mentions.unknown:
        raise UnknownMention(mentions.unknown)
    return list({person.pk: person for person in (*mentions.people, *chosen)}.values())


def _people_by_name() -> dict:
    return {person.get_username(): person for person in people_of_the_desk()}


def _lock_comment(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",)).select_related("author", "settled_by")
    if (row := rows.filter(pk=comment.pk).first()) is None:
        raise CommentRefused(_("This comment was deleted in the meantime."))
    return row


def _lock_own_comment(comment: Comment, by) -> Comment:
    """Lock and return one's own comment, to edit or delete it. Raises CommentRefused where that is not allowed."""
    row = _lock_comment(comment)
    if row.author_id != by.pk:
        raise CommentRefused(_("Only %(who)s can change this comment.") % {"who": display_name(row.author)})
    if not may_edit_comment(row, by):
        raise CommentRefused(_("A comment can be changed for a day, and until it is settled. Add another one."))
    return row


def _moment_in_words(at) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
