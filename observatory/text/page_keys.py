"""A key of a web page that is the same for all spellings of its URL. Pure functions."""

import re
from urllib.parse import urlsplit

from observatory.text.web_addresses import InvalidURL, normalise_url

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
