"""Which frames of a page may hold its text. Pure functions on addresses."""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

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
    urls = [url for url in dict.fromkeys(map(unwrap_viewer, frame_urls)) if is_same_site(url, page_url)]
    named_main = [url for url in urls if _MAIN.search(_file_name(url)) and not _BESIDE.search(_file_name(url))]
    neutral = [url for url in urls if url not in named_main and not _BESIDE.search(_file_name(url))]
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


def is_same_site(one: str, other: str) -> bool:
    """Return whether two URLs are of hosts below one registered domain (HTML Living Standard, "same site", with the
    public suffixes reduced to the frequent ones)."""
    return _site(one) == _site(other) != ""


def _site(url: str) -> str:
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


def _file_name(url: str) -> str:
    return _CAMEL.sub("-", urlsplit(url).path.rstrip("/").rpartition("/")[2]).replace("_", "-")
