"""What of a file is not in its stored text, in words: pages of a PDF, and files that a Word file includes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.monitoring.models import Change, Snapshot
from observatory.monitoring.reading.extract.document import Document

_MOST = 20  # ranges of pages, or names
_PAGES = ("text/html", "application/xhtml+xml")  # nothing of these is left out, so they need not be loaded


def describe_left_out(document: Document) -> list[str]:
    """Return a sentence for each kind of thing that could not be read; none if all was. Pure."""
    sentences = []
    if pages := document.unread_pages:
        text = ngettext(
            "Page %(pages)s of the file is not in this text: the file does not say which letters its fonts show.",
            "Pages %(pages)s of the file are not in this text: the file does not say which letters its fonts show.",
            len(pages),
        )
        sentences.append(text % {"pages": _listed(page_ranges(pages))})
    if names := document.unread_parts:
        text = ngettext(
            "A file inside the Word file cannot be read, and is not in this text: %(names)s.",
            "Files inside the Word file cannot be read, and are not in this text: %(names)s.",
            len(names),
        )
        sentences.append(text % {"names": _listed(names)})
    return sentences


def describe_left_out_of_change(change: Change) -> list[tuple[str, str]]:
    """Return for the text before and the text after a change what is not in them: heading and sentence."""
    wanted = Snapshot.objects.filter(pk__in=(change.before_id, change.after_id)).exclude(content_type__in=_PAGES)
    snapshots = {row.pk: row for row in wanted.only("packed")}
    texts = ((change.before_id, _("The text before")), (change.after_id, _("The text after")))
    return [
        (heading, sentence)
        for pk, heading in texts
        if pk in snapshots
        for sentence in describe_left_out(snapshots[pk].document)
    ]


def page_ranges(pages: Sequence[int]) -> list[str]:
    """Return numbers of pages, in their order, as ranges: 3, 4, 5, 9 are "3–5" and "9"."""
    ranges: list[tuple[int, int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], page)
        else:
            ranges.append((page, page))
    return [str(first) if first == last else f"{first}–{last}" for first, last in ranges]


def _listed(items: Sequence[str]) -> str:
    return _(", ").join(items if len(items) <= _MOST else [*items[:_MOST], "…"])
