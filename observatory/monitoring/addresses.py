"""Which addresses may be visited: URLs in one normal form, IP addresses that are never connected to.

Pure: no name is resolved here. URLs follow RFC 3986 (section 6.2.2 normalisation) with IDNA 2008 / UTS 46 host names;
IPv4 spellings that resolvers accept (``0x7f.1``, ``2130706433``) are read as the WHATWG URL Standard reads them,
because a guard that reads them differently from the socket is no guard.
"""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

import idna

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_URL = 4096
DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = re.compile(rb"[A-Za-z0-9._~-]")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TRIPLET = re.compile(r"%[0-9A-Fa-f]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.ASCII)

# https://fetch.spec.whatwg.org/#port-blocking: ports that speak something else than HTTP.
_BLOCKED_PORTS = """
    0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117
    119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601
    636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679
    6697 10080
"""
BLOCKED_PORTS = frozenset(map(int, _BLOCKED_PORTS.split()))

# IANA special-purpose registries (RFC 6890 and its updates). Python's is_global knows most of them; transition
# mechanisms are named here because they carry an IPv4 address that is not what the guard would look at.
_NEVER: tuple[IPNetwork, ...] = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/3"),
        *("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16"),
        *("2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)


class InvalidURL(ValueError):
    """The text is not an address that can be visited; the message says why."""


class ForbiddenAddress(Exception):
    """The address lies where no visit may go: a private or reserved network, or a port that is not HTTP's."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be visited although private: networks, and single ``host:port`` pairs."""

    networks: tuple[IPNetwork, ...] = ()
    endpoints: frozenset[tuple[str, int]] = frozenset()

    def covers(self, host: str, address: IPAddress, port: int) -> bool:
        """True when ``address`` (to which ``host`` resolved) may be connected to at ``port``."""
        if {(host, port), (str(address), port)} & self.endpoints:
            return True
        return any(address.version == net.version and address in net for net in self.networks)

    def __bool__(self) -> bool:
        return bool(self.networks or self.endpoints)


def parse_allowance(text: str) -> Allowance:
    """Read ``OBSERVATORY_FETCH_ALLOW``: comma-separated networks (``127.0.0.0/8``) or ``host:port`` pairs.

    Raises ValueError naming the entry that is neither.
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
    """True for every address that is not an ordinary public one, mapped and translated forms included."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_link_local:
        return True
    return any(address.version == net.version and address in net for net in _NEVER)


def check_address(host: str, address: str, port: int, allow: Allowance) -> None:
    """Raise ForbiddenAddress unless ``address``, found for ``host``, may be connected to at ``port``."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if is_forbidden(ip) and not allow.covers(host, ip, port):
        raise ForbiddenAddress(f"{host} is at {ip}, which is not a public address")


def check_port(host: str, port: int, allow: Allowance) -> None:
    """Raise ForbiddenAddress for a port that browsers block too, unless ``host:port`` is allowed by name."""
    if port in BLOCKED_PORTS and (host, port) not in allow.endpoints:
        raise ForbiddenAddress(f"port {port} is not one that HTTP is served on")


@lru_cache(8192)
def normalise(url: str) -> str:
    """The URL in normal form, without fragment; raises InvalidURL.

    Scheme and host are lower case, the host in its ASCII form, default ports dropped, dot segments resolved, escapes
    upper case, escaped unreserved characters unescaped, everything else that needs it escaped as UTF-8. Idempotent.
    """
    text = url.strip()
    if not text or len(text) > MAX_URL:
        raise InvalidURL("the address is empty" if not text else f"the address is longer than {MAX_URL} characters")
    if _CONTROL.search(text):
        raise InvalidURL("the address contains a control character or a backslash")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise InvalidURL(f"the address cannot be read: {error}") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise InvalidURL(f"only http and https addresses are visited, not {scheme or 'an address without a scheme'}")
    if "@" in parts.netloc:
        raise InvalidURL("the address carries a user name or password")
    netloc = _normal_host(parts.hostname or "", bracketed="[" in parts.netloc)
    if port is not None and port != DEFAULT_PORTS[scheme]:
        if port == 0:
            raise InvalidURL("port 0 cannot be connected to")
        netloc = f"{netloc}:{port}"
    path = _remove_dot_segments(_escape(parts.path, "/:@!$&'()*+,;=")) or "/"
    normal = urlunsplit((scheme, netloc, path, _escape(parts.query, "/:@!$&'()*+,;=?"), ""))
    if len(normal) > MAX_URL:
        raise InvalidURL(f"the address is longer than {MAX_URL} characters")
    return normal


def join(base: str, reference: str) -> str:
    """``reference`` (a Location header, a link) seen from ``base``, in normal form; raises InvalidURL.

    Bytes that are not ASCII arrive from the HTTP parser as surrogate escapes and are escaped as they were sent.
    """
    try:
        raw = reference.encode("utf-8", "surrogateescape")
        text = re.sub(rb"[\x80-\xff]", lambda m: b"%%%02X" % m[0][0], raw).decode("ascii")
        return normalise(urljoin(base, text.strip().replace("\t", "").replace("\r", "").replace("\n", "")))
    except InvalidURL:
        raise
    except ValueError as error:
        raise InvalidURL(f"the address cannot be read: {error}") from None


@lru_cache(8192)
def endpoint(url: str) -> tuple[str, int]:
    """Host (no brackets) and port of a normalised URL."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]


def host_key(url: str) -> str:
    """What counts as one host for politeness: the host name, with the port when it is not HTTP's own."""
    try:
        host, port = endpoint(url)
    except (ValueError, KeyError):
        return ""
    return host if port in (80, 443) else f"{host}:{port}"


def is_home(url: str) -> bool:
    """True when a URL points at a site's front door: no path worth the name and no query."""
    parts = urlsplit(url)
    path = re.sub(r"/(index|default|home)\.[a-z]{3,5}$", "/", parts.path.lower())
    return not parts.query and re.fullmatch(r"/?([a-z]{2}(-[a-z]{2,4})?/?)?", path) is not None


@lru_cache(8192)
def literal(host: str) -> str | None:
    """The canonical address when ``host`` is an IP literal, else None."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _normal_host(host: str, bracketed: bool) -> str:
    if "%" in host or not host.strip("."):
        raise InvalidURL("the address has no host name" if not host.strip(".") else "the host name is not a valid one")
    if bracketed or ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            raise InvalidURL(f"{host} is not an IPv6 address") from None
    try:
        name = host.rstrip(".").lower()
        ascii_name = name if name.isascii() else idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidURL(f"the host name is not a valid one: {error}") from None
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", ascii_name.rpartition(".")[2]):
        return _ipv4(ascii_name)
    if (
        len(ascii_name) > 253
        or any(len(label) > 63 for label in ascii_name.split("."))
        or not _HOST.fullmatch(ascii_name)
    ):
        raise InvalidURL(f"{ascii_name[:80]} is not a valid host name")
    return ascii_name


def _ipv4(text: str) -> str:
    """The dotted form of any IPv4 spelling (WHATWG URL Standard, "IPv4 parser")."""
    try:
        numbers = [_ipv4_number(part) for part in text.split(".")]
        if len(numbers) > 4 or any(n > 255 for n in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
            raise ValueError
        value = numbers[-1] + sum(n * 256 ** (3 - i) for i, n in enumerate(numbers[:-1]))
        return str(ipaddress.IPv4Address(value))
    except ValueError:
        raise InvalidURL(f"{text[:80]} is not an IPv4 address") from None


def _ipv4_number(part: str) -> int:
    if re.fullmatch(r"0x[0-9a-f]*", part):
        return int(part[2:] or "0", 16)
    if not re.fullmatch(r"[0-9]+", part):
        raise ValueError
    return int(part, 8 if len(part) > 1 and part.startswith("0") else 10)


def _escape(text: str, safe: str) -> str:
    text = _ESCAPE.sub("%25", text)
    text = _TRIPLET.sub(lambda m: _unescape_unreserved(m[0]), text)
    return quote(text, safe=safe + "%", errors="surrogateescape")


def _unescape_unreserved(triplet: str) -> str:
    byte = unquote_to_bytes(triplet)
    return byte.decode() if _UNRESERVED.fullmatch(byte) else triplet.upper()


def _remove_dot_segments(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    segments = path.split("/")[1:]
    output: list[str] = []
    for segment in segments:
        if segment == "..":
            output = output[:-1]
        elif segment != ".":
            output.append(segment)
    if segments and segments[-1] in (".", ".."):
        output.append("")
    return "/" + "/".join(output)
