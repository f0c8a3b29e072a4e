"""Convert JSON feeds to blocks of text (JSON Feed 1.0 and 1.1, https://www.jsonfeed.org/version/1.1/).

The same is text as in other feeds: the title and description of the feed, and of each item the title, the date as
printed, the summary and the text. Authors, tags, addresses, attachments and extensions are not.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from observatory.monitoring.reading.extract.charset import decode_body
from observatory.monitoring.reading.extract.document import Document, UnreadableDocument
from observatory.monitoring.reading.extract.feed_entries import (
    LONGEST_DATE,
    FeedBlocks,
    escape,
    newest_first,
    read_markup,
    remove_controls,
)
from observatory.monitoring.reading.extract.language import detect_language

_PARAGRAPHS = re.compile(r"\s*\n\s*")
_Values = Mapping[str, Any]


def read_json_feed(body: bytes, charset_hint: str | None = None, url: str = "") -> Document:
    """Return the document in a JSON feed. Raises UnreadableDocument for JSON that is damaged, cut off or no feed."""
    text, charset = decode_body(body, charset_hint)
    feed = _parse(text)
    items = [item for item in feed["items"] if isinstance(item, dict)]
    found = FeedBlocks()
    title = " ".join(read_markup(escape(_text(feed, "title")), url)[0])
    if title:
        found.texts.append(title)
    found.add(escape(_text(feed, "description")), url)
    for item in newest_first(items, [_date(item) for item in items]):
        content = _text(item, "content_html") or _as_html(_text(item, "content_text"))
        words = (escape(_text(item, name)) for name in ("title", "summary"))
        found.add_entry(_key(item), next(words), _date(item), next(words), content, url)
    return Document(
        media="feed",
        blocks=tuple(found.texts),
        title=title[:500],
        full_text="\n".join(found.texts),
        language=detect_language(" ".join(found.texts[:40]), _text(feed, "language").strip().lower()),
        charset=charset,
        struck=tuple(found.struck),
        entries=tuple(found.entries),
    )


def _parse(text: str) -> dict[str, Any]:
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as problem:
        raise UnreadableDocument(f"The feed is damaged, cut off or nested too deeply: {problem}") from problem
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise UnreadableDocument("The JSON feed has no list of items.")
    return feed


def _text(values: _Values, name: str) -> str:
    """Return a member that is text, without control characters and halves of characters; "" for any other value."""
    value = values.get(name)
    return remove_controls(value).encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _date(item: _Values) -> str:
    return " ".join((_text(item, "date_published") or _text(item, "date_modified")).split())[:LONGEST_DATE]


def _key(item: _Values) -> str:
    """Return what identifies an item: its ID, which older feeds give as a number, else its address, else its title."""
    number = item.get("id")
    if isinstance(number, int):
        return str(number)[:40]
    return next((key for name in ("id", "url", "title") if (key := _text(item, name).strip())), "")


def _as_html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in _PARAGRAPHS.split(text.strip()) if line)
