"""What kinds of steps there are, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.history.timeline import Moment

FORM, COMMAND, BEGINNING = "form", "command", "first"
KINDS = {
    FORM: pgettext_lazy("kind of edit", "form"),
    COMMAND: pgettext_lazy("kind of edit", "command or program"),
    BEGINNING: pgettext_lazy("kind of edit", "beginning of the history"),
    "import": pgettext_lazy("kind of edit", "import"),
    "publish": pgettext_lazy("kind of edit", "publication"),
    "withdraw": pgettext_lazy("kind of edit", "withdrawal"),
    "submit": pgettext_lazy("kind of edit", "submission for review"),
    "send_back": pgettext_lazy("kind of edit", "return to the curator"),
    "verdict": pgettext_lazy("kind of edit", "verdict"),
    "merge": pgettext_lazy("kind of edit", "merger"),
    "undo": pgettext_lazy("kind of edit", "undo"),
    "restore": pgettext_lazy("kind of edit", "restoration"),
}
OTHER = _("edit")


def kind_of(moment: Moment) -> str:
    """Return the kind of a moment: what its step says, else a form for a request of the admin."""
    if moment.key == "first":
        return BEGINNING
    return moment.said.get("kind") or (FORM if moment.said.get("url") else COMMAND)


def kind_in_words(kind: str) -> Any:
    """Return the words for a kind of step."""
    return KINDS.get(kind, OTHER)
