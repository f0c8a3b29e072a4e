"""Word-by-word differences as HTML of the admin: marked by shape and colour, and read out as "was … is now …"."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Token = Sequence[str]  # (equal | delete | insert, text, mark)

MARKS = {
    "date": _("date"),
    "number": pgettext_lazy("mark of a difference", "figure"),
    "document_number": _("document number"),
    "negation": _("negation"),
    "modal": _("modal verb"),
}
_WAS = pgettext_lazy("read before removed words", "was")
_IS_NOW = pgettext_lazy("read before new words", "is now")
_AROUND = 32  # characters of unchanged text around a change in one line


def difference_html(tokens: Iterable[Token]) -> SafeString:
    """Return a difference as HTML. The text is from the web, and is escaped."""
    return format_html_join("", "{}", ((_token(token),) for token in tokens))


def short_difference_html(tokens: Sequence[Token]) -> SafeString:
    """Return the differences with little of what is between them, for one line of a list."""
    last = len(tokens) - 1
    return difference_html(
        token if token[0] != "equal" else (token[0], _shortened(token[1], first=place == 0, last=place == last), "")
        for place, token in enumerate(tokens)
    )


def _shortened(text: str, *, first: bool, last: bool) -> str:
    if first:
        return text if len(text) <= _AROUND else f"…{text[-_AROUND:]}"
    if last:
        return text if len(text) <= _AROUND else f"{text[:_AROUND]}…"
    return text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]} … {text[-_AROUND:]}"


def _token(token: Token) -> str:
    kind, text, mark = token
    if kind not in ("delete", "insert"):
        return text
    tag, spoken = ("del", _WAS) if kind == "delete" else ("ins", _IS_NOW)
    if not mark:
        return format_html('<{0}><span class="visually-hidden"> {1} </span>{2}</{0}>', tag, spoken, text)
    return format_html(
        '<{0} class="matters" title="{3}"><span class="visually-hidden"> {1} </span>{2}</{0}>',
        tag,
        spoken,
        text,
        MARKS.get(mark, mark),
    )
