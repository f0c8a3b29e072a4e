"""Decisions about each part of the site from the measured data."""

from datetime import UTC, datetime, timedelta

import pytest

from observatory.operations import readiness
from observatory.operations.heartbeats import LastHeartbeat

MOMENT = datetime(2026, 11, 28, 10, 2, tzinfo=UTC)
FRESH, OLD, OLDER = LastHeartbeat(MOMENT, 30.0), LastHeartbeat(MOMENT, 400.0), LastHeartbeat(MOMENT, 900.0)


def test_a_silent_process_is_named_with_since_when_and_what_to_do():
    part = readiness.beat_state(OLD, redis_answers=True)
    assert (part.ok, part.state) == (
        False,
        "No sign of life from beat since 2026-11-28 10:02 UTC: no source is checked.",
    )
    assert "docker compose up --detach beat" in part.advice
    assert "make run" in part.advice


def test_a_process_is_called_silent_within_three_minutes():
    assert readiness.beat_state(LastHeartbeat(MOMENT, 165.0), redis_answers=True).ok
    assert not readiness.beat_state(LastHeartbeat(MOMENT, 180.0), redis_answers=True).ok
    assert not readiness.worker_state(LastHeartbeat(MOMENT, 180.0), FRESH, redis_answers=True).ok


@pytest.mark.parametrize(
    ("worker", "beat", "silent"),
    [
        (FRESH, FRESH, set()),
        (OLD, FRESH, {"worker"}),
        (None, FRESH, {"worker"}),
        (OLD, OLD, {"beat"}),
        (FRESH, OLD, {"beat"}),
        (OLDER, OLD, {"beat", "worker"}),
        (None, OLD, {"beat", "worker"}),
        (None, None, {"beat"}),
        (FRESH, None, {"beat"}),
    ],
)
def test_a_dead_beat_and_a_dead_worker_are_told_apart(worker, beat, silent):
    found = [readiness.beat_state(beat, redis_answers=True), readiness.worker_state(worker, beat, redis_answers=True)]
    assert {part.name for part in found if not part.ok} == silent


@pytest.mark.parametrize("passed", range(0, 600, 10))
def test_a_beat_that_stops_is_never_told_as_a_dead_worker(passed):
    worker, beat = LastHeartbeat(MOMENT, 55.0 + passed), LastHeartbeat(MOMENT, 25.0 + passed)
    assert readiness.worker_state(worker, beat, redis_answers=True).ok


def test_who_waits_for_redis_is_not_to_be_started_anew():
    assert "Redis" in readiness.beat_state(OLD, redis_answers=False).advice
    assert "docker" not in readiness.worker_state(OLD, FRESH, redis_answers=False).advice


def test_a_backlog_is_told_and_alarms_when_something_waits_for_more_than_a_day():
    assert readiness.backlog_state(0, MOMENT, now=MOMENT).state == "No location is due."
    assert readiness.backlog_state(1, MOMENT, now=MOMENT).state == "1 location is due since 2026-11-28 10:02 UTC."
    assert readiness.backlog_state(1, MOMENT, now=MOMENT + timedelta(hours=23)).ok
    late = readiness.backlog_state(10_000, MOMENT, now=MOMENT + timedelta(hours=25))
    assert not late.ok
    assert late.state.startswith("10000+ locations")


def test_a_long_queue_alarms_and_an_unknown_one_does_not():
    assert readiness.queue_state(3).ok
    assert readiness.queue_state(None).ok
    assert not readiness.queue_state(101).ok


def test_of_the_folders_those_without_room_are_named():
    part = readiness.disk_state({"STATE_DIR": 90_000_000, "MEDIA_ROOT": 900_000_000}, 500_000_000)
    assert (part.ok, part.state) == (False, "Free disk space: 90 MB in STATE_DIR.")
    assert readiness.disk_state({"STATE_DIR": 900_000_000}, 500_000_000).ok
