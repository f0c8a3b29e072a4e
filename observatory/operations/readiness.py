"""Ask every part of the site how it is."""

from collections.abc import Callable, Collection
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from redis.exceptions import RedisError

from observatory.monitoring.models import Watch
from observatory.operations import disk, parts, queue
from observatory.operations.heartbeats import last_beats
from observatory.operations.models import Heartbeat
from observatory.operations.parts import Part

# What a web process needs to serve readers, and what the whole site needs.
WEB = ("database", "migrations")
ALL = (*WEB, "redis", "beat", "worker", "backlog", "queue", "disk")
_OF_THE_DATABASE = {"migrations", "beat", "worker", "backlog"}


def look(names: Collection[str] = ALL) -> list[Part]:
    """Return the parts of these names, in their order. Without the database those kept in it are left out."""
    answers = database_answers()
    unknown = set() if answers else _OF_THE_DATABASE
    found = [ask() for name, ask in _ASK.items() if name in names and name not in unknown]
    return [parts.database(answers), *found] if "database" in names or not answers else found


def failing() -> list[Part]:
    """Return the parts that are not well."""
    return [part for part in look() if not part.ok]


def database_answers() -> bool:
    """Return whether a statement can be run."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def missing_migrations() -> list[str]:
    """Return the last migrations of apps, as this program has them, that the database lacks."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return [".".join(key) for key in _last_migrations() if key not in applied]


@cache
def _last_migrations() -> tuple[tuple[str, str], ...]:
    """Return the last migration of each app: a running process goes on with the files it was started with."""
    return tuple(sorted(MigrationLoader(None).graph.leaf_nodes()))


def _migrations() -> Part:
    return parts.migrations(missing_migrations())


def _redis() -> Part:
    return parts.redis(shared.answers())


def _beat() -> Part:
    return parts.beat(last_beats().get(Heartbeat.Process.BEAT), redis_answers=shared.answers())


def _worker() -> Part:
    beats = last_beats()
    both = beats.get(Heartbeat.Process.WORKER), beats.get(Heartbeat.Process.BEAT)
    return parts.worker(*both, redis_answers=shared.answers())


def _backlog() -> Part:
    now = timezone.now()
    due, oldest = Watch.objects.due(now), Watch.objects.oldest_due(now)
    count = due[: parts.MOST_COUNTED].count()
    return parts.backlog(count, oldest or now, late=Watch.objects.late(now).exists())


def waiting() -> int | None:
    """Return how many tasks wait for a worker, None when Redis does not answer."""
    try:
        return queue.length()
    except (RedisError, OSError):
        return None


def _queue() -> Part:
    return parts.queue(waiting())


def _disk() -> Part:
    return parts.disk(disk.free(), settings.DISK_FREE_MB * 1_000_000)


_ASK: dict[str, Callable[[], Part]] = {
    "migrations": _migrations,
    "redis": _redis,
    "beat": _beat,
    "worker": _worker,
    "backlog": _backlog,
    "queue": _queue,
    "disk": _disk,
}
