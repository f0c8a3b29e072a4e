"""Take what a reviewer decided on a record, with the comments at its statements, all or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.utils.translation import ngettext

from observatory.publishing.actions import lock_existing
from observatory.publishing.admin.decision_form import Said, fingerprint, was_seen
from observatory.publishing.admin.decision_list import DECISIONS, take
from observatory.records.comments import CommentRefused, add_comment
from observatory.records.models import Record


class CommentAtStatementRefused(Exception):
    """A comment cannot be written. `key` is the statement it was typed at; the text says why."""

    def __init__(self, key: str, why: CommentRefused):
        self.key = key
        super().__init__(str(why))


class EditedMeanwhile(Exception):
    """Somebody edited the record, or decided on it, after the user had seen it."""


@transaction.atomic
def decide(
    *,
    record: Record,
    decision: str,
    reason: str,
    comments: Mapping[str, str],
    by,
    chosen: Mapping[str, Any],
    companions: Sequence[Record] = (),
) -> Said:
    """Write the comments at statements and take a decision on the record, and on its companions
    (`publishing.companions`) with it; return the messages for `by`.

    Of a record that is returned the reason becomes a comment too, so that its curator finds all that was said in one
    place. `record` and `companions` are as the user saw them; `chosen` is what the decision takes beside the reason.
    Raises CommentAtStatementRefused, and EditedMeanwhile unless only comments are written.
    """
    decided = [record, *companions]
    if decision:
        locked = lock_existing([row.pk for row in decided])
        if len(locked) < len(decided) or not was_seen(fingerprint(decided), locked.values()):
            raise EditedMeanwhile
    returns = decision == "send_back"
    said: Said = []
    if decision:
        said += take(DECISIONS[decision], decided, by=by, reason=reason, **chosen)
    at_record = [comments.get("", ""), reason if returns else ""]
    texts = [(key, text) for key, text in comments.items() if key] + [("", text) for text in at_record if text]
    for key, text in texts:
        try:
            add_comment(record=record, statement=key, text=text, by=by, returns=returns)
        except CommentRefused as error:
            raise CommentAtStatementRefused(key, error) from error
    typed = [*filter(None, comments.values())]
    return said + _count(typed)


def _count(typed: Sequence[str]) -> Said:
    text = ngettext("%d comment was added.", "%d comments were added.", len(typed)) % len(typed)
    return [(messages.SUCCESS, text)] if typed else []
