"""Whether the text around a place agrees with the prefix and suffix of a quote. Pure functions.

Small edits and a new sentence on one side do not count; another neighbourhood does.
"""

from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz

from observatory.monitoring.reading.quote_form import LaidOutText, quote_form
from observatory.monitoring.reading.quote_match import TextQuoteSelector

_ALIKE = 84.0  # similarity (0..100) from which a context with small edits is the same
_MOST_OF = 0.8  # share of a context that is enough if it is unchanged
_NEAR = 240  # weight of a new sentence between a quote and its context
_WORD = 14  # characters of the form
_SHORTEST = 4  # characters of the form; a shorter context tells nothing
_OWN_WORDS = 16  # weight from which the words in the paragraph of the quote are enough
_NO_TEXT_BETWEEN = 3


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
        return _agreement_with_context(self.prefix, self.own_prefix, window)

    def after(self, text: LaidOutText, end: int) -> Agreement | None:
        """Return how the text after a place agrees with the suffix, None without a suffix."""
        if not self.suffix:
            return None
        window = text.form[end : end + _near(self.suffix) + len(self.suffix)]
        return _agreement_with_context(self.suffix[::-1], self.own_suffix[::-1], window[::-1])

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


def _agreement_with_context(wanted: str, own: str, window: str) -> Agreement:
    """Compare the end of a window with the wanted text."""
    if window.endswith(wanted):
        return Agreement.NEXT
    length = len(wanted)
    same = _length_of_common_end(wanted, window)
    if same >= _MOST_OF * length or (same >= len(own) and form_weight(own) >= _OWN_WORDS):
        return Agreement.NEXT
    if fuzz.ratio(wanted, window[-length:], score_cutoff=_ALIKE):
        return Agreement.LIKE
    nearest = window[-length - max(6, length // 4) :]
    if len(nearest) >= length and fuzz.partial_ratio(wanted, nearest, score_cutoff=_ALIKE + 4):
        return Agreement.LIKE
    if _context_has_word_more_or_less(wanted, window, same):
        return Agreement.LIKE
    if wanted in window or (form_weight(own) >= _OWN_WORDS and own in window):
        return Agreement.NEAR
    return Agreement.NONE


def _context_has_word_more_or_less(wanted: str, window: str, same: int) -> bool:
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


def _length_of_common_end(one: str, other: str) -> int:
    """Return how many characters at the end of context and window are the same."""
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
