"""Whether the text around a place agrees with the prefix and suffix of a quote. Pure functions.

Small edits and a new sentence on one side do not count; another neighbourhood does.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz

from observatory.monitoring.reading.quote_form import quote_form
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.monitoring.reading.quote_text import LaidOutText

_ALIKE = 84.0  # similarity (0..100) from which a context with small edits is the same
_MOST_OF = 0.8  # share of a context that is enough if it is unchanged
_NEAR = 240  # weight of a new sentence between a quote and its context
_WORD = 14  # characters of the form
_SHORTEST = 4  # characters of the form; a shorter context tells nothing
_OWN_WORDS = 16  # weight from which the words in the paragraph of the quote are enough
_NO_TEXT_BETWEEN = 3

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


class Agreement(IntEnum):
    """How a side agrees: not at all; its words stand near by; words much like them stand next to the place; they do."""

    NONE = 0
    NEAR = 1
    LIKE = 2
    NEXT = 3


def form_weight(form: str) -> int:
    """Return how much a form says, in letters of the Latin script: a Chinese character counts for three."""
    return len(form) + 2 * sum(1 for character in form if character > "\u2e7f")


@dataclass(frozen=True, slots=True)
class QuoteContext:
    """The context of a quote in its form; `own_prefix` and `own_suffix` are in the same paragraph as the quote."""

    prefix: str
    suffix: str
    own_prefix: str
    own_suffix: str
    raw_prefix: str
    raw_suffix: str

    @classmethod
    def of(cls, selector: TextQuoteSelector) -> "QuoteContext":
        """Return the context of a selector; one that says too little is empty."""
        prefix, suffix = quote_form(selector.prefix), quote_form(selector.suffix)
        return cls(
            prefix if form_weight(prefix) >= _SHORTEST else "",
            suffix if form_weight(suffix) >= _SHORTEST else "",
            quote_form(selector.prefix.rstrip().rpartition("\n")[2]),
            quote_form(selector.suffix.lstrip().partition("\n")[0]),
            selector.prefix,
            selector.suffix,
        )

    def before(self, text: LaidOutText, start: int) -> Agreement | None:
        """Return how the text before a place agrees with the prefix, None without a prefix."""
        if not self.prefix:
            return None
        window = text.form[max(0, start - _near(self.prefix) - len(self.prefix)) : start]
        return _agreement(self.prefix, self.own_prefix, window)

    def after(self, text: LaidOutText, end: int) -> Agreement | None:
        """Return how the text after a place agrees with the suffix, None without a suffix."""
        if not self.suffix:
            return None
        window = text.form[end : end + _near(self.suffix) + len(self.suffix)]
        return _agreement(self.suffix[::-1], self.own_suffix[::-1], window[::-1])

    def agree(self, text: LaidOutText, before: Agreement | None, after: Agreement | None) -> bool:
        """Return whether the two sides of a place together agree with the context, as far as it is given: both are near
        by, or one of them stands next to the place unchanged and nowhere else.

        What is only like a context, or stands in other places too, may belong to another sentence of the same model.
        """
        if before is None or after is None:
            return before is not Agreement.NONE and after is not Agreement.NONE
        if min(before, after) > Agreement.NONE:
            return True
        if max(before, after) is not Agreement.NEXT:
            return False
        if before is Agreement.NEXT:
            return _is_unique(text.form, self.prefix[-int(_MOST_OF * len(self.prefix)) :])
        return _is_unique(text.form, self.suffix[: int(_MOST_OF * len(self.suffix))])


def _is_unique(form: str, key: str) -> bool:
    first = form.find(key)
    return first < 0 or form.find(key, first + 1) < 0


def _near(context: str) -> int:
    """Return the length of a new sentence in the script of the context."""
    return _NEAR * len(context) // max(1, form_weight(context))


def _agreement(wanted: str, own: str, window: str) -> Agreement:
    """Compare the end of a window with the wanted text."""
    if window.endswith(wanted):
        return Agreement.NEXT
    length = len(wanted)
    same = _common_end(wanted, window)
    if same >= _MOST_OF * length or (same >= len(own) and form_weight(own) >= _OWN_WORDS):
        return Agreement.NEXT
    if fuzz.ratio(wanted, window[-length:], score_cutoff=_ALIKE):
        return Agreement.LIKE
    nearest = window[-length - max(6, length // 4) :]
    if len(nearest) >= length and fuzz.partial_ratio(wanted, nearest, score_cutoff=_ALIKE + 4):
        return Agreement.LIKE
    if _is_longer_or_shorter(wanted, window, same):
        return Agreement.LIKE
    if wanted in window or (form_weight(own) >= _OWN_WORDS and own in window):
        return Agreement.NEAR
    return Agreement.NONE


def _is_longer_or_shorter(wanted: str, window: str, same: int) -> bool:
    """Return whether the end of a window is the wanted text but for one word more or less. Another word in its place is
    not enough: sentences of one model differ so."""
    rest, before = wanted[: len(wanted) - same], window[: len(window) - same]
    if len(rest) < _SHORTEST:
        return False
    return any(
        before[: len(before) - more].endswith(rest)
        or (len(rest) - more >= _SHORTEST and before.endswith(rest[: len(rest) - more]))
        for more in range(1, min(_WORD, len(wanted) // 2) + 1)
    )


def _common_end(one: str, other: str) -> int:
    most = min(len(one), len(other))
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[-middle:] == other[-middle:]:
            low = middle
        else:
            high = middle - 1
    return low


def gaps_between(context: QuoteContext, text: LaidOutText, longest: int) -> list[tuple[int, int]]:
    """Return the places between prefix and suffix, the shortest first; an empty one shows that the quote was
    removed."""
    if not context.prefix or not context.suffix:
        return []
    ends = [at + len(key) for key in _keys(context.prefix, context.own_prefix, at_end=True) for at in text.find(key)]
    found: set[tuple[int, int]] = set()
    heads = _keys(context.suffix, context.own_suffix, at_end=False)
    for end in ends[:100]:
        for head in heads:
            start = text.form.find(head, end, end + longest + len(head))
            if start >= 0:
                found.add((end, start))
                break
    return sorted(found, key=lambda gap: gap[1] - gap[0])[:20]


def _keys(whole: str, own: str, at_end: bool) -> list[str]:
    """Return what to look for of a context: all of it, the words in the quote's paragraph, the nearer half."""
    half = len(whole) // 2
    keys = [whole, own if form_weight(own) >= _OWN_WORDS else "", whole[-half:] if at_end else whole[:half]]
    return [key for key in dict.fromkeys(keys) if form_weight(key) >= _SHORTEST * 2]


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
