"""Links that open a page at a passage: URL fragment text directives (W3C community group draft “Text Fragments”)."""

import re
from urllib.parse import quote, urlsplit

DELIMITER = ":~:"
LONGEST_EXACT = 300  # characters; a longer passage is named by its first and its last words
SHORT = 40  # a passage this short may stand on a page more than once, so its context is named too
_WORDS = 6
_CHARACTERS = 40  # of a script without spaces
_SENTENCE_MARKS = re.compile(r"[，。；：、！？,.;:!?]")
# Browsers show these by programs of their own, which know no text directives.
_NO_TEXT = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".txt", ".csv", ".json")


def passage_url(url: str, exact: str, prefix: str = "", suffix: str = "", page: int | None = None) -> str:
    """Return a web address that opens at a passage; the address itself where a browser could not follow.

    `exact` is the passage as it stands on the page, `prefix` and `suffix` the text around it; all may be empty. `page`
    is the number of the page in a PDF, counted from 1, if it is known. What is not http or https stays as it is.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return url
    path = parts.path.lower()
    if path.endswith(".pdf"):
        return f"{url}#page={page}" if page and not parts.fragment else url
    directive = "" if path.endswith(_NO_TEXT) else text_directive(exact, prefix, suffix)
    if not directive:
        return url
    plain = url.partition(DELIMITER)[0]
    return f"{plain}{'' if '#' in plain else '#'}{DELIMITER}{directive}"


def text_directive(exact: str, prefix: str = "", suffix: str = "") -> str:
    """Return `text=[prefix-,]start[,end][,-suffix]` for a passage, percent-encoded; "" for an empty one.

    One directive cannot cross from block to block except by its two ends, so a passage of several lines, as a very long
    one, is named by these.
    """
    lines = [words for line in exact.splitlines() if (words := " ".join(line.split()))]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= LONGEST_EXACT:
        terms = [_encode_term(lines[0])]
    else:
        terms = [_encode_term(_first_words(lines[0])), _encode_term(_last_words(lines[-1]))]
    if len(exact) <= SHORT:
        before, after = _last_words(_nearest_line(prefix, -1)), _first_words(_nearest_line(suffix, 0))
        terms = [
            *([f"{_encode_term(before)}-"] if before else []),
            *terms,
            *([f"-{_encode_term(after)}"] if after else []),
        ]
    return f"text={','.join(terms)}"


def _nearest_line(context: str, place: int) -> str:
    """Return the line of a context next to the passage: the text of another block is no help."""
    lines = context.splitlines()
    return " ".join(lines[place].split()) if lines else ""


def _encode_term(text: str) -> str:
    """Percent-encode a term: all but letters, digits and `_.~`, for `-`, `,` and `&` have a meaning in directives."""
    return quote(text, safe="").replace("-", "%2D")


def _first_words(text: str) -> str:
    """Return the first words of a passage, which begin a text directive: browsers match whole words only."""
    words = text.split(" ")
    if len(words) > _WORDS:
        return " ".join(words[:_WORDS])
    if len(text) <= _CHARACTERS:
        return text
    cut = [mark.end() for mark in _SENTENCE_MARKS.finditer(text, 0, _CHARACTERS)]
    return text[: cut[-1] if cut else _CHARACTERS].strip()


def _last_words(text: str) -> str:
    """Return the last words of a passage, which end a text directive."""
    words = text.split(" ")
    if len(words) > _WORDS:
        return " ".join(words[-_WORDS:])
    if len(text) <= _CHARACTERS:
        return text
    begin = len(text) - _CHARACTERS
    cut = [mark.end() for mark in _SENTENCE_MARKS.finditer(text, begin, len(text) - 1)]
    return text[cut[0] if cut else begin :].strip()
