"""Limits on requests of one network to a page, counted in the cache that all web processes share."""

import ipaddress

from django.core.cache import cache
from django.http import HttpRequest

from observatory.operations.clients import client_address


def count_request(request: HttpRequest, name: str, *, most: int, seconds: int) -> bool:
    """Count a request of the client's network (an IPv4 address, an IPv6 /64) under a name; return whether there were at
    most `most` within `seconds`. While the cache is unavailable nobody is refused."""
    address = client_address(request)
    network = ipaddress.ip_network((address, 64), strict=False) if address and address.version == 6 else address
    key = f"attempts:{name}:{network}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it expired between the two calls, or the cache is unavailable
        return True
