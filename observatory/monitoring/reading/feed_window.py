"""Tell entries of a feed that left at the end of its window from entries that were taken back. Pure functions."""

from dataclasses import replace

from observatory.monitoring.reading.extract.document import Document


def without_expired(before: Document, after: Document) -> Document:
    """Return the earlier reading of a feed without its last entries, if the later reading does not have them because
    newer ones took their place; the earlier reading itself if there are none.

    A feed shows its newest entries only, so its oldest leave it without being taken back. They count as expired if no
    more of them left than came, or than half of the feed (some feeds show the entries of some days). An entry that is
    missing between others was taken back, and so was a feed of which nothing is left.
    """
    now = {key for key, _ in after.entries}
    keys = [key for key, _ in before.entries]
    left = next((n for n, key in enumerate(reversed(keys)) if key in now), len(keys))
    came = len(now.difference(keys))
    if not left or left == len(keys) or left > max(came, len(keys) // 2):
        return before
    entries = before.entries[: len(keys) - left]
    end = before.entries[len(entries)][1]
    blocks = before.blocks[:end]
    return replace(
        before,
        blocks=blocks,
        full_text="\n".join(blocks),
        struck=tuple(text for text in before.struck if text.block < end),
        entries=entries,
    )
