"""Texts in the language of the page: choose one of a pair, tag its language, label codes, write partial dates in
words. Pure functions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Choices
from django.utils.dates import MONTHS
from django.utils.translation import gettext, override

from observatory.publishing.catalogue.load_report import LOADED
from observatory.publishing.republish import RESHAPED
from observatory.records import edtf
from observatory.records.languages import active_language
from observatory.text.bilingual_text import LANGUAGES, TAGS, languages_by_preference
from observatory.text.right_to_left import text_direction
from observatory.text.typography import has_han


@dataclass(frozen=True, slots=True)
class Run:
    """A text in one language. `lang` is empty when it is the page's own language, which needs no mark."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


def html_language() -> str:
    """The interface's language as HTML spells it: "en" or "zh-Hans"."""
    return TAGS[active_language()]


def mark_language(text: str, language: str) -> Run:
    """Return a text with its language tag; without one where it is in the language of the page."""
    page = active_language().split("-")[0]
    same = language.split("-")[0].lower() == page and language.lower() in ("en", "zh-hans", "zh")
    return Run(text, "" if same else language)


def in_each_language(words: Callable[..., str], *arguments: Any) -> dict[str, str]:
    """Return what a function says with these arguments in each language of the interface, by language."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = words(*arguments)
    return said


def guess_language(text: str) -> Run:
    """Return a text of unknown language, tagged by its script: Chinese if it has a Chinese character, else English.

    A text in a script that runs from right to left has no tag: its script does not tell Arabic from Persian.
    """
    if text_direction(text):
        return Run(text)
    return mark_language(text, "zh-Hans" if has_han(text) else "en")


def choose(pair: Mapping[str, str] | None) -> Run:
    """Return the text of a pair in the interface's language, else in the other one, else the original."""
    if not pair:
        return Run("")
    here = active_language()
    for language in languages_by_preference(here):
        if text := pair.get(language):
            return Run(text, "" if language == here else TAGS[language])
    return mark_language(pair.get("original") or "", pair.get("original_language") or pair.get("language") or "")


def title_forms(pair: Mapping[str, str]) -> list[Run]:
    """Return every form of a title, each once: as `choose` has it, in the other language, the original."""
    here = active_language()
    found: dict[str, str] = {}
    for language in languages_by_preference(here):
        if text := pair.get(language):
            found.setdefault(text, "" if language == here else TAGS[language])
    if (text := pair.get("original")) and text not in found:
        found[text] = mark_language(text, pair.get("original_language") or pair.get("language") or "").lang
    return [Run(text, lang) for text, lang in found.items()]


def other_forms(pair: Mapping[str, str]) -> list[Run]:
    """Return the further forms of a title: the one in the other language, and the original if it is neither."""
    return title_forms(pair)[1:]


def localise_reason(reason: str) -> Run:
    """Return why a version was published: in the reader's language where the software said it, else as written."""
    return Run(gettext(reason)) if reason in (LOADED, RESHAPED) else guess_language(reason)


def format_date(text: str) -> str:
    """Return an EDTF date or interval in words: "March 2023", "2022–2025", "since 2022", "约2019年", "2023年3月27日".

    What is no such date is returned as it is: a source may state "spring 2023".
    """
    return _localised_date(text, active_language())


@lru_cache(maxsize=10_000)
def _localised_date(text: str, language: str) -> str:
    """Return an EDTF date or interval in the words of a language."""
    if not edtf.is_date(text):
        return text
    start, slash, end = text.partition("/")
    if not slash:
        return _localised_day(start, language)
    if end == edtf.OPEN:
        return gettext("since %(date)s") % {"date": _localised_day(start, language)}
    if start == edtf.OPEN:
        return gettext("until %(date)s") % {"date": _localised_day(end, language)}
    dash = "—" if language == "zh-hans" else "–" if len(text) == len("2022/2025") else " – "
    return f"{_localised_day(start, language)}{dash}{_localised_day(end, language)}"


def _localised_day(text: str, language: str) -> str:
    """Return a year, a month or a day in the words of a language."""
    if text[-1] in edtf.QUALIFIERS:
        words = {"~": gettext("about %(date)s"), "?": gettext("%(date)s (uncertain)")}
        words["%"] = words["?"] % {"date": words["~"]}
        return words[text[-1]] % {"date": _localised_day(text[:-1], language)}
    year, month, day = [*(int(part) for part in text.split("-")), 0, 0][:3]
    if language == "zh-hans":
        return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    return " ".join(str(part) for part in (day, MONTHS[month] if month else "", year) if part)


def word(choices: type[Choices], value: str) -> str:
    """Return the label of a value; the value itself when an old version holds one that is no longer in use."""
    return _word(choices, value, active_language())


@lru_cache(maxsize=10_000)
def _word(choices: type[Choices], value: str, language: str) -> str:
    return str(dict(choices.choices).get(value, value))
