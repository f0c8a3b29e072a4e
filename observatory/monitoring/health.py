"""The health of a location, computed from its checks. Pure functions: previous state and outcome in, new state out.

A single failure does not raise an alert: a location is `failing` until it has failed often enough over enough days. One
successful visit closes a change that failures opened.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from observatory.monitoring.outcomes import Health, Outcome, OutcomeKind, kind_of_outcome
from observatory.records.closed_lists import check_complete

# The health of a location after enough failures, by the kind of the last outcome.
_LOST_AS = check_complete(
    set(OutcomeKind) - {OutcomeKind.READ},
    {OutcomeKind.DEAD: Health.BROKEN, OutcomeKind.REFUSED: Health.BLOCKED, OutcomeKind.UNREACHED: Health.UNREACHABLE},
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures over how much time make a failing location a lost one: both must be reached."""

    checks: int = 3
    time: timedelta = timedelta(days=3)
    silence: timedelta = timedelta(days=30)  # a location not read for this long is reported, whatever the reason


@dataclass(frozen=True, slots=True)
class State:
    """The health of a location, and its current series of failures."""

    health: Health = Health.UNKNOWN
    since: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None


def next_state(state: State, outcome: Outcome, at: datetime, patience: Patience) -> State:
    """Return the health of a location after a visit at ``at`` that ended with ``outcome`` and counts."""
    if kind_of_outcome(outcome) is OutcomeKind.READ:
        health = Health.MOVED if outcome == Outcome.MOVED else Health.OK
        return _with_health(replace(state, failures=0, failing_since=None), health, at)
    state = replace(state, failures=state.failures + 1, failing_since=state.failing_since or at)
    confirmed = state.failures >= patience.checks and at - (state.failing_since or at) >= patience.time
    return _with_health(state, _lost_as(outcome) if confirmed else Health.FAILING, at)


def is_lost(health: str) -> bool:
    """Return whether readers can no longer use a location, according to the responses of the server."""
    return health in (Health.BROKEN, Health.GONE)


def is_readable(health: str) -> bool:
    """Return whether the text of a location was read at the last visit."""
    return health in (Health.OK, Health.MOVED)


def is_reported(state: State, at: datetime, patience: Patience) -> bool:
    """Return whether to report a location to curators: it is lost, or could not be read for too long."""
    if is_lost(state.health):
        return True
    out_of_sight = state.health in (Health.BLOCKED, Health.UNREACHABLE, Health.FAILING)
    return out_of_sight and state.failing_since is not None and at - state.failing_since >= patience.silence


def _lost_as(outcome: Outcome) -> Health:
    return Health.GONE if outcome == Outcome.GONE else _LOST_AS[kind_of_outcome(outcome)]


def _with_health(state: State, health: Health, at: datetime) -> State:
    return state if state.health == health else replace(state, health=health, since=at)
