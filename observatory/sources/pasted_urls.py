"""What a URL that was copied with something else around it looks like. Pure functions."""

import re
from html import unescape
from urllib.parse import unquote

# Punctuation of a sentence around a URL, which is hardly ever part of one; brackets and quotes only if they are alone.
_STOPS = "。，；：、！？．….,;:!'\"”’"
_BRACKETS = dict(zip("）】》」』〉〕）)]}>", "（【《「『〈〔（([{<", strict=True))
_WITHIN = re.compile("[。，；！？、]")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{1,6}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_SECOND_SCHEME = re.compile(r"https?:/{1,3}(?=https?:/)", re.IGNORECASE)


def without_copying_mistakes(url: str) -> str:
    """Return a URL without what was probably copied with it; the same URL if there is nothing of that kind.

    That is: HTML's escapes (`&amp;`), a scheme written twice, what follows a Chinese mark of punctuation, and marks
    and unpaired brackets at the end, escaped (%E3%80%82) or not.

    >>> without_copying_mistakes("https://a.example/x?a=1&amp;b=2）。")
    'https://a.example/x?a=1&b=2'
    >>> without_copying_mistakes("https://en.wikipedia.org/wiki/Fog_(weather)")
    'https://en.wikipedia.org/wiki/Fog_(weather)'
    """
    found = _SECOND_SCHEME.sub("", url, count=1) if _SECOND_SCHEME.match(url) else url
    for _ in range(3):
        if not _ENTITY.search(found):
            break
        found = _ENTITY.sub(lambda entity: unescape(entity[0]), found)
    if mark := _WITHIN.search(found):
        found = found[: mark.start()]
    while found and (end := _last_character_of_url(found)) and _is_left_over(found, end[0]):
        found = found[: -len(end[1])]
    return found.strip()


def _last_character_of_url(url: str) -> tuple[str, str]:
    """Return the last character of a pasted URL and how it is written there, which may be as escapes."""
    if escaped := re.search(r"(?:%[89AB][0-9A-F]){0,3}$", url, re.IGNORECASE):
        for start in range(escaped.start() - 3, escaped.end(), 3):
            written = url[max(start, 0) :]
            if written.startswith("%") and len(read := unquote(written, errors="ignore")) == 1 and not read.isascii():
                return read, written
    return url[-1], url[-1]


def _is_left_over(url: str, end: str) -> bool:
    if opening := _BRACKETS.get(end):
        read = unquote(url)
        return read.count(end) > read.count(opening)
    return end in _STOPS
