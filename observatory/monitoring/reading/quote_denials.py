"""Whether the sentence around the words of a quote, or the heading above them, now denies, restricts or repeals them.
Pure functions.

The words of "The office keeps the file." stand in "It is not true that the office keeps the file.", in "Only the
office keeps the file." and in "The office keeps the file unless it is empty.": none of them is the quote. What the
quote's own prefix or suffix has there too changes nothing, nor does what stands in another sentence.
"""

import re

from observatory.monitoring.reading.quote_form import LaidOutText
from observatory.text.typography import HAN

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


def denying_sentence(text: str, start: int, end: int, prefix: str, quote: str, suffix: str) -> tuple[int, int] | None:
    """Return the place from start to end with the words of its sentence that deny or restrict it, or make it part of
    another; None if there are none."""
    lead = _start_of_sentence(text[max(0, start - _FARTHEST) : start])
    tail = _end_of_sentence(text[end : end + _FARTHEST])
    before = len(lead) if prefix.strip() and _start_denies(lead, prefix) else 0
    after = len(tail) if suffix.strip() and _end_denies(tail, quote, suffix) else 0
    return (start - before, end + after) if before or after else None


def _start_denies(lead: str, prefix: str) -> bool:
    """Return whether the start of the sentence before the words of a quote denies or restricts them, while the prefix
    does not."""
    if not _LETTER.search(lead):
        return False
    own = _start_of_sentence(prefix)
    if _LETTER.search(own):
        if len(own) == len(prefix):  # its sentence began before it
            lead = lead[-len(own) :]
        return _denials(lead) - _denials(own) != set() or _modal(lead) != _modal(own)
    return bool(_denials(lead) or _OTHER_NAME.fullmatch(lead))


def _end_denies(tail: str, quote: str, suffix: str) -> bool:
    """Return whether the rest of the sentence after the words of a quote denies or restricts them, while the suffix
    does not."""
    if not _LETTER.search(tail):
        return False
    if not (_ENDS.search(quote) or _BEGINS.match(suffix)):
        own = _end_of_sentence(suffix)
        if len(own) == len(suffix):  # its sentence ends after it
            tail = tail[: len(own)]
        return _denials(tail) - _denials(own) != set()
    if _letters(tail)[:4] == _letters(suffix)[:4]:  # only the full stop was left out
        return False
    return bool(_denials(tail) or _GOES_ON.match(tail))


def _start_of_sentence(text: str) -> str:
    """Return the part of the last sentence."""
    stops = [match.end() for match in _STOPS.finditer(text)]
    return text[stops[-1] :] if stops else text


def _end_of_sentence(text: str) -> str:
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


# A heading that takes back what stands under it. "Repeals" does not: the sentences under it are in force.
_REPEALED = re.compile(
    r"\b(?:repealed|revoked|rescinded|superseded|withdrawn|obsolete|annulled|abrogated"
    r"|not (?:in force|adopted)|out of force"
    r"|no longer (?:in force|valid|applicable|appl(?:y|ies)|binding|effective)"
    r"|(?:former|previous|old|earlier|archived?|historical?) (?:text|wording|version|provision|rule|article|section)s?"
    r"|(?:text|wording|version) before (?:the )?(?:amendment|revision|reform)"
    r"|abrogée?s?|aufgehoben\w*|derogad[ao]s?)\b"
    r"|(?:已经?|予以|现已|被|已经?被)(?:废止|失效|作废|撤销|废除|取代|替代|删除|停止执行|过期)|(?:废止|失效|作废|撤销|废除)的"
    r"|不再(?:有效|适用|施行|执行)|停止(?:施行|执行)的|(?:以下|下列|下述)[^。]{0,12}(?:废止|失效|作废|废除)"
    r"|历史(?:版本|条文|文本)|(?:旧版?|原|修[订改]前的?)(?:条文|条款|规定|文本|版本)|未(?:被?采纳|通过)的",
    re.IGNORECASE,
)


# The same in a whole heading only, or at its end in brackets: data may be deleted, permits may expire.
_REPEALED_NOUN = r"(?:provision|article|section|rule|clause|paragraph|amendment|proposal|text|item|part)s?"


_REPEALED_HEADING = re.compile(
    rf"(?:the |following |these )*(?:(?:{_REPEALED_NOUN} )?(?:deleted|replaced|cancell?ed|expired|lapsed|void|rejected"
    rf"|discontinued|suspended)(?: {_REPEALED_NOUN})?)"
    r"|(?:.*[（(〔\[])?(?:条文|条款|规定|文件|内容)?(?:废止|失效|作废|废除|过期|停用|暂停施行|停止执行)"
    r"(?:条文|条款|规定|文件|内容|部分)?[）)〕\]]?"
    r"|.*[(\[](?:deleted|replaced|cancell?ed|expired|lapsed|void)[)\]]",
    re.IGNORECASE,
)


_FOLLOWING = re.compile(
    r"\b(?:following|below|suivante?s?|ci-dessous|nachstehend\w*|siguientes?)\b|下列|以下|下述", re.I
)


_LONGEST_HEADING, _LONGEST_INTRODUCTION = 60, 140


_HEADINGS_AWAY = 12  # blocks between a heading and what stands under it


_SENTENCES = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s")


_ENDS_SENTENCE = re.compile(r"[。！？.!?；;]$")


def under_repealed_heading(text: LaidOutText, at: int, prefix: str) -> bool:
    """Return whether the heading above a place, or the line that introduces it, says that it is no longer in force,
    and the prefix of the quote did not."""
    if _REPEALED.search(prefix) or not text.text:
        return False
    text_start, _ = text.text_span(at, at + 1)
    index = text.block_index(text_start)
    start, _ = text.block_span(index)
    if _introduces_repealed(text.text[start:text_start]):
        return True
    under_heading = False
    for above in range(index - 1, max(-1, index - 1 - _HEADINGS_AWAY), -1):
        block = text.block_at(above)
        # A converter may have put the heading at the end of the paragraph before.
        heading = _SENTENCES.split(block)[-1].strip()
        if 0 < len(heading) <= _LONGEST_HEADING and not _ENDS_SENTENCE.search(heading):
            if _REPEALED.search(heading) or _REPEALED_HEADING.fullmatch(heading):
                return True
            under_heading = True  # the one right above it may be that of the whole part
        elif under_heading:
            return False
        elif _introduces_repealed(block):
            return True
    return False


def _introduces_repealed(text: str) -> bool:
    return len(text) <= _LONGEST_INTRODUCTION and bool(_REPEALED.search(text)) and bool(_FOLLOWING.search(text))
