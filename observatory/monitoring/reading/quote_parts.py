"""A quote in the parts between its omission marks ("…", "[...]"), each of which is looked for. Pure functions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from observatory.monitoring.reading.quote_diff import quote_differences
from observatory.monitoring.reading.quote_form import LaidOutText, quote_form
from observatory.monitoring.reading.reworded_passages import Candidate, fit_passage, likest_passages, text_likeness
from observatory.monitoring.reading.text_diff import EQUAL

_DOTS = r"(?:\.{3,}|…+|⋯+|(?:\.\s){2,}\.|。{3,}|·{3,}|\*{3,})"
_OMISSION = re.compile(rf"\s*(?:[\[(（〔【<]\s*(?:{_DOTS}|[中省]?略)\s*[\])）〕】>]|{_DOTS})\s*")
_SPACED_OMISSION = re.compile(rf"\s[\[(（〔【<]?\s*(?:{_DOTS})\s*[\])）〕】>]?\s")
_FARTHEST = 5_000  # characters of the form that an omission may stand for
_TRIES = 200
_SHOWN_OMISSION = (EQUAL, " … ", "")


@dataclass(frozen=True, slots=True)
class QuoteParts:
    """A quote as entered, its parts, and their forms; a quote without an omission has one part."""

    raw: str
    parts: tuple[str, ...]
    forms: tuple[str, ...]

    @classmethod
    def of(cls, exact: str) -> "QuoteParts":
        """Return the parts of a quote that have a letter or a figure; there may be none."""
        parts = [(part.strip(), quote_form(part)) for part in _OMISSION.split(exact)]
        kept = [(part, form) for part, form in parts if any(map(str.isalnum, form))]
        return cls(exact.strip(), tuple(part for part, _ in kept), tuple(form for _, form in kept))

    @property
    def form(self) -> str:
        """The form of all parts."""
        return "".join(self.forms)

    @property
    def omits_start(self) -> bool:
        """Return whether the quote begins with an omission."""
        return not _OMISSION.split(self.raw)[0].strip()

    @property
    def omits_end(self) -> bool:
        """Return whether the quote ends with an omission."""
        return not _OMISSION.split(self.raw)[-1].strip()

    def cuts_inside(self, text: LaidOutText, start: int, end: int) -> bool:
        """Return whether a part begins or ends inside a word or a number at an omission with spaces around it:
        "... 10 districts" in "210 districts". One without spaces may cut a word itself."""
        if len(self.forms) == 1 or not _SPACED_OMISSION.search(self.raw):
            return False
        at = start
        for number, form in enumerate(self.forms):
            last = number == len(self.forms) - 1
            at = end - len(form) if last else text.form.find(form, at, end)
            if at < 0:
                return False
            text_start, text_end = text.text_span(at, at + len(form))
            before = text.text[text_start - 1 : text_start] if number else ""
            after = "" if last else text.text[text_end : text_end + 1]
            if _joined(before, text.text[text_start]) or _joined(text.text[text_end - 1], after):
                return True
            at += len(form)
        return False

    def spans(self, text: LaidOutText, starts: list[int]) -> Iterator[tuple[int, int]]:
        """Yield where all parts stand in their order, given where the first may begin: offsets in the form."""
        for start in starts:
            end = start + len(self.forms[0])
            for form in self.forms[1:-1]:
                at = text.form.find(form, end, end + _FARTHEST)
                if at < 0:
                    break
                end = at + len(form)
            else:
                if len(self.forms) == 1:
                    yield start, end
                    continue
                # The last part may occur more than once: which of them it is, its suffix tells.
                for at in text.find(self.forms[-1], end, end + _FARTHEST, most=5):
                    yield start, at + len(self.forms[-1])

    def starts(self, text: LaidOutText, prefix: str, suffix: str) -> list[int]:
        """Return where the first part occurs: the first ones, and those next to the prefix or the suffix, which may be
        far down a text that repeats itself."""
        first = self.forms[0]
        found = dict.fromkeys(text.find(first, most=_TRIES))
        if len(found) == _TRIES:
            near = prefix[-24:]
            found |= dict.fromkeys(at + len(near) for at in text.find(near + first, most=_TRIES))
            if len(self.forms) == 1:
                found |= dict.fromkeys(text.find(first + suffix[:24], most=_TRIES))
        return list(found)

    def likeness(self, passage: str) -> float:
        """Return how like a passage is to the quote, 0..1."""
        if len(self.parts) == 1:
            return text_likeness(self.parts[0], passage)
        laid = LaidOutText([passage])
        found = self._passage_of_parts(laid, 0, len(laid.units), 0)
        return found.likeness if found else 0.0

    def candidates(self, text: LaidOutText) -> list[Candidate]:
        """Return the passages that share most with the quote, the likest first."""
        if len(self.parts) == 1:
            return likest_passages(self.parts[0], text)
        found: list[Candidate] = []
        for number, (part, form) in enumerate(zip(self.parts, self.forms, strict=True)):
            exact = [text.text_span(at, at + len(form)) for at in text.find(form, most=5)]
            anchors = exact or [(like.start, like.end) for like in likest_passages(part, text)[:3]]
            for start, _end in anchors:
                unit = text.unit_at(start)
                chain = self._passage_of_parts(text, max(0, unit - (300 if number else 0)), unit + 600, number, start)
                if chain:
                    found.append(chain)
        return sorted(found, key=lambda candidate: -candidate.likeness)[:8]

    def _passage_of_parts(
        self, text: LaidOutText, low: int, high: int, anchor: int, anchor_start: int | None = None
    ) -> Candidate | None:
        """Return the passage in which the parts follow one another, between two units of the text."""
        placed: list[Candidate] = []
        position = low
        for number, part in enumerate(self.parts):
            first = text.unit_at(anchor_start) if number == anchor and anchor_start is not None else position
            last = high
            if number < anchor and anchor_start is not None:
                last = text.unit_at(anchor_start)
            like = fit_passage(part, text, first, min(last, len(text.units)))
            if like is None:
                return None
            placed.append(like)
            position = text.unit_at(like.end)
        sizes = [len(form) for form in self.forms]
        score = sum(like.likeness * size for like, size in zip(placed, sizes, strict=True)) / sum(sizes)
        return Candidate(placed[0].start, max(like.end for like in placed), score)

    def differences(self, passage: str) -> tuple[tuple[tuple[str, str, str], ...], bool]:
        """Return the differences from the quote to a passage, and whether they change the meaning. What an omission
        stands for is no difference."""
        if len(self.parts) == 1:
            return quote_differences(self.parts[0], passage)
        laid = LaidOutText([passage])
        shown: list[tuple[str, str, str]] = []
        changed = False
        position = 0
        for number, part in enumerate(self.parts):
            like = fit_passage(part, laid, position, len(laid.units))
            start = 0 if number == 0 else like.start if like else len(passage)
            end = len(passage) if number == len(self.parts) - 1 else like.end if like else start
            pieces, meaning = quote_differences(part, passage[start:end])
            shown += [*([_SHOWN_OMISSION] if number else []), *pieces]
            changed = changed or meaning
            position = laid.unit_at(end)
        return tuple(shown), changed


def _joined(one: str, other: str) -> bool:
    """Return whether two characters are in one Latin word or in one number."""
    both = one + other
    return len(both) == 2 and both < "\u2e80" and other < "\u2e80" and (both.isalpha() or both.isdigit())
