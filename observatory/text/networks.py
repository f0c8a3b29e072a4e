"""Decide which IP addresses, host names and ports are on the public Internet, or allowed by a local installation.

Pure functions: no name is resolved here.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# https://fetch.spec.whatwg.org/#port-blocking: ports of other protocols than HTTP.
_BLOCKED_PORTS = """
    0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117
    119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601
    636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679
    6697 10080
"""
BLOCKED_PORTS = frozenset(map(int, _BLOCKED_PORTS.split()))

# IANA special-purpose registries (RFC 6890 and its updates). Python's is_global knows most of them; transition
# mechanisms are named here because they carry an IPv4 address that is not what the guard would look at.
_SPECIAL = (
    *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/3"),
    *("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16"),
    *("2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)
# Addresses that the registries count as public and that a cloud serves to its own machines alone: the platform address
# of Azure (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16) and the service networks
# of IBM Cloud (https://cloud.ibm.com/docs/vpc?topic=vpc-service-endpoints-for-vpc). Those of the other clouds lie in
# the special networks: 169.254.169.254, 100.100.100.200 (Alibaba), 192.0.0.192 (Oracle), fd00:ec2::254 (Amazon).
_OF_CLOUDS = ("168.63.129.16/32", "161.26.0.0/16", "166.8.0.0/14")
_NEVER: tuple[IPNetwork, ...] = tuple(ipaddress.ip_network(net) for net in (*_SPECIAL, *_OF_CLOUDS))

# Suffixes of names in private networks: RFC 6761 (localhost), RFC 6762 (local and its appendix G), RFC 8375
# (home.arpa), ICANN's reserved `internal`, and what Kubernetes, Docker and routers use.
_PRIVATE_ENDS = frozenset(
    ["localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "svc"]
)
# Metadata services whose names look public.
_PRIVATE_NAMES = frozenset({"metadata.goog", "metadata.packet.net", "metadata.platformequinix.com"})


class ForbiddenAddress(Exception):
    """Raised for an address that is not public: a private or reserved network, or a port that is not used for HTTP.

    `code` names the reason, for code that words it for a reader: "private", "private_name" or "port".
    """

    def __init__(self, message: str, code: str = "private") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Allowance:
    """Private targets that may be visited: networks, and single ``host:port`` pairs."""

    networks: tuple[IPNetwork, ...] = ()
    endpoints: frozenset[tuple[str, int]] = frozenset()

    def covers(self, host: str, address: IPAddress, port: int) -> bool:
        """Return whether ``address`` (to which ``host`` resolved) may be connected to at ``port``."""
        if {(host, port), (str(address), port)} & self.endpoints:
            return True
        return any(address.version == net.version and address in net for net in self.networks)

    def covers_name(self, host: str, port: int) -> bool:
        """Return whether a name in a private network may be used at ``port``; its IP addresses are checked as well."""
        return bool(self.networks) or (host, port) in self.endpoints

    def __bool__(self) -> bool:
        return bool(self.networks or self.endpoints)


PUBLIC_ONLY = Allowance()


def parse_allowance(text: str) -> Allowance:
    """Parse ``OBSERVATORY_FETCH_ALLOW``: comma-separated networks (``127.0.0.0/8``) or ``host:port`` pairs.

    Raises ValueError naming the invalid entry.
    """
    networks, endpoints = [], set()
    for entry in filter(None, (part.strip() for part in text.split(","))):
        try:
            networks.append(ipaddress.ip_network(entry, strict=False))
            continue
        except ValueError:
            pass
        try:
            parts = urlsplit(f"//{entry}")
            if not parts.hostname or parts.port is None or parts.path:
                raise ValueError
        except ValueError:
            raise ValueError(f"{entry!r} is neither a network such as 127.0.0.0/8 nor host:port") from None
        endpoints.add((parts.hostname, parts.port))
    return Allowance(tuple(networks), frozenset(endpoints))


def is_forbidden(address: IPAddress) -> bool:
    """Return True for every address that is not an ordinary public one, including mapped and translated forms."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_link_local:
        return True
    return any(address.version == net.version and address in net for net in _NEVER)


def is_private_name(host: str) -> bool:
    """Return True for a host name (lower case, not an IP address) that has a meaning only inside a private network."""
    return (
        "." not in host
        or host.rpartition(".")[2] in _PRIVATE_ENDS
        or host.endswith(".home.arpa")
        or host in _PRIVATE_NAMES
    )


def check_address(host: str, address: str, port: int, allow: Allowance) -> None:
    """Raise ForbiddenAddress unless ``address``, found for ``host``, may be connected to at ``port``."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if is_forbidden(ip) and not allow.covers(host, ip, port):
        raise ForbiddenAddress(f"{host} is at {ip}, which is not a public address")


def check_endpoint(host: str, port: int, allow: Allowance) -> None:
    """Raise ForbiddenAddress for hosts and ports that can be refused without resolving a name.

    These are literal IP addresses and host names that are not public, and ports that browsers block too, unless
    ``allow`` covers them.
    """
    if port in BLOCKED_PORTS and (host, port) not in allow.endpoints:
        raise ForbiddenAddress(f"port {port} is not an allowed HTTP port", "port")
    if address := ip_literal(host):
        check_address(host, address, port, allow)
    elif is_private_name(host) and not allow.covers_name(host, port):
        raise ForbiddenAddress(f"{host} is a private network name", "private_name")


def ip_literal(host: str) -> str | None:
    """Return the canonical IP address if ``host`` is an IP literal, else None."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None
