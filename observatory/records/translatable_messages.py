"""Translatable messages that are stored: a `Message` remembers of what text and parameters it was made, so that each
reader has it in their language.

`gettext` returns one in place of Django's plain text. It is a text like any other in the language of who caused it;
`message_as_json` makes of it what a JSON column holds, `message_from_json` of that the text in the language of who
reads it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise


class Message(str):
    """A translated text with its message id and its parameters, which may be messages too. `plural` are the message id
    of the plural and the name of the parameter that decides which it is; empty where there is none."""

    __slots__ = ("msgid", "params", "plural")

    def __new__(
        cls, text: str = "", msgid: str = "", params: Any = None, plural: tuple[str, str] | tuple[()] = ()
    ) -> "Message":
        made = super().__new__(cls, text)
        made.msgid, made.params, made.plural = msgid, params, plural
        return made

    def __mod__(self, params: Any) -> "Message":
        return Message(super().__mod__(params), self.msgid, params)

    def __deepcopy__(self, memo: Any) -> "Message":
        return self


def gettext(msgid: str) -> Message:
    """Return the translation of a text as a message."""
    return Message(translation.gettext(msgid), msgid)


def message(text: Any) -> str:
    """Return a text, or a lazy translation of one, as a message where it is known of what it was made."""
    if isinstance(text, Message):
        return text
    arguments = getattr(text, "_args", ()) if isinstance(text, Promise) else ()
    if len(arguments) == 1 and isinstance(arguments[0], str) and arguments[0]:
        return Message(str(text), arguments[0])
    return str(text)


def joined_messages(parts: Iterable[str], between: str = " ") -> str:
    """Return several texts as one message, each of which is still translated later."""
    found = [part for part in parts if part]
    if len(found) == 1:
        return found[0]
    return Message(between.join(found), between.join(["%s"] * len(found)), tuple(found)) if found else ""


def of_validation(error: ValidationError) -> str:
    """Return what a `ValidationError` without fields says as one message."""
    return joined_messages(_message_of_error(each) for each in error.error_list)


def message_as_json(text: str) -> Any:
    """Return a message as JSON: {"text": message id, "with": parameters}; another text as it is."""
    text = message(text)
    if not isinstance(text, Message) or not text.msgid:
        return str(text)
    held = {"text": text.msgid, "with": _stored_params(text.params)}
    return held | {"plural": list(text.plural)} if text.plural else held


def message_from_json(held: Any) -> str:
    """Return what `message_as_json` made as text in the active language."""
    if not isinstance(held, dict):
        return str(held)
    text, params = held.get("text", ""), _worded_params(held.get("with"))
    try:
        if plural := held.get("plural"):
            text = translation.ngettext(text, plural[0], params[plural[1]])
        else:
            text = translation.gettext(text)
        return text if params is None else text % params
    except (KeyError, TypeError, ValueError):  # the text was worded anew since, with other parameters
        return text


def _message_of_error(error: ValidationError) -> str:
    """Return one error of a form or model as a message that can be stored and translated later."""
    if not error.params:
        return message(error.message)
    words = getattr(error.message, "_kw", {})  # of `ngettext_lazy`: of how long a text may be, say
    if "plural" in words:
        return _message_of_plural(str(error.message % error.params), words["singular"], words["plural"], error.params)
    text = message(error.message)
    return text % error.params if isinstance(text, Message) else str(error.message % error.params)


def _message_of_plural(text: str, singular: str, plural: str, params: Mapping[str, Any]) -> str:
    """Return a text of `ngettext_lazy` as a message. Which parameter decides is not to be had from it: the one by which
    the text comes out the same."""
    for name, value in params.items():
        if isinstance(value, int) and translation.ngettext(singular, plural, value) % params == text:
            return Message(text, singular, params, (plural, name))
    return text


def _stored_params(params: Any) -> Any:
    """Return the parameters of a message as JSON, messages among them too."""
    match params:
        case None | bool() | int() | float():
            return params
        case Mapping():
            return {"named": {str(name): _stored_params(value) for name, value in params.items()}}
        case tuple():
            return [_stored_params(value) for value in params]
    return message_as_json(params)


def _worded_params(held: Any) -> Any:
    """Return what `_stored_params` made as parameters, the messages among them in the active language."""
    match held:
        case {"named": dict(values)}:
            return {name: _worded_params(value) for name, value in values.items()}
        case list():
            return tuple(_worded_params(value) for value in held)
        case str() | dict():
            return message_from_json(held)
    return held
