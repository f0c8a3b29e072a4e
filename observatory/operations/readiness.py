"""Readiness of the site: check every component (database, migrations, Redis, beat, worker, backlog, queue of tasks,
free disk space), and say its state and what to do if it does not work.
"""

import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache as shared
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.formats import localize
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis import Redis
from redis.exceptions import RedisError

from observatory.monitoring.models import Watch
from observatory.operations.heartbeats import LastHeartbeat, last_heartbeats
from observatory.operations.migration_checks import missing_migrations
from observatory.operations.models import Heartbeat
from observatory.redis_cache import OPTIONS


def free_bytes() -> dict[str, int]:
    """Return the free bytes of the file system of each folder, by the name of its setting."""
    folders = {name: Path(getattr(settings, name)) for name in ("STATE_DIR", "MEDIA_ROOT")}
    return {name: shutil.disk_usage(_nearest(path)).free for name, path in folders.items()}


def _nearest(path: Path) -> Path:
    """Return the folder, or its nearest existing parent: MEDIA_ROOT is created with its first file."""
    return next(each for each in (path, *path.parents) if each.exists())


def queue_length() -> int:
    """Return how many tasks wait for a worker. Raises `RedisError` or `OSError` if Redis does not respond."""
    name = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] + settings.CELERY_TASK_DEFAULT_QUEUE
    with Redis.from_url(settings.REDIS_URL, **OPTIONS) as client:
        return client.llen(name)


SILENT_AFTER = 170  # seconds without a heartbeat; both processes send one per minute
BEAT_LATE = 60  # seconds after which two ticks of beat are missing: then the worker is not reported
MOST_WAITING = 100  # tasks in the queue: beat sends two or three a minute
MOST_COUNTED = 10_000  # due locations
_LONGEST_WAIT = timedelta(days=1)
_MB = 1_000_000


@dataclass(frozen=True)
class Component:
    """A component of the site: its name, whether it works, its state, and what to do if it does not work."""

    name: str
    ok: bool
    state: str
    advice: str = ""


def database_state(answers: bool) -> Component:
    """Return the state of PostgreSQL."""
    if answers:
        return Component("database", True, _("The database is responding."))
    advice = _(
        "Check that PostgreSQL is running, that it accepts connections from this machine, "
        "and that DATABASE_URL is right."
    )
    return Component("database", False, _("The database is not responding."), advice)


def migrations_state(missing: list[str]) -> Component:
    """Return the state of the migrations; `missing` are those that this program needs and the database lacks."""
    if not missing:
        return Component("migrations", True, _("All migrations are applied."))
    state = _("Migrations are not applied: %(names)s.") % {"names": ", ".join(missing[:5])}
    return Component("migrations", False, state, _("Run: python manage.py prepare --database-only"))


def redis_state(answers: bool) -> Component:
    """Return the state of Redis."""
    if answers:
        return Component("redis", True, _("Redis answers."))
    advice = _("Check that Redis (Valkey) is running and that REDIS_URL is right. No data is lost in the meantime.")
    return Component("redis", False, _("Redis is not responding, so no source is checked. Pages and API work."), advice)


def beat_state(last: LastHeartbeat | None, *, redis_answers: bool) -> Component:
    """Return the state of beat, which sends the tasks that are due."""
    if last and last.seconds <= SILENT_AFTER:
        return Component("beat", True, _("Beat ticked at %(when)s.") % {"when": _when(last.at)})
    return Component("beat", False, _silent(_("beat"), last), _how_to_start("beat", redis_answers))


def worker_state(last: LastHeartbeat | None, sent: LastHeartbeat | None, *, redis_answers: bool) -> Component:
    """Return the state of the workers, which run the tasks that beat sends; `sent` is beat's own last heartbeat. If
    beat has stopped, they have no work, so they are judged by the time of its last heartbeat."""
    silent_for = 0 if sent is None or sent.seconds <= BEAT_LATE else sent.seconds
    if last and last.seconds <= SILENT_AFTER:
        return Component("worker", True, _("A worker did a task at %(when)s.") % {"when": _when(last.at)})
    if sent is None or (last and last.seconds - silent_for <= SILENT_AFTER):
        return Component("worker", True, _("The state of the worker is unknown while beat is not running."))
    return Component("worker", False, _silent(_("worker"), last), _how_to_start("worker", redis_answers))


def backlog_state(due: int, oldest: datetime, *, now: datetime) -> Component:
    """Return the state of the locations that wait for a visit, the first of them since `oldest`: a day is too long."""
    late = oldest <= now - _LONGEST_WAIT
    if not due:
        return Component("backlog", True, _("No location is due."))
    count = f"{localize(due)}+" if due >= MOST_COUNTED else localize(due)
    told = {"count": count, "when": _when(oldest)}
    state = ngettext("%(count)s location is due since %(when)s.", "%(count)s locations are due since %(when)s.", due)
    advice = _(
        "The monitor does not keep up. The page “Monitoring status” names the slowest hosts; more workers help"
        " (WORKER_CONCURRENCY, or more containers)."
    )
    return Component("backlog", not late, state % told, advice if late else "")


def queue_state(waiting: int | None) -> Component:
    """Return the state of the tasks that wait for a worker; `waiting` is None if Redis does not respond, which
    `redis_state` reports."""
    if waiting is None:
        return Component("queue", True, _("The length of the queue is unknown while Redis is not responding."))
    state = ngettext("%(count)s task waits for a worker.", "%(count)s tasks wait for a worker.", waiting)
    state %= {"count": localize(waiting)}
    if waiting <= MOST_WAITING:
        return Component("queue", True, state)
    return Component(
        "queue", False, state, _("The workers are too slow or not running. Check that they are running, or add more.")
    )


def disk_state(free: Mapping[str, int], least: int) -> Component:
    """Return the state of the folders with these free bytes; less than `least` is too little."""
    scarce = {name: size for name, size in free.items() if size < least}
    told = ", ".join(_("%(size)s MB in %(folder)s") % _size(name, size) for name, size in (scarce or free).items())
    state = _("Free disk space: %(folders)s.") % {"folders": told}
    advice = _("Free some space or enlarge the disk. DISK_FREE_MB is the minimum.")
    return Component("disk", not scarce, state, advice if scarce else "")


def _size(name: str, size: int) -> dict[str, Any]:
    return {"size": localize(size // _MB), "folder": name}


def _silent(process: str, last: LastHeartbeat | None) -> str:
    if last is None:
        return _("No sign of life from %(process)s yet: no source is checked.") % {"process": process}
    told = {"process": process, "when": _when(last.at)}
    return _("No sign of life from %(process)s since %(when)s: no source is checked.") % told


def _how_to_start(name: str, redis_answers: bool) -> str:
    """Return what to do if a component of the site, a background process, is not running."""
    if not redis_answers:
        return _("It needs Redis, which is not responding. Fix Redis first.")
    return _(
        "With containers: docker compose up --detach %(name)s; its log: docker compose logs %(name)s. On one machine:"
        " stop `make run` and start it again; its output says why."
    ) % {"name": name}


def _when(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M} {get_current_timezone()}"


# The components that a web process needs to serve readers, and all components.
WEB = ("database", "migrations")
ALL = (*WEB, "redis", "beat", "worker", "backlog", "queue", "disk")


def check_components(names: Collection[str] = ALL) -> list[Component]:
    """Return the components of these names. The database and its migrations are also returned if they do not work,
    because the others need them; components that are stored in the database are then left out."""
    return [
        component
        for component in _site_components(set(names))
        if component.name in names or (component.name in WEB and not component.ok)
    ]


def failing_components() -> list[Component]:
    """Return the components that do not work."""
    return [component for component in check_components() if not component.ok]


def _site_components(names: set[str]) -> Iterator[Component]:
    """Yield the components of the site with their states, as far as these names need them."""
    answers = database_answers()
    yield database_state(answers)
    missing = missing_migrations() if answers else []
    if answers:
        yield migrations_state(missing)
    if names <= set(WEB):
        return
    redis_answers = shared.is_available()
    yield redis_state(redis_answers)
    if answers and not missing:
        yield from _monitor_components(redis_answers)
    yield queue_state(count_waiting_tasks())
    yield disk_state(free_bytes(), settings.DISK_FREE_MB * 1_000_000)


def _monitor_components(redis_answers: bool) -> Iterator[Component]:
    """Yield the states of beat, of the workers and of the backlog of visits."""
    beats, now = last_heartbeats(), timezone.now()
    worker, beat = beats.get(Heartbeat.Process.WORKER), beats.get(Heartbeat.Process.BEAT)
    yield beat_state(beat, redis_answers=redis_answers)
    yield worker_state(worker, beat, redis_answers=redis_answers)
    due = Watch.objects.due(now)[:MOST_COUNTED].count()
    yield backlog_state(due, (Watch.objects.oldest_due(now) or now) if due else now, now=now)


def database_answers() -> bool:
    """Return whether the database runs a statement."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def count_waiting_tasks() -> int | None:
    """Return how many tasks wait for a worker, None if Redis does not respond."""
    try:
        return queue_length() if shared.is_available() else None
    except (RedisError, OSError):
        return None
