"""Translations for templates. A template names each message as a constant, so that `make messages` finds it.

Messages are plain text, which Jinja escapes like any other; `html_message` is for the few that hold markup of ours.
"""

from functools import cache

from django.utils import translation
from markupsafe import Markup

from observatory.records.languages import active_language


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the language of the page, with `values` for its placeholders such as %(day)s."""
    text = _translated(message, active_language())
    return text % values if values else text


@cache  # the templates have a few hundred messages; a page repeats some for every source and relation
def _translated(message: str, language: str) -> str:
    return translation.gettext(message)


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """Return the form of a message for a number, in the language of the page."""
    return translation.ngettext(singular, plural, number) % values


def pgettext(context: str, message: str, /) -> str:
    """Return a message that has another translation in another context."""
    return translation.pgettext(context, message)


def html_message(message: str, /, **values: object) -> Markup:
    """Return a message that holds markup. The values are escaped; the message and its translations are ours."""
    return Markup(translation.gettext(message)) % values  # noqa: S704 - neither readers nor curators write messages
