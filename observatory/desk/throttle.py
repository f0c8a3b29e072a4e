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
    """Return the network an attempt comes from: an IPv4 address, or the /64 of an IPv6 one."""
    address = client_address(request)
    if address is None:
        return "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address)


def count_attempt(username: str, network: str) -> bool:
    """Count an attempt; return whether it may go on. While the cache is away nobody is locked out (its log says so)."""
    counts = [_count(_key(name, username, network), seconds) <= most for name, most, seconds in _limits()]
    return all(counts)


def forget_failures(username: str, network: str) -> None:
    """Forget the failures of an account from this network, and take the attempt back from the other counters."""
    cache.delete(_key("pair", username, network))
    for name in ("network", "account"):
        with suppress(ValueError):  # the counter had run out meanwhile
            cache.decr(_key(name, username, network))


def _limits():
    return PAIR, NETWORK, ACCOUNT


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two, or the cache is away
        cache.set(key, 1, seconds)
        return 1


def _key(name: str, username: str, network: str) -> str:
    parts = {"pair": (username.casefold(), network), "network": (network,), "account": (username.casefold(),)}
    digest = hashlib.sha256("\x00".join(parts[name]).encode()).hexdigest()
    return f"login:{name}:{digest}"
