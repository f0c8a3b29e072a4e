"""Differences between a quote and what is there now, as HTML: removed and inserted words, marked by shape and colour
and read out as "was ... is now ...".
"""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.monitoring.reading.quote_diff import Token
from observatory.monitoring.reading.text_diff import DELETE, INSERT

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
    return format_html_join("", "{}", ((_token_html(token),) for token in tokens))


def short_difference_html(tokens: Sequence[Token]) -> SafeString:
    """Return the differences with little of what is between them, for one line of a list."""
    last = len(tokens) - 1
    return difference_html(
        token
        if token[0] != "equal"
        else (token[0], _shortened_equal_text(token[1], first=place == 0, last=place == last), "")
        for place, token in enumerate(tokens)
    )


def _shortened_equal_text(text: str, *, first: bool, last: bool) -> str:
    """Return the unchanged text around a difference, shortened for one line."""
    if first:
        return text if len(text) <= _AROUND else f"…{text[-_AROUND:]}"
    if last:
        return text if len(text) <= _AROUND else f"{text[:_AROUND]}…"
    return text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]} … {text[-_AROUND:]}"


def _token_html(token: Token) -> str:
    """Return a token of a difference as HTML: removed and inserted words are marked, and read out as such."""
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


def quote_difference_html(differences: Iterable[Sequence[str]]) -> str:
    """Return a difference from the quote to the passage as HTML, with what is gone and what is new marked."""
    tags = {DELETE: "del", INSERT: "ins"}
    pieces = ((tags.get(op), text) for op, text, _mark in differences)
    return format_html_join(
        "", "{}", ((format_html("<{0}>{1}</{0}>", tag, text) if tag else text,) for tag, text in pieces)
    )
