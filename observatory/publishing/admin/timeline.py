"""One timeline of a record, source, term or search: edits, publications, and what the log alone knows."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.db import models

from observatory.history.kinds import kind_in_words, kind_of
from observatory.history.timeline import Moment, RowChange, changes_of, moments, with_context
from observatory.history.tracked import root_of
from observatory.publishing.admin.public_panel import VersionRow, decision_row
from observatory.publishing.describe_differences import DifferenceRow
from observatory.publishing.edit_labels import edit_rows
from observatory.publishing.edit_names import Names

ON_A_PAGE = 20
MOST_ROWS = 25  # whose edits one entry shows; the comparison shows all
# A log entry is written at the end of its request, the state of a record at the end of its publication.
AFTER_EDIT, AFTER_VERSION = timedelta(seconds=2), timedelta(seconds=10)


@dataclass
class Line:
    """One entry: edits at a moment, a publication, both of one step, or an entry of the log."""

    at: datetime
    moment: Moment | None = None
    before: str = ""  # the key of the moment before, to compare with
    version: VersionRow | None = None
    version_rows: Sequence[DifferenceRow] = ()
    log: Any = None
    who: str = ""
    kind: Any = ""
    why: str = ""
    rows: list[DifferenceRow] = field(default_factory=list)
    more: int = 0


def timeline(obj: models.Model, versions: Sequence[VersionRow], number: Any) -> Page:
    """Return a page of the timeline, newest first; `versions` are all versions, newest first.

    The number of queries does not depend on how long the history is.
    """
    root = root_of(type(obj))
    found = moments(root, obj.pk)
    lines = [Line(moment.ended, moment) for moment in found]
    for line, older in pairwise(lines):
        line.before = older.moment.key
    began = found[-1].began if found else None
    lines += [*_add_versions(lines, versions), *_log_lines(obj, lines, began)]
    page = Paginator(sorted(lines, key=lambda line: line.at, reverse=True), ON_A_PAGE).get_page(number)
    _describe(page.object_list, obj, root)
    return page


def in_words(changes: Iterable[RowChange], obj: models.Model) -> list[DifferenceRow]:
    """Return changes of a record, source, term or search as rows."""
    changes = list(changes)
    return edit_rows(changes, Names(changes), getattr(obj, "KIND", ""))


def _describe(lines: Sequence[Line], obj: models.Model, root: type[models.Model]) -> None:
    shown = with_context([line.moment for line in lines if line.moment])
    changes = changes_of(root, obj.pk, shown)
    names = Names(change for each in changes.values() for change in each[:MOST_ROWS])
    for line, moment in zip((line for line in lines if line.moment), shown, strict=True):
        edits = changes[moment.key]
        line.moment, line.rows = moment, edit_rows(edits[:MOST_ROWS], names, getattr(obj, "KIND", ""))
        line.more = max(0, len(edits) - MOST_ROWS)
        line.who, line.why = moment.said.get("name", ""), moment.said.get("reason", "")
        line.kind = kind_in_words(kind_of(moment))
    for line in lines:
        if line.version:
            version = line.version.version
            line.who = line.who or (version.published_by.get_username() if version.published_by else "")
            line.why, line.kind = line.why or version.reason, line.kind or version.get_action_display()
        elif line.log:
            line.who, line.kind, line.why = line.log.entry.user.get_username(), line.log.what, line.log.reason


def _add_versions(lines: Sequence[Line], versions: Sequence[VersionRow]) -> list[Line]:
    """Add each version to the entry of the step that published it; return entries for those without one."""
    oldest_first = sorted(lines, key=lambda line: line.at)
    ended = [line.at for line in oldest_first]
    alone = []
    for row in versions:
        at = row.version.published_at
        place = bisect_left(ended, at)
        line = oldest_first[place] if place < len(ended) else None
        if line is None or line.version or line.moment.began > at + AFTER_VERSION:
            line = Line(at)
            alone.append(line)
        line.version, line.version_rows = row, getattr(row, "rows", ())
    return alone


def _log_lines(obj: models.Model, lines: Sequence[Line], began: datetime | None) -> list[Line]:
    """Return entries for what the log says and no edit shows: decisions, and edits from before the history began."""
    kind = ContentType.objects.get_for_model(obj)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).select_related("user")
    if began is not None:
        entries = entries.exclude(change_message__startswith="[", action_time__gte=began)
    ended = sorted(line.at for line in lines)
    rows = []
    for entry in entries.exclude(change_message=""):
        place = bisect_right(ended, entry.action_time)
        if not place or ended[place - 1] + AFTER_EDIT < entry.action_time:
            rows.append(Line(entry.action_time, log=decision_row(entry)))
    return rows
