"""Check every component of the site."""

from collections.abc import Collection, Iterator
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared
from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from redis.exceptions import RedisError

from observatory.monitoring.models import Watch
from observatory.operations import components, disk, queue
from observatory.operations.components import Component
from observatory.operations.heartbeats import last_heartbeats
from observatory.operations.models import Heartbeat

# The components that a web process needs to serve readers, and all components.
WEB = ("database", "migrations")
ALL = (*WEB, "redis", "beat", "worker", "backlog", "queue", "disk")


def check_components(names: Collection[str] = ALL) -> list[Component]:
    """Return the components of these names. The database and its migrations are also returned if they do not work,
    because the others need them; components that are stored in the database are then left out."""
    return [
        component
        for component in _components(set(names))
        if component.name in names or (component.name in WEB and not component.ok)
    ]


def failing_components() -> list[Component]:
    """Return the components that do not work."""
    return [component for component in check_components() if not component.ok]


def _components(names: set[str]) -> Iterator[Component]:
    answers = database_answers()
    yield components.database_state(answers)
    missing = missing_migrations() if answers else []
    if answers:
        yield components.migrations_state(missing)
    if names <= set(WEB):
        return
    redis_answers = shared.is_available()
    yield components.redis_state(redis_answers)
    if answers and not missing:
        yield from _monitor_components(redis_answers)
    yield components.queue_state(count_waiting_tasks())
    yield components.disk_state(disk.free_bytes(), settings.DISK_FREE_MB * 1_000_000)


def _monitor_components(redis_answers: bool) -> Iterator[Component]:
    beats, now = last_heartbeats(), timezone.now()
    worker, beat = beats.get(Heartbeat.Process.WORKER), beats.get(Heartbeat.Process.BEAT)
    yield components.beat_state(beat, redis_answers=redis_answers)
    yield components.worker_state(worker, beat, redis_answers=redis_answers)
    due = Watch.objects.due(now)[: components.MOST_COUNTED].count()
    yield components.backlog_state(due, (Watch.objects.oldest_due(now) or now) if due else now, now=now)


def database_answers() -> bool:
    """Return whether the database runs a statement."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def missing_migrations() -> list[str]:
    """Return the latest migrations of apps that this program has and the database lacks."""
    try:
        applied = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    except ProgrammingError:  # no table of migrations: the database is empty
        applied = set()
    return [".".join(key) for key in _last_migrations() if key not in applied]


@cache
def _last_migrations() -> tuple[tuple[str, str], ...]:
    """Return the last migration of each app. Cached: a running process uses the files it was started with."""
    return tuple(sorted(MigrationLoader(None).graph.leaf_nodes()))


def count_waiting_tasks() -> int | None:
    """Return how many tasks wait for a worker, None if Redis does not respond."""
    try:
        return queue.queue_length() if shared.is_available() else None
    except (RedisError, OSError):
        return None
