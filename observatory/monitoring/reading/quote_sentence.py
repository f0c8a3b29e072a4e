"""Whether the sentence around the words of a quote now says something else of them. Pure functions.

The words of "The office keeps the file." stand in "It is not true that the office keeps the file.", in "Only the office
keeps the file." and in "The office keeps the file unless it is empty.": none of them is the quote. What the quote's own
prefix or suffix has there too changes nothing, nor does what stands in another sentence.
"""

import re

from observatory.text.normal_forms import HAN

_DENIES = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor|none|nobody|nothing|only|solely|merely|hardly|scarcely|unless|except"
    r"|excluding|deny|denies|denied|denying|false|untrue|wrongly|fail(?:s|ed)?|refus(?:e[sd]?|al)|reject(?:s|ed)?"
    r"|ceased?|abolish(?:ed)?|formerly|previously)\b|n['’]t\b"
    r"|不(?!断|仅|久|少|同|论)|未(?!来)|非(?!常)|无(?!论|线|人机)|没有|勿|否认|仅|只(?!要)|除(?!了|夕)|禁止|停止|取消|废止|撤销|拒绝|原则上",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"(?:\b(?:may|shall|should|must|can|could|will|would|might)|可以|应当|应该|必须|不得|严禁|可|应|须)\s*$", re.I
)
_STOP = r"[。！？；：!?;:\n]|\.(?=[\s\"'”’)\]]|$)"
_STOPS = re.compile(_STOP)
_LETTER = re.compile(r"[^\W\d_]")
_ENDS = re.compile(r"[。！？；：!?;:.\n][\s”’」』》）)\]\"']*$")
_BEGINS = re.compile(r"[ \t\u3000]*[”’」』）)\]\"']*\s*[。！？；：!?;:.\n]")
_FARTHEST = 120  # characters of the sentence on either side
# What makes the first words of a sentence another name: a few Chinese characters, or a rank; no number of an article.
_OTHER_NAME = re.compile(
    rf"\s*(?!第)[{HAN}]{{1,3}}|.*\b(?:deputy|vice|former|acting|assistant|associate|honorary|draft|interim|proposed)[\s-]+",
    re.IGNORECASE,
)
_GOES_ON = re.compile(rf"\s?[{HAN}]| [^\W\d_{HAN}]{{2}}")


def changed_sentence(text: str, start: int, end: int, prefix: str, quote: str, suffix: str) -> tuple[int, int] | None:
    """Return the place from start to end with the words of its sentence that deny or restrict it, or make it part of
    another; None if there are none."""
    lead = _lead(text[max(0, start - _FARTHEST) : start])
    tail = _tail(text[end : end + _FARTHEST])
    before = len(lead) if prefix.strip() and _leads_elsewhere(lead, prefix) else 0
    after = len(tail) if suffix.strip() and _goes_elsewhere(tail, quote, suffix) else 0
    return (start - before, end + after) if before or after else None


def _leads_elsewhere(lead: str, prefix: str) -> bool:
    if not _LETTER.search(lead):
        return False
    own = _lead(prefix)
    if _LETTER.search(own):
        if len(own) == len(prefix):  # its sentence began before it
            lead = lead[-len(own) :]
        return _denials(lead) - _denials(own) != set() or _modal(lead) != _modal(own)
    return bool(_denials(lead) or _OTHER_NAME.fullmatch(lead))


def _goes_elsewhere(tail: str, quote: str, suffix: str) -> bool:
    if not _LETTER.search(tail):
        return False
    if not (_ENDS.search(quote) or _BEGINS.match(suffix)):
        own = _tail(suffix)
        if len(own) == len(suffix):  # its sentence ends after it
            tail = tail[: len(own)]
        return _denials(tail) - _denials(own) != set()
    if _letters(tail)[:4] == _letters(suffix)[:4]:  # only the full stop was left out
        return False
    return bool(_denials(tail) or _GOES_ON.match(tail))


def _lead(text: str) -> str:
    """Return the part of the last sentence."""
    stops = [match.end() for match in _STOPS.finditer(text)]
    return text[stops[-1] :] if stops else text


def _tail(text: str) -> str:
    """Return the part of the first sentence."""
    stop = _STOPS.search(text)
    return text[: stop.start()] if stop else text


def _denials(text: str) -> set[str]:
    return {match[0].lower() for match in _DENIES.finditer(text)}


def _modal(lead: str) -> str:
    match = _MODAL.search(lead)
    return match[0].strip().lower() if match else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()
