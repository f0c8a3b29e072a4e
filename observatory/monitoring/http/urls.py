"""What the monitor derives from a URL: its host, for rate limits, and whether it is a home page. Pure functions."""

import re
from urllib.parse import urlsplit

from observatory.text.web_addresses import url_endpoint


def host_key(url: str) -> str:
    """Return the key of a host for rate limits: the host name, with the port unless it is the default port of HTTP."""
    try:
        host, port = url_endpoint(url)
    except (ValueError, KeyError):
        return ""
    return host if port in (80, 443) else f"{host}:{port}"


def is_home(url: str) -> bool:
    """Return whether a URL is the home page of a site: no meaningful path and no query."""
    parts = urlsplit(url)
    path = re.sub(r"/(index|default|home)\.[a-z]{3,5}$", "/", parts.path.lower())
    return not parts.query and re.fullmatch(r"/?([a-z]{2}(-[a-z]{2,4})?/?)?", path) is not None
