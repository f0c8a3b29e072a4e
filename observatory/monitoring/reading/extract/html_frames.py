"""The frames of a page that may hold its text."""

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

FRAME_TAGS = frozenset(("iframe", "frame", "object", "embed"))
_MOST, _LOOKED_AT, _LONGEST_URL, _DEEPEST = 10, 300, 2_000, 60
_PAGES = re.compile(r"text/html|application/(?:xhtml\+xml|pdf)", re.I)
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|(?<![-\w])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)"
    r"|(?:left|top)\s*:\s*-\d{4}",
    re.I,
)
_TINY = re.compile(r"\s*[01](?:px|%)?\s*$")
# Advertisements, counters, players, maps, comments and bot checks: what they show is not the document.
_OTHERS = re.compile(
    r"(?:^|\.)(?:doubleclick\.net|googlesyndication\.com|googletagmanager\.com|google-analytics\.com|googleadservices\.com"
    r"|adnxs\.com|adsrvr\.org|amazon-adsystem\.com|criteo\.\w+|taboola\.com|outbrain\.com|scorecardresearch\.com"
    r"|facebook\.com|twitter\.com|x\.com|instagram\.com|linkedin\.com|pinterest\.com|addthis\.com|sharethis\.com"
    r"|disqus\.com|hcaptcha\.com|recaptcha\.net|challenges\.cloudflare\.com|hotjar\.com|demdex\.net|onetrust\.com"
    r"|cookiebot\.com|trustarc\.com|youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com|soundcloud\.com"
    r"|spotify\.com|player\.bilibili\.com|v\.qq\.com|player\.youku\.com|open\.iqiyi\.com|hm\.baidu\.com|cnzz\.com"
    r"|pos\.baidu\.com|tanx\.com|mmstat\.com|bdimg\.com)$|^(?:ads?|adserver|analytics|track(?:er|ing)?|pixel|stats?|maps|widgets?|players?|share|comments?|public-api)\d*\.",
    re.I,
)
_OTHER_PATHS = re.compile(r"/(?:ads?|adserver|widgets?|comments?|recaptcha|share|follow)(?:[-_+/.]|$)", re.I)
_OTHER_NAMES = re.compile(r"(?<![a-z])(?:ads?|advert\w*|google_ads\w*|banner|pixel|track\w*|guanggao)(?![a-z])", re.I)
_ASIDE = frozenset(("nav", "footer", "noscript", "template"))


def frame_urls(nodes: Iterable[tuple[LexborNode, str]], base: str) -> tuple[str, ...]:
    """Return the absolute addresses (http or https) of the frames that readers see, at most ten, each once; `base` is
    where relative ones start."""
    urls: dict[str, None] = {}
    for node, tag in [pair for pair in nodes if pair[1] in FRAME_TAGS][:_LOOKED_AT]:
        attributes = node.attributes
        url = _address(tag, attributes, base)
        if url and url != base and not _is_small_or_other(attributes, url) and not _is_aside(node):
            urls[url] = None
            if len(urls) == _MOST:
                break
    return tuple(urls)


def _address(tag: str, attributes: dict[str, str | None], base: str) -> str:
    if "srcdoc" in attributes:
        return ""
    source = (attributes.get("data" if tag == "object" else "src") or "").strip()
    if tag in ("object", "embed"):
        file = source.partition("?")[0].lower()
        if not _PAGES.match(attributes.get("type") or "") and not file.endswith((".htm", ".html", ".pdf")):
            return ""
    elif not source or source.lower().startswith(("about:", "javascript:")):
        source = (attributes.get("data-src") or "").strip()  # put in place by a script when it is scrolled to
    if not source or len(source) > _LONGEST_URL:
        return ""
    try:
        url = urljoin(base, source)
        parts = urlsplit(url)
        return url.partition("#")[0] if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _is_small_or_other(attributes: dict[str, str | None], url: str) -> bool:
    parts = urlsplit(url)
    return (
        "hidden" in attributes
        or any(_TINY.match(attributes.get(side) or "") for side in ("width", "height"))
        or _NOT_SHOWN.search(attributes.get("style") or "") is not None
        or _OTHERS.search(parts.hostname or "") is not None
        or _OTHER_PATHS.search(parts.path) is not None
        or (parts.path.startswith("/maps") and "google." in (parts.hostname or ""))
        or any(_OTHER_NAMES.search(attributes.get(name) or "") for name in ("id", "class", "name", "title"))
    )


def _is_aside(node: LexborNode) -> bool:
    """Return whether the frame is in a hidden part of the page, or in its navigation or footer."""
    parent = node.parent
    for _ in range(_DEEPEST):
        if parent is None or parent.tag in (None, "body", "html"):
            return False
        attributes = parent.attributes
        if parent.tag in _ASIDE or "hidden" in attributes or _NOT_SHOWN.search(attributes.get("style") or ""):
            return True
        parent = parent.parent
    return True
