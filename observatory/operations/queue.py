"""The queue of tasks in Redis."""

from django.conf import settings
from redis import Redis

from observatory.cache import OPTIONS


def queue_length() -> int:
    """Return how many tasks wait for a worker. Raises `RedisError` or `OSError` if Redis does not respond."""
    name = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] + settings.CELERY_TASK_DEFAULT_QUEUE
    with Redis.from_url(settings.REDIS_URL, **OPTIONS) as client:
        return client.llen(name)
