"""A limit on failed logins, counted in the cache that all web processes share.

There are three counters, each with its own window: one account from one network, one network, one account. An attempt
is counted before the password is checked, so that parallel attempts cannot bypass the limit; a successful login takes
it back. Names are counted whether they exist or not, so a refusal reveals nothing about them.
"""

import hashlib
import ipaddress
from contextlib import suppress

from django.core.cache import cache
from django.http import HttpRequest

from observatory.operations.clients import client_address

# (what is counted, failures allowed, seconds)
PAIR = ("pair", 5, 15 * 60)
NETWORK = ("network", 30, 15 * 60)
ACCOUNT = ("account", 50, 60 * 60)


def client_network(request: HttpRequest) -> str:
    """Return the network of the client: its IPv4 address, or the /64 of its IPv6 address."""
    address = client_address(request)
    if address is None:
        return "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address)


def count_attempt(username: str, network: str) -> bool:
    """Count a login attempt; return whether it is allowed. While the cache is unavailable nobody is locked out (the log
    reports it)."""
    counts = [count_in_window(_key(name, username, network), seconds) <= most for name, most, seconds in _limits()]
    return all(counts)


def forget_failures(username: str, network: str) -> None:
    """Reset the failures of an account from this network, and take the attempt back from the other counters."""
    cache.delete(_key("pair", username, network))
    for name in ("network", "account"):
        with suppress(ValueError):  # the counter had expired in the meantime
            cache.decr(_key(name, username, network))


def _limits():
    return PAIR, NETWORK, ACCOUNT


def count_in_window(key: str, seconds: int) -> int:
    """Count something under a key, for so many seconds from its first time on; return how often it was counted."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it expired between the two calls, or the cache is unavailable
        cache.set(key, 1, seconds)
        return 1


def _key(name: str, username: str, network: str) -> str:
    parts = {"pair": (username.casefold(), network), "network": (network,), "account": (username.casefold(),)}
    digest = hashlib.sha256("\x00".join(parts[name]).encode()).hexdigest()
    return f"login:{name}:{digest}"
