"""Compare two readings of a feed: tell what the program that makes it changes (entries that expire, dates) from what
its authors do. Pure functions.
"""

from dataclasses import replace

from observatory.monitoring.reading.extract.document import Document


def align_feeds(before: Document, after: Document) -> Document:
    """Return the earlier reading of a feed as its program would show it now: without its last entries, if newer ones
    took their place in the later reading, and with the dates that its other entries have now. It is the earlier
    reading itself if that changes nothing.

    A feed shows its newest entries only, so its oldest leave it without being taken back. They count as expired if no
    more of them left than came, or than half of the feed (some feeds show the entries of some days). An entry that is
    missing between others was taken back, and so was a feed of which nothing is left. Dates are those of publishing,
    which many programs renew whenever they make the feed.
    """
    entries = _without_expired_entries(before, after)
    end = before.entries[len(entries)][1] if len(entries) < len(before.entries) else len(before.blocks)
    blocks = list(before.blocks[:end])
    dates = {key: after.blocks[date] for key, _, date in after.entries if date >= 0}
    for key, _, date in entries:
        if date >= 0 and key in dates:
            blocks[date] = dates[key]
    if tuple(blocks) == before.blocks:
        return before
    struck = tuple(text for text in before.struck if text.block < end)
    return replace(before, blocks=tuple(blocks), full_text="\n".join(blocks), struck=struck, entries=entries)


def _without_expired_entries(before: Document, after: Document) -> tuple[tuple[str, int, int], ...]:
    """Return the entries of the earlier reading of a feed without the last ones, if they expired."""
    now = {key for key, _, _ in after.entries}
    keys = [key for key, _, _ in before.entries]
    left = next((n for n, key in enumerate(reversed(keys)) if key in now), len(keys))
    came = len(now.difference(keys))
    if not left or left == len(keys) or left > max(came, len(keys) // 2):
        return before.entries
    return before.entries[: len(keys) - left]
