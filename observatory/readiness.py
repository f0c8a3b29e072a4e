"""`/healthz`: whether this process can serve, asked by containers, a load balancer and `make run`."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError


def ready(request: HttpRequest) -> HttpResponse:
    """200 when database and cache answer, else 503 with the name of the one that does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _text("The database does not answer.", 503)
    try:
        cache.get("ready")
    except RedisError:
        return _text("Redis does not answer.", 503)
    return _text("ready", 200)


def _text(body: str, status: int) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
