"""Check whether the decision of a reviewer can be taken, and take it with the comments at statements: all of it or
nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from observatory.desk.review.forms import DecisionForm
from observatory.desk.review.review_page import ReviewPage
from observatory.publishing.admin.shared_decisions import Said, row_stamp, was_seen
from observatory.records.comments import CommentRefused, add_comment

EDITED = gettext_lazy("Somebody edited this or decided on it after you opened this page. Nothing was done. Look again.")


class CommentAtStatementRefused(Exception):
    """A comment cannot be written. `key` is the statement it was typed at; the text says why."""

    def __init__(self, key: str, why: CommentRefused):
        self.key = key
        super().__init__(str(why))


class EditedMeanwhile(Exception):
    """Somebody edited what is decided on, or decided on it, after the user had seen it."""


class DecisionRefused(Exception):
    """What was decided cannot be done; `said` are the messages that say why. Nothing was written."""

    def __init__(self, said: Said):
        self.said = said
        super().__init__(str(said))


def chosen_with_decision(page: ReviewPage, form: DecisionForm) -> dict[str, Any]:
    """Return what the decision of a review takes beside the reason."""
    if form.button == "schedule":
        return {"due_at": form.cleaned_data["when"]}
    if form.button == "publish" and form.cleaned_data["with_sources"] and page.edited_sources:
        return {"sources": page.edited_sources}
    return {}


def is_acceptable_decision(page: ReviewPage, form: DecisionForm, comments: Mapping[str, str], *, seen: str) -> bool:
    """Return whether the decision of a review can be taken on what the user saw, of which `seen` is the stamp; else the
    form says why not."""
    if form.button == "comment":
        if not comments:
            form.add_error(None, _("Write a comment, at a statement or a general one."))
    elif not was_seen(seen, page.seen):
        form.add_error(None, EDITED)
    elif form.button == "return" and not page.may_return:
        form.add_error(None, _("Only what waits for review can be returned. You can add comments."))
    return not form.errors


@transaction.atomic
def take_review_decision(
    *, page: ReviewPage, decision: str, reason: str, comments: Mapping[str, str], chosen: Mapping[str, Any]
) -> Said:
    """Write the comments at statements and take a decision of the user of a page on its row, and on the companions that
    are taken along (`publishing.published_together`) with it; return the messages for the user.

    Of what is returned the reason becomes a comment too, so that its curator finds all that was said in one place. The
    page is as the user saw it; `chosen` is what the decision takes beside the reason. Either all of it is done, the
    comments included, or nothing: raises CommentAtStatementRefused, DecisionRefused, and EditedMeanwhile unless only
    comments are written.
    """
    decided = [page.row, *page.taken_along]
    said: Said = []
    if decision:
        locked = page.lock(decided)
        if len(locked) < len(decided) or not was_seen(row_stamp(decided), locked):
            raise EditedMeanwhile
        result = page.take(decision, decided, reason, chosen)
        if result.refused:
            raise DecisionRefused([row for row in result.said if row[0] == messages.ERROR])
        said += result.said
    returns = decision == "send_back"
    at_record = [comments.get("", ""), reason if returns else ""]
    texts = [(key, text) for key, text in comments.items() if key] + [("", text) for text in at_record if text]
    for key, text in texts:
        try:
            add_comment(record=page.row, statement=key, text=text, by=page.user, returns=returns)
        except CommentRefused as error:
            raise CommentAtStatementRefused(key, error) from error
    typed = [*filter(None, comments.values())]
    return said + _message_on_added_comments(typed)


def _message_on_added_comments(typed: Sequence[str]) -> Said:
    text = ngettext("%d comment was added.", "%d comments were added.", len(typed)) % len(typed)
    return [(messages.SUCCESS, text)] if typed else []
