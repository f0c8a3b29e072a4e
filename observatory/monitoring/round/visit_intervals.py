"""The interval until the next visit to a location: computed from its pace and its last outcome, and spread at random.
Pure functions.
"""

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from observatory.monitoring.outcomes import Outcome, OutcomeKind, kind_of_outcome

_SLOWER = 1.5
_FASTER = 1 / 3
_RETRY_HOURS = (6, 12, 24)  # after the first failures; the wait grows with each further failure
_SPREAD = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """The data from which the interval between visits is computed; times in hours."""

    interval: float = 24
    shortest: float = 6
    longest: float = 24 * 30
    citations: int = 0
    failures: int = 0


def next_interval(pace: Pace, outcome: Outcome, retry_after: float | None = None) -> float:
    """Return the hours until the next visit, before spreading.

    After a change the interval is divided by three; without one it grows by half. The more citations a location has,
    the shorter its longest interval. The first failures are retried soon.
    """
    longest = max(pace.shortest, pace.longest / (1 + math.log2(1 + pace.citations)))
    wait = (retry_after or 0) / 3600
    if kind_of_outcome(outcome) is not OutcomeKind.READ:
        hours = _RETRY_HOURS[pace.failures] if pace.failures < len(_RETRY_HOURS) else 24 * (pace.failures - 1)
        return max(min(hours, 24 * 7), wait)
    factor = {Outcome.CHANGED: _FASTER, Outcome.NEW: 1}.get(outcome, _SLOWER)
    return max(min(max(pace.interval * factor, pace.shortest), longest), wait)


def spread_interval(hours: float, chance: float | None = None) -> timedelta:
    """Return the interval, made up to a tenth longer or shorter at random, so that locations loaded together are not
    always visited together."""
    turn = random.random() if chance is None else chance  # noqa: S311  not a secret
    return timedelta(hours=hours * (1 - _SPREAD + 2 * _SPREAD * turn))


def retry_after_own_failure(now: datetime) -> datetime:
    """Return when to repeat a visit that failed because of our own network: soon, but not all at the same time."""
    return now + spread_interval(0.5, None)
