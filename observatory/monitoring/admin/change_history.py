"""The history of a change: who decided what on which claim, when, what was quoted before, and who closed it."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from observatory.monitoring.models import AffectedCitation, Change

MOST = 500


@dataclass(frozen=True)
class HistoryEvent:
    """One thing that happened to a change."""

    at: Any
    who: Any
    what: str
    statement: str = ""
    reason: str = ""
    quote: str = ""


def history_of(change: Change) -> list[HistoryEvent]:
    """Return what happened to a change, the latest first: at most `MOST` events of people, and what the monitor did."""
    content_type = ContentType.objects.get_for_model(Change)
    entries = LogEntry.objects.filter(content_type=content_type, object_id=str(change.pk)).select_related("user")
    events = [_event(entry) for entry in entries.order_by("-action_time", "-pk")[:MOST]]
    if change.closed_at and not change.closed_by_id:
        events.append(HistoryEvent(change.closed_at, _("the monitor"), _("Closed"), reason=change.note))
    events.append(HistoryEvent(change.found_at, _("the monitor"), _("Found")))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _event(entry: LogEntry) -> HistoryEvent:
    try:
        told = json.loads(entry.change_message)
    except ValueError:
        told = {}
    if not isinstance(told, dict) or "event" not in told:
        return HistoryEvent(entry.action_time, entry.user, entry.get_change_message())
    statement = " › ".join(filter(None, (told.get("record", ""), told.get("statement", ""))))
    what = _what(told["event"], told.get("decision", ""))
    return HistoryEvent(entry.action_time, entry.user, what, statement, told.get("reason", ""), told.get("quote", ""))


def _what(event: str, decision: str) -> str:
    label = str(dict(AffectedCitation.Decision.choices).get(decision, decision))
    if event == "undone":
        return _("Undone: %(decision)s") % {"decision": label}
    if event == "reopened":
        return _("Opened again")
    if event == "decided":
        return label
    return _("Closed: %(state)s") % {"state": dict(Change.State.choices).get(event, event)}
