"""The text of an article that a page has in its structured data only (JSON-LD, schema.org `articleBody`).

Some sites send an empty page and let a script fill it; the same text is in the data that they publish for search
engines. It is read if the markup has hardly any of it, and if the page names one article: several are those of a
list.
"""

import json
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from observatory.monitoring.reading.extract.html import parse_html

THIN = 1_000  # characters of main text; a page with more has its text in the markup
_TIMES = 3  # as long as all visible text, at least
_SHORTEST = 400  # characters; a shorter one is a summary
_MOST_VALUES = 20_000
_LONGEST = 2_000_000


def read_article_body(html: str, visible: str) -> tuple[str, ...]:
    """Return the paragraphs of the article, none if the markup has its text; `visible` is the text of the markup."""
    if '"articleBody"' not in html or len(html) > _LONGEST:
        return ()
    bodies = {body for script in _structured_data_scripts(html) for body in _article_bodies(script)}
    if len(bodies) != 1:
        return ()
    paragraphs = _article_paragraphs(bodies.pop())
    size = sum(map(len, paragraphs))
    return paragraphs if size >= max(_SHORTEST, _TIMES * len(visible)) else ()


def _structured_data_scripts(html: str) -> list[Any]:
    """Return the structured data (JSON-LD) in the scripts of a page."""
    found = []
    for node in LexborHTMLParser(html).css("script[type]"):
        if "ld+json" in (node.attributes["type"] or "").lower():
            try:
                found.append(json.loads(node.text(), strict=False))
            except (ValueError, RecursionError):
                continue
    return found


def _article_bodies(data: Any) -> list[str]:
    """Return the texts of all articles in the data, which may be nested."""
    found: list[str] = []
    waiting = [data]
    for _ in range(_MOST_VALUES):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            body = value.get("articleBody")
            if isinstance(body, str) and body.strip():
                found.append(body)
            waiting.extend(value.values())
    return found


def _article_paragraphs(body: str) -> tuple[str, ...]:
    """Return the paragraphs of an article's body, which may be markup, or markup written as text."""
    text = unescape(body) if "&" in body else body
    if "</" in text:
        return tuple(block.text for block in parse_html(text).blocks)
    return tuple(line for part in text.splitlines() if (line := " ".join(part.split())))
