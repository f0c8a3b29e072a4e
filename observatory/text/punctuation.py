"""Marks that end a sentence, in the scripts that titles are written in."""

# Latin and full-width marks, and those of Arabic, Urdu, Devanagari, Ethiopic, Armenian.
_ENDS = (".", "!", "?", "…", "‽", "。", "．", "｡", "！", "？", "؟", "۔", "।", "॥", "።", "։")
_CLOSING_QUOTES = "”’\"'»›」』》〉"


def ends_sentence(text: str) -> bool:
    """Return whether a text ends with the mark of a sentence, also if closing quotes follow it: then no full stop is
    added to it.

    >>> ends_sentence("谁来决定？”"), ends_sentence("J."), ends_sentence("Plan (2023)")
    (True, True, False)
    """
    return text.rstrip().rstrip(_CLOSING_QUOTES).endswith(_ENDS)


def with_full_stop(text: str) -> str:
    """Return a text with a full stop after it, unless it ends with the mark of a sentence already."""
    return text if ends_sentence(text) else text + "."
