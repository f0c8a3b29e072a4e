"""What the monitor derives from a URL: its host, for rate limits, and whether it is a home page. Pure functions."""

import re
from urllib.parse import urlsplit

from observatory.text.web_addresses import endpoint


def host_key(url: str) -> str:
    """What counts as one host for politeness: the host name, with the port when it is not HTTP's own."""
    try:
        host, port = endpoint(url)
    except (ValueError, KeyError):
        return ""
    return host if port in (80, 443) else f"{host}:{port}"


def is_home(url: str) -> bool:
    """True when a URL points at a site's front client: no path worth the name and no query."""
    parts = urlsplit(url)
    path = re.sub(r"/(index|default|home)\.[a-z]{3,5}$", "/", parts.path.lower())
    return not parts.query and re.fullmatch(r"/?([a-z]{2}(-[a-z]{2,4})?/?)?", path) is not None
