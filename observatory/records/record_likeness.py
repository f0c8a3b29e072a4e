"""How likely two records describe one thing: a score from 0 to 100 with its reasons. Pure functions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.text.name_keys import How, NameKey, is_abbreviation, name_keys
from observatory.text.typography import has_han

LIKELY = 60  # from this score on, a pair is shown to curators
_FURTHER = 5  # for each reason after the first
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{3,}")


class Reason(models.TextChoices):
    """Why two records may be one."""

    IDENTIFIER = "identifier", _("same identifier")
    NAME = "name", _("same name")
    SHORT = "short", _("same name without what is added to it")
    ROMANISED = "romanised", _("one name is the other in pinyin")
    WORDS = "words", _("same words in the name")
    PAGE = "page", _("same web page")
    ABBREVIATION = "abbreviation", _("same abbreviation")
    INITIALS = "initials", _("one name is the abbreviation of the other")


class Found(NamedTuple):
    """A reason, with the name, identifier or URL of each of the two that it is about, and its weight."""

    reason: str
    one: str
    other: str
    weight: int


class Likeness(NamedTuple):
    """How alike two things are, from 0 to 100, and why, the best reason first."""

    score: int
    reasons: tuple[Found, ...]

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


class KnownName(NamedTuple):
    """A name of a record: whether it is a title, and whether it is known to be an abbreviation."""

    text: str
    is_title: bool = True
    is_abbreviation: bool = False


@dataclass(frozen=True)
class RecordProfile:
    """What of a record is compared. Identifiers and pages are keys in one form (see `record_duplicates`); `places` are
    codes of jurisdictions; `years` the first and last year of its date, None where a date says nothing (organisations).
    """

    kind: str = ""
    names: tuple[KnownName, ...] = ()
    identifiers: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    slug: str = field(default="", compare=False)

    @cached_property
    def keys(self) -> dict[str, tuple[NameKey, KnownName]]:
        """The keys of its names, each with the best name that has it."""
        found: dict[str, tuple[NameKey, KnownName]] = {}
        for name in self.names:
            for key in name_keys(name.text, abbreviation=name.is_abbreviation):
                self._keep(found, key, name)
        if self.slug:
            name = KnownName(self.slug.replace("-", " "), is_title=False)
            for key in name_keys(name.text):
                if key.how in (How.NAME, How.SHORT):
                    self._keep(found, key, name)
        return found

    @staticmethod
    def _keep(found: dict[str, tuple[NameKey, KnownName]], key: NameKey, name: KnownName) -> None:
        rank = (_RANK[key.how], not name.is_title)
        if key.text not in found or rank < (_RANK[found[key.text][0].how], not found[key.text][1].is_title):
            found[key.text] = (key, name)

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of its titles that are no abbreviations, in lower case; Chinese titles have none."""
        titles = (name.text for name in self.names if name.is_title and not is_abbreviation(name.text))
        return frozenset(word.casefold() for title in titles if not has_han(title) for word in _WORD.findall(title))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in its titles."""
        return frozenset(number for name in self.names if name.is_title for number in _NUMBER.findall(name.text))


_RANK = {how: number for number, how in enumerate(How)}


def compare_records(one: RecordProfile, other: RecordProfile) -> Likeness:
    """Return how likely two records describe one thing, with the reasons."""
    found = sorted(_reasons_of_like_records(one, other), key=lambda each: -each.weight)
    if not found:
        return Likeness(0, ())
    score = found[0].weight + _FURTHER * (len({each.reason for each in found}) - 1)
    if found[0].reason != Reason.IDENTIFIER:
        score -= _doubts_about_like_records(one, other)
    return Likeness(max(0, min(100, score)), tuple(found))


def _doubts_about_like_records(one: RecordProfile, other: RecordProfile) -> int:
    """Return how much speaks against two records with like names being one."""
    doubts = 10 if one.kind != other.kind else 0
    if one.places and other.places and not one.places & other.places:
        doubts += (
            20
            if any(_is_place_within(a, b) or _is_place_within(b, a) for a in one.places for b in other.places)
            else 45
        )
    if one.years and other.years and (one.years[1] < other.years[0] or other.years[1] < one.years[0]):
        doubts += 35
    return doubts


def _is_place_within(place: str, larger: str) -> bool:
    """Return whether a jurisdiction is a subdivision of another (ISO 3166-2: CN-BJ of CN)."""
    return place.startswith(f"{larger}-")


def _reasons_of_like_records(one: RecordProfile, other: RecordProfile) -> Iterator[Found]:
    """Yield the reasons for which two records may describe one thing: identifiers, pages, and the best of each kind of
    name."""
    for shared in sorted(one.identifiers & other.identifiers):
        yield Found(Reason.IDENTIFIER, shared, shared, 100)
    if one.numbers == other.numbers:
        for page in sorted(one.pages & other.pages)[:1]:
            # One site may present several things: a programme and its parts, a collection and what is in it.
            yield Found(Reason.PAGE, page, page, 45 if _have_other_titles(one, other) else 65)
    best: dict[str, Found] = {}
    for text in one.keys.keys() & other.keys.keys():
        for found in _reasons_of_shared_key(one, other, text):
            known = best.get(found.reason)
            if known is None or (found.weight, found.one) > (known.weight, known.one):
                best[found.reason] = found
    if Reason.NAME in best:  # what follows from the same name is no further reason
        best = {key: best[key] for key in best if key not in (Reason.SHORT, Reason.WORDS, Reason.ROMANISED)}
    yield from best.values()


def _reasons_of_shared_key(one: RecordProfile, other: RecordProfile, text: str) -> Iterator[Found]:
    """Yield the reasons that a key which names of two records share is for taking them for one thing."""
    (key, name), (its_key, its_name) = one.keys[text], other.keys[text]
    hows = {key.how, its_key.how}
    titles = name.is_title + its_name.is_title
    if hows <= {How.ABBREVIATION, How.INITIALS}:
        yield from _reasons_of_shared_abbreviation(one, other, hows, name, its_name)
    elif hows == {How.PINYIN}:
        return  # two Chinese names that sound alike
    elif How.PINYIN in hows:
        yield Found(Reason.ROMANISED, name.text, its_name.text, 85)
    elif hows == {How.WORDS}:
        if _can_be_one_country(key, its_key, one, other):
            yield Found(Reason.WORDS, name.text, its_name.text, 70)
    elif How.SHORT in hows:
        if _can_be_one_country(key, its_key, one, other):
            yield Found(Reason.SHORT, name.text, its_name.text, 80)
    elif hows == {How.NAME}:
        yield Found(Reason.NAME, name.text, its_name.text, 80 + 5 * titles)


def _can_be_one_country(key: NameKey, its_key: NameKey, one: RecordProfile, other: RecordProfile) -> bool:
    """Return whether the countries that were left out of the names of two records can be one."""
    if key.place and its_key.place:
        return key.place == its_key.place
    stated, places = (key.place, other.places) if key.place else (its_key.place, one.places)
    return not stated or not places or any(place.casefold().startswith(stated) for place in places)


def _reasons_of_shared_abbreviation(
    one: RecordProfile, other: RecordProfile, hows: set[How], name: KnownName, its_name: KnownName
) -> Iterator[Found]:
    """Yield the reason that an abbreviation or initials which two records share is for taking them for one thing."""
    if How.ABBREVIATION not in hows or _have_other_titles(one, other):
        return
    here = 20 if one.places & other.places else 0
    if hows == {How.ABBREVIATION}:
        yield Found(Reason.ABBREVIATION, name.text, its_name.text, 45 + here)
    else:
        yield Found(Reason.INITIALS, name.text, its_name.text, 40 + here)


def _have_other_titles(one: RecordProfile, other: RecordProfile) -> bool:
    """Return whether both have written-out titles that share hardly a word."""
    both = one.title_words | other.title_words
    return bool(one.title_words and other.title_words) and 4 * len(one.title_words & other.title_words) < len(both)
