"""A limit on failed logins, counted in the cache that all web processes share.

Three counters, each over a window of its own: one account from one network, one network, one account. The
attempt is counted before the password is looked at, so that many at once cannot pass together; a success takes
it back. Names are counted whether they exist or not, so a refusal tells nothing about them.
"""

import hashlib
import ipaddress
import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

# (what is counted, failures allowed, seconds)
PAIR = ("pair", 5, 15 * 60)
NETWORK = ("network", 30, 15 * 60)
ACCOUNT = ("account", 50, 60 * 60)

logger = logging.getLogger(__name__)


def client_network(request: HttpRequest) -> str:
    """Return the network an attempt comes from: an IPv4 address, or the /64 of an IPv6 one.

    Behind a proxy the last address in X-Forwarded-For counts: the proxy wrote that one, the client the others.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        address = forwarded.rsplit(",", 1)[-1].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def attempt(username: str, network: str) -> bool:
    """Count an attempt; return whether it may go on. Without the cache nobody is locked out, and the log says so."""
    try:
        counts = [_count(_key(name, username, network), seconds) <= most for name, most, seconds in _limits()]
    except RedisError:
        logger.exception("Failed logins are not limited: the cache does not answer")
        return True
    return all(counts)


def succeeded(username: str, network: str) -> None:
    """Forget the failures of an account from this network, and take the attempt back from the other counters."""
    try:
        cache.delete(_key("pair", username, network))
        for name in ("network", "account"):
            cache.decr(_key(name, username, network))
    except (RedisError, ValueError):  # the counter had run out meanwhile
        pass


def _limits():
    return PAIR, NETWORK, ACCOUNT


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, seconds)
        return 1


def _key(name: str, username: str, network: str) -> str:
    parts = {"pair": (username.casefold(), network), "network": (network,), "account": (username.casefold(),)}
    digest = hashlib.sha256("\x00".join(parts[name]).encode()).hexdigest()
    return f"login:{name}:{digest}"
