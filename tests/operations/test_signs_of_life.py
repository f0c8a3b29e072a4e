"""Beat records its ticks, and sends the task by which a worker shows that it works."""

import logging

import pytest
from django.db import OperationalError, connection

from observatory.celery import app
from observatory.operations.heartbeats import last_heartbeats
from observatory.operations.readiness import SILENT_AFTER
from observatory.operations.scheduler import Scheduler
from observatory.operations.tasks import BEAT_SCHEDULE

pytestmark = pytest.mark.django_db(transaction=True)  # beat lets go of its connection after each tick


@pytest.fixture
def sent(monkeypatch):
    """The names of what beat sends, which goes nowhere."""
    names = []
    monkeypatch.setattr(Scheduler, "apply_entry", lambda self, entry, producer: names.append(entry.name))
    return names


@pytest.fixture
def scheduler(tmp_path, sent):
    """A scheduler as beat makes it, of which nothing is due yet."""
    app.finalize()
    made = Scheduler(app=app, schedule_filename=str(tmp_path / "schedule"))
    yield made
    made.close()


def refuse(*args):
    raise OperationalError("nobody listens")


def test_a_tick_of_beat_is_written_down(scheduler):
    scheduler.tick()
    assert list(last_heartbeats()) == ["beat"]


def test_beat_asks_for_a_sign_of_life_of_the_worker_as_soon_as_it_runs(scheduler, sent):
    scheduler.tick()
    scheduler.tick()
    assert sent == ["operations-worker-lives"]


def test_beat_goes_on_when_the_database_does_not_answer(scheduler, caplog):
    with caplog.at_level(logging.WARNING), connection.execute_wrapper(refuse):
        assert scheduler.tick() > 0
    assert "could not be saved" in caplog.text
    assert last_heartbeats() == {}


def test_celery_uses_it_and_looks_often_enough(scheduler):
    assert app.conf.beat_scheduler == "observatory.operations.scheduler:Scheduler"
    assert scheduler.max_interval * 2 < SILENT_AFTER


def test_beat_asks_the_worker_for_a_sign_of_life_each_minute(scheduler):
    (entry,) = (
        row for row in BEAT_SCHEDULE.values() if row["task"] == "observatory.operations.tasks.write_worker_heartbeat"
    )
    assert entry["schedule"] == 60
    assert entry["task"] in app.tasks
    assert set(BEAT_SCHEDULE) <= set(scheduler.schedule)
    app.tasks[entry["task"]].apply()
    assert list(last_heartbeats()) == ["worker"]
