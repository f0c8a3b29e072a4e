"""The IP address that a request comes from, and the network of this address."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> Address | None:
    """Return the IP address of the client, None if it is unknown.

    Behind a proxy it is the last address in X-Forwarded-For: the proxy wrote that one, the client the others. Without
    BEHIND_PROXY the header is never read.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        address = forwarded.rsplit(",", 1)[-1].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def client_network(request: HttpRequest) -> str:
    """Return the network of the client: its IPv4 address, or the /64 of its IPv6 address."""
    address = client_address(request)
    if address is None:
        return "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address)
