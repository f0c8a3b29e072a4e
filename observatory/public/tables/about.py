"""Metadata of a file: title, licence, publisher, date and URL."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.public import imprint
from observatory.public.imprint import publisher
from observatory.public.links import absolute_url


def file_facts(asked: str = "") -> list[tuple[str, str]]:
    """Return name and value of what a file says of itself: what it is, the licence, who publishes it, when it was made,
    and the address that was asked for it."""
    held: Mapping[str, str] = {
        "title": _("AI for Science Observatory"),
        "publisher": publisher(),
        "contact": imprint.contact_url().removeprefix("mailto:"),
        "licence": f"{imprint.licence().name} ({imprint.licence().url})",
        "made": timezone.now().strftime("%Y-%m-%d %H:%M UTC"),
        "address": asked or absolute_url("/data/"),
        "columns": absolute_url("/data/#columns"),
    }
    return [(name, value) for name, value in held.items() if value]


def file_readme(rows: Sequence[tuple[str, str]]) -> str:
    """Return what a file says of itself as a text, in both languages."""
    lines = [f"{name}: {value}" for name, value in rows]
    for language in ("en", "zh-hans"):
        with override(language):
            how = _("columns.csv says what every column means. The files are UTF-8 with a byte order mark (RFC 4180).")
            quotes = _(
                "Words quoted from sources are not under this licence: they remain under the rights of their authors."
            )
            lines += ["", how, quotes]
    return "\r\n".join([*lines, ""])
