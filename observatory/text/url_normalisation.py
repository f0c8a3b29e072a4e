"""Normalise, check and join URLs, and keys that are the same for all spellings of a URL: the single check of URLs
that are stored or published.

Pure functions: no name is resolved here, so the IP address is checked at the visit (`networks.check_address`). URLs
follow RFC 3986 (section 6.2.2 normalisation) with IDNA 2008 / UTS 46 host names. IPv4 spellings that resolvers accept
(``0x7f.1``, ``2130706433``) are read as the WHATWG URL Standard reads them, because a check that reads them
differently from the socket protects nothing.
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

import idna

from observatory.text.networks import Allowance, ForbiddenAddress, check_endpoint

MAX_URL = 4096
DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = re.compile(rb"[A-Za-z0-9._~-]")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TRIPLET = re.compile(r"%[0-9A-Fa-f]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
# White space and zero-width characters: soft hyphens, joiners, direction marks.
_SPACE = re.compile(r"[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.ASCII)


class InvalidURL(ValueError):
    """Raised for a text that is not a URL that can be visited; the message says why.

    `code` names the reason, for code that words it for a reader: "empty", "long", "control", "space", "scheme",
    "credentials", "host" or "unreadable".
    """

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


def check_url(text: str, allow: Allowance, longest: int = MAX_URL) -> str:
    """Return the normal form of a URL that may be stored, published and visited. This is the one check for all three.

    Refused are white space and invisible characters, schemes other than http and https, user names and passwords, ports
    of other services, and everything that is not on the public Internet in any spelling, unless `allow` covers it.
    Raises InvalidURL or ForbiddenAddress.
    """
    if len(text) > longest:
        raise InvalidURL(f"the address is longer than {longest} characters", "long")
    if _SPACE.search(text):
        raise InvalidURL("the address contains a space or an invisible character", "space")
    url = normalise_url(text)
    check_endpoint(*url_endpoint(url), allow)
    return url


def is_allowed_url(text: str, allow: Allowance) -> bool:
    """Return whether `check_url` accepts a URL."""
    try:
        return bool(check_url(text, allow))
    except (InvalidURL, ForbiddenAddress):
        return False


@lru_cache(8192)
def normalise_url(url: str) -> str:
    """Return the URL in normal form, without fragment. Raises InvalidURL.

    Scheme and host are lower case, the host in its ASCII form, default ports dropped, dot segments resolved, escapes
    upper case, escaped unreserved characters unescaped, everything else that needs it escaped as UTF-8. Idempotent.
    """
    text = url.strip()
    if not text or len(text) > MAX_URL:
        reason = f"longer than {MAX_URL} characters" if text else "empty"
        raise InvalidURL(f"the address is {reason}", "long" if text else "empty")
    if _CONTROL.search(text):
        raise InvalidURL("the address contains a control character or a backslash", "control")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise InvalidURL(f"the address cannot be read: {error}") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        given = scheme or "an address without a scheme"
        raise InvalidURL(f"only http and https addresses are visited, not {given}", "scheme")
    if "@" in parts.netloc:
        raise InvalidURL("the address contains a user name or password", "credentials")
    netloc = _normal_host(parts.hostname or "", bracketed="[" in parts.netloc)
    if port is not None and port != DEFAULT_PORTS[scheme]:
        if port == 0:
            raise InvalidURL("port 0 cannot be connected to")
        netloc = f"{netloc}:{port}"
    path = _remove_dot_segments(_escape_url_part(parts.path, "/:@!$&'()*+,;=")) or "/"
    normal = urlunsplit((scheme, netloc, path, _escape_url_part(parts.query, "/:@!$&'()*+,;=?"), ""))
    if len(normal) > MAX_URL:
        raise InvalidURL(f"the address is longer than {MAX_URL} characters", "long")
    return normal


def join_url(base: str, reference: str) -> str:
    """Return ``reference`` (a Location header, a link) resolved against ``base``, in normal form. Raises InvalidURL.

    Non-ASCII bytes arrive from the HTTP parser as surrogate escapes and are escaped as they were sent.
    """
    try:
        raw = reference.encode("utf-8", "surrogateescape")
        text = re.sub(rb"[\x80-\xff]", lambda m: b"%%%02X" % m[0][0], raw).decode("ascii")
        return normalise_url(urljoin(base, text.strip().replace("\t", "").replace("\r", "").replace("\n", "")))
    except InvalidURL:
        raise
    except ValueError as error:
        raise InvalidURL(f"the address cannot be read: {error}") from None


@lru_cache(8192)
def url_endpoint(url: str) -> tuple[str, int]:
    """Return host (without brackets) and port of a normalised URL."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]


def _normal_host(host: str, bracketed: bool) -> str:
    """Return the host of a URL in normal form: lower case, ASCII, IP addresses in their one form. Raises InvalidURL."""
    if "%" in host or not host.strip("."):
        reason = "the host name is not a valid one" if host.strip(".") else "the address has no host name"
        raise InvalidURL(reason, "host")
    if bracketed or ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            raise InvalidURL(f"{host} is not an IPv6 address", "host") from None
    try:
        name = host.rstrip(".").lower()
        ascii_name = name if name.isascii() else idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidURL(f"the host name is not a valid one: {error}", "host") from None
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", ascii_name.rpartition(".")[2]):
        return _ipv4_host(ascii_name)
    if (
        len(ascii_name) > 253
        or any(len(label) > 63 for label in ascii_name.split("."))
        or not _HOST.fullmatch(ascii_name)
    ):
        raise InvalidURL(f"{ascii_name[:80]} is not a valid host name", "host")
    return ascii_name


def _ipv4_host(text: str) -> str:
    """Return the dotted form of any IPv4 spelling (WHATWG URL Standard, "IPv4 parser")."""
    try:
        numbers = [_ipv4_number(part) for part in text.split(".")]
        if len(numbers) > 4 or any(n > 255 for n in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
            raise ValueError
        value = numbers[-1] + sum(n * 256 ** (3 - i) for i, n in enumerate(numbers[:-1]))
        return str(ipaddress.IPv4Address(value))
    except ValueError:
        raise InvalidURL(f"{text[:80]} is not an IPv4 address", "host") from None


def _ipv4_number(part: str) -> int:
    """Return the number that a part of an IPv4 address is, decimal, octal or hexadecimal. Raises ValueError."""
    if re.fullmatch(r"0x[0-9a-f]*", part):
        return int(part[2:] or "0", 16)
    if not re.fullmatch(r"[0-9]+", part):
        raise ValueError
    return int(part, 8 if len(part) > 1 and part.startswith("0") else 10)


def _escape_url_part(text: str, safe: str) -> str:
    text = _ESCAPE.sub("%25", text)
    text = _TRIPLET.sub(lambda m: _unescape_unreserved(m[0]), text)
    return quote(text, safe=safe + "%", errors="surrogateescape")


def _unescape_unreserved(triplet: str) -> str:
    byte = unquote_to_bytes(triplet)
    return byte.decode() if _UNRESERVED.fullmatch(byte) else triplet.upper()


def _remove_dot_segments(path: str) -> str:
    """Return the path of a URL without dot segments (RFC 3986, section 5.2.4)."""
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


# Parameters that say how a reader came to a page, not which page it is.
_TRACKING = re.compile(r"(utm_[a-z]+|gclid|fbclid|msclkid|mc_[ce]id|spm|wechat_redirect)(=|$)")


def page_key(url: str) -> str:
    """Return a key that is the same for all spellings of a URL; "" if the text is not a URL.

    Scheme, default port, case of the host, tracking parameters and fragment do not count, except for a fragment that
    is a route of a page built by a script ("#/news/12", "#!news").
    """
    try:
        address = normalise_url(url).partition("://")[2]
    except InvalidURL:
        return ""
    page, _, query = address.partition("?")
    parameters = [each for each in query.split("&") if each and not _TRACKING.match(each.casefold())]
    fragment = urlsplit(url).fragment
    route = f"#{fragment}" if fragment.startswith(("/", "!")) else ""
    return page.rstrip("/") + ("?" + "&".join(parameters) if parameters else "") + route


def web_page_key(url: str) -> str:
    """Return the key of a web page, with or without "www."."""
    return page_key(url).removeprefix("www.") if url else ""
