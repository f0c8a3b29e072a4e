"""The frames of a page: their addresses in its markup, and which of them may hold its text and are visited."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urljoin, urlsplit

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
        url = _address_of_frame(tag, attributes, base)
        if url and url != base and not _frame_is_small_or_other(attributes, url) and not _frame_is_aside(node):
            urls[url] = None
            if len(urls) == _MOST:
                break
    return tuple(urls)


def _address_of_frame(tag: str, attributes: dict[str, str | None], base: str) -> str:
    """Return the absolute address of the page in a frame, "" if it shows none."""
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


def _frame_is_small_or_other(attributes: dict[str, str | None], url: str) -> bool:
    """Return whether a frame is hidden or tiny, or shows something else than text: a map, a video, an advertisement."""
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


def _frame_is_aside(node: LexborNode) -> bool:
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


MOST_FRAMES = 3  # that are visited to find the one with the text
_FILE_PARAMETERS = ("file", "url", "src", "pdf", "doc", "path", "fileurl", "document")
_FILE = re.compile(r"\.(?:pdf|docx?|html?)$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Parts of a frameset beside its text, by the names that their files are given.
_BESIDE = re.compile(
    r"(?<![a-z])(?:menu|nav\w*|left|top|head|header|foot|footer|bottom|banner|side\w*|toc|toolbar|logo|title|search|login"
    r"|share|comments?|counter|count|stat\w*|weather|tianqi|daohang|caidan|dingbu|dibu|topbar|leftbar)(?![a-z])",
    re.IGNORECASE,
)
_MAIN = re.compile(
    r"(?<![a-z])(?:main|content|body|text|article|detail|doc\w*|zhengwen|neirong|right|cent(?:er|re))(?![a-z])",
    re.IGNORECASE,
)
# Second levels under which names are registered in many countries (example.gov.cn, example.ac.uk).
_SECOND_LEVELS = frozenset(
    ("ac", "co", "com", "edu", "gob", "gouv", "gov", "go", "govt", "mil", "ne", "net", "nic", "or", "org", "re")
)


def frames_to_visit(frame_urls: tuple[str, ...], page_url: str) -> tuple[str, ...]:
    """Return the frames of the same site that may hold the text of a page, the likeliest first, at most `MOST_FRAMES`.

    Instead of a viewer that is given a file in its address, the file is returned.
    """
    urls = [url for url in dict.fromkeys(map(unwrap_viewer, frame_urls)) if frame_is_on_same_site(url, page_url)]
    named_main = [
        url for url in urls if _MAIN.search(_file_name_of_frame(url)) and not _BESIDE.search(_file_name_of_frame(url))
    ]
    neutral = [url for url in urls if url not in named_main and not _BESIDE.search(_file_name_of_frame(url))]
    return tuple((named_main + neutral or urls)[:MOST_FRAMES])


def unwrap_viewer(url: str) -> str:
    """Return the file that a viewer such as `viewer.html?file=/a.pdf` shows; any other URL as it is."""
    try:
        for name, value in parse_qsl(urlsplit(url).query[:4_000]):
            if name.lower() in _FILE_PARAMETERS and _FILE.search(urlsplit(value).path):
                file = urljoin(url, value)
                return file if urlsplit(file).scheme in ("http", "https") else url
    except ValueError:
        pass
    return url


def frame_is_on_same_site(one: str, other: str) -> bool:
    """Return whether two URLs are of hosts below one registered domain (HTML Living Standard, "same site", with the
    public suffixes reduced to the frequent ones)."""
    return _site_of_frame(one) == _site_of_frame(other) != ""


def _site_of_frame(url: str) -> str:
    """Return the registered domain of a URL that can be visited, "" for any other."""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") else ""
    except ValueError:
        host = ""
    if not host:
        return ""
    labels = host.rstrip(".").split(".")
    if ":" in host or labels[-1].isdecimal():  # an IP address
        return host
    country = len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3 if country else -2 :])


def _file_name_of_frame(url: str) -> str:
    return _CAMEL.sub("-", urlsplit(url).path.rstrip("/").rpartition("/")[2]).replace("_", "-")
