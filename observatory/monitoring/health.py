"""The health of a location, computed from its checks. Pure functions: previous state and outcome in, new state out.

A single failure does not raise an alert: a location is `failing` until it has failed often enough over enough days. One
successful visit closes a change that failures opened.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from observatory.monitoring.outcomes import Health, Outcome, OutcomeKind, kind_of_outcome
from observatory.records.exhaustive import exhaustive

# What a location is after it could not be read often enough. One that was read is not lost.
_LOST_AS = exhaustive(
    set(OutcomeKind) - {OutcomeKind.READ},
    {OutcomeKind.DEAD: Health.BROKEN, OutcomeKind.REFUSED: Health.BLOCKED, OutcomeKind.UNREACHED: Health.UNREACHABLE},
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How much failure makes a failing location a lost one: both must be reached."""

    checks: int = 3
    time: timedelta = timedelta(days=3)
    silence: timedelta = timedelta(days=30)  # not read for so long is reported, whatever the reason


@dataclass(frozen=True, slots=True)
class State:
    """Health of a location and the run of failures behind it."""

    health: Health = Health.UNKNOWN
    since: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None


def next_state(state: State, outcome: Outcome, at: datetime, patience: Patience) -> State:
    """The state after a visit at ``at`` that ended as ``outcome`` and counts."""
    if kind_of_outcome(outcome) is OutcomeKind.READ:
        health = Health.MOVED if outcome == Outcome.MOVED else Health.OK
        return _turned(replace(state, failures=0, failing_since=None), health, at)
    state = replace(state, failures=state.failures + 1, failing_since=state.failing_since or at)
    confirmed = state.failures >= patience.checks and at - (state.failing_since or at) >= patience.time
    return _turned(state, _lost_as(outcome) if confirmed else Health.FAILING, at)


def is_lost(health: str) -> bool:
    """True for a location that readers cannot use any more, as far as anybody can tell from the server's word."""
    return health in (Health.BROKEN, Health.GONE)


def is_readable(health: str) -> bool:
    """True for a location whose text was read at the last visit."""
    return health in (Health.OK, Health.MOVED)


def is_reported(state: State, at: datetime, patience: Patience) -> bool:
    """True when a curator should hear of it: lost, or out of our sight for so long that nobody is watching it."""
    if is_lost(state.health):
        return True
    out_of_sight = state.health in (Health.BLOCKED, Health.UNREACHABLE, Health.FAILING)
    return out_of_sight and state.failing_since is not None and at - state.failing_since >= patience.silence


def _lost_as(outcome: Outcome) -> Health:
    return Health.GONE if outcome == Outcome.GONE else _LOST_AS[kind_of_outcome(outcome)]


def _turned(state: State, health: Health, at: datetime) -> State:
    return state if state.health == health else replace(state, health=health, since=at)
