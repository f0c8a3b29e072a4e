"""Limits on reports from readers: how many one network may send, and how many wait for a decision at most."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from observatory.corrections.models import Report
from observatory.desk.throttle import client_network

PER_HOUR = 10  # from one network; an office or a class may share it
MOST_OPEN = 2_000
_HOUR = 3600


def may_send(request: HttpRequest) -> bool:
    """Count a report from the network of this request; return whether it is within the limits. While the cache is
    unavailable only the number of open reports limits."""
    if Report.objects.open()[:MOST_OPEN].count() >= MOST_OPEN:
        return False
    key = f"report:{hashlib.sha256(client_network(request).encode()).hexdigest()}"
    cache.add(key, 0, _HOUR)
    try:
        return cache.incr(key) <= PER_HOUR
    except ValueError:  # it expired between the two calls, or the cache is unavailable
        return True
