"""Why a step cannot be undone, or a state not be restored."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class CannotUndo(ValueError):
    """Raised when a step cannot be undone. `edited` says what was edited since, one sentence each."""

    def __init__(self, edited: Sequence[str]):
        super().__init__(" ".join(edited))
        self.edited = list(edited)


def nothing_to_undo() -> CannotUndo:
    """Return the refusal of a step that changed nothing which can be restored."""
    return CannotUndo([_("Nothing was edited in this step that could be undone.")])
