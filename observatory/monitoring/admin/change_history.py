"""The history of a change: who decided what on which claim, when, what was quoted before, and who closed it."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from observatory.monitoring.changes.claim_decisions import LOADED
from observatory.monitoring.models import AffectedCitation, Change
from observatory.records.statement_keys import statement_label

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
    rows = change.affected.select_related(*LOADED)
    names = {row.citation.public_id: _name(row.citation.record, statement_label(row.citation)) for row in rows[:MOST]}
    events = [_history_event(entry, names) for entry in entries.order_by("-action_time", "-pk")[:MOST]]
    if change.closed_at and not change.closed_by_id:
        events.append(HistoryEvent(change.closed_at, _("the monitor"), _("Closed"), reason=change.note))
    events.append(HistoryEvent(change.found_at, _("the monitor"), _("Found")))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _name(record: Any, statement: Any) -> str:
    return " › ".join(filter(None, map(str, (record, statement))))


def _history_event(entry: LogEntry, names: dict[str, str]) -> HistoryEvent:
    """`names` are the statements of the change in the active language; one that is no longer there is named by the
    log."""
    try:
        told = json.loads(entry.change_message)
    except ValueError:
        told = {}
    if not isinstance(told, dict) or "event" not in told:
        return HistoryEvent(entry.action_time, entry.user, entry.get_change_message())
    logged = _name(told.get("record", ""), told.get("statement", ""))
    statement = names.get(told.get("citation", ""), logged)
    what = _assigned(told) if told["event"] == "assigned" else _event_in_words(told["event"], told.get("decision", ""))
    return HistoryEvent(entry.action_time, entry.user, what, statement, told.get("reason", ""), told.get("quote", ""))


def _assigned(told: dict[str, str]) -> str:
    if not told.get("to"):
        return _("No longer assigned")
    values = {"who": told["to"], "due": told.get("due", "")}
    return (_("Assigned to %(who)s, due %(due)s") if values["due"] else _("Assigned to %(who)s")) % values


def _event_in_words(event: str, decision: str) -> str:
    """Return what happened to a change in an event of its history, in words."""
    label = str(dict(AffectedCitation.Decision.choices).get(decision, decision))
    if event == "undone":
        return _("Undone: %(decision)s") % {"decision": label}
    if event == "reopened":
        return _("Opened again")
    if event == "decided":
        return label
    return _("Closed: %(state)s") % {"state": dict(Change.State.choices).get(event, event)}
