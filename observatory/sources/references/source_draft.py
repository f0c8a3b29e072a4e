"""The draft of a source: what a reference says of it before the source is made (fields, title, language, contributors,
locations), and what could not be read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypedDict

from observatory.records.translatable_messages import gettext as _
from observatory.text.identifiers import find_isbn, isbn_digits
from observatory.text.input_cleaning import clean_text
from observatory.text.simplified_chinese import SIMPLIFIED
from observatory.text.typography import collapse_spaces, has_han

MAX_CHARACTERS = 4_000_000  # of one text with references
MAX_REFERENCES = 2_000
MAX_VALUE = 20_000  # of one value, as everywhere (observatory.text.input_cleaning)
MAX_NAMES = 500  # of one reference; papers in physics have more, and no reference list prints them

_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_TRADITIONAL = re.compile(f"[{''.join(SIMPLIFIED)}]")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CHINESE = {"zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant"}
_NAMES_OF_LANGUAGES = {
    "english": "en",
    "chinese": "zh",
    "中文": "zh",
    "汉语": "zh",
    "chi": "zh",
    "zho": "zh",
    "chn": "zh",
    "cn": "zh",
    "eng": "en",
    "英文": "en",
}

SOURCE_FIELDS = (
    *("type", "title_en", "title_zh_hans", "original_title", "language", "container_title", "publisher", "issued"),
    *("volume", "issue", "pages", "doi", "isbn", "issn", "arxiv", "number", "note_en"),
)


@dataclass(frozen=True, slots=True)
class DraftContributor:
    """A person (`family`, `given`) or a body (`literal`), with the fields of `sources.Contributor`."""

    role: str = "author"
    family: str = ""
    given: str = ""
    literal: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class DraftLocation:
    """A URL at which the source can be read, with the fields of `sources.Location`."""

    url: str
    role: str = "original"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDraft:
    """The fields of `sources.Source`, as far as a reference gives them, its contributors and its locations.

    `issued` is EDTF or "". `isbn` has 13 digits, `arxiv` is without version. `entry` is how the reference is named
    where it stands (the BibTeX key, say), `label` the short label that it has besides, and `line` where it begins
    there, counted from 1. `found` says for each field what it was taken from.
    """

    type: str = "document"
    title_en: str = ""
    title_zh_hans: str = ""
    original_title: str = ""
    language: str = ""
    container_title: str = ""
    publisher: str = ""
    issued: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    arxiv: str = ""
    number: str = ""
    note_en: str = ""
    contributors: tuple[DraftContributor, ...] = ()
    locations: tuple[DraftLocation, ...] = ()
    entry: str = ""
    label: str = ""
    line: int = 0
    found: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def title(self) -> str:
        return self.original_title or self.title_en or self.title_zh_hans

    def source_fields(self) -> dict[str, str]:
        """Return the fields of `sources.Source` that the reference gives."""
        return {name: value for name in SOURCE_FIELDS if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class ReferenceProblem:
    """A reference, or a part of one, that could not be read. `reason` and `remedy` are texts for the person who gave
    it. If `left_out`, there is no draft of this entry; otherwise its draft lacks what the problem is about."""

    line: int
    entry: str
    reason: Any
    remedy: Any
    left_out: bool = True


def wrong_isbns(text: str, line: int, entry: str) -> list[ReferenceProblem]:
    """Return a problem of the draft for what looks like an ISBN in a reference and has a wrong check digit; no draft
    has it."""
    parts = (part.strip() for part in re.split("[;,]| and ", text))
    wrong = [part for part in parts if isbn_digits(part) and not find_isbn(part)]
    reason = _("The check digit of the ISBN “%(isbn)s” is wrong; it was left out.")
    remedy = _("Compare it with the book and add it to this source.")
    return [ReferenceProblem(line, entry, reason % {"isbn": isbn}, remedy, left_out=False) for isbn in wrong[:1]]


@dataclass(frozen=True, slots=True)
class ParsedReferences:
    """The references of a text in their order, and what could not be read. `form` is "bibtex", "ris", "csl-json",
    "endnote", "refworks", or "" if the text is none of these."""

    form: str
    references: tuple[SourceDraft, ...] = ()
    problems: tuple[ReferenceProblem, ...] = ()
    cut: bool = False  # there were more than were asked for


def tidy_value(value: object) -> str:
    """Return a value of a reference as one line of text; "" for what is neither text nor a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return collapse_spaces(clean_text(str(value)[:MAX_VALUE], one_line=True))


def language_tag(text: str) -> str:
    """Return the language of a draft as the catalogue writes it (BCP 47), from a tag or a name in a reference; "" if it
    is none.

    >>> language_tag("zh_CN"), language_tag("eng"), language_tag("zh-TW"), language_tag("Klingon!")
    ('zh-Hans', 'en', 'zh-Hant', '')
    """
    text = tidy_value(text).replace("_", "-")
    text = _NAMES_OF_LANGUAGES.get(text.lower(), text)
    if not _LANGUAGE_TAG.fullmatch(text) or len(text) > 20:
        return ""
    first, *others = text.split("-")
    tag = "-".join([first.lower(), *(part.title() if len(part) == 4 else part for part in others)])
    return _CHINESE.get(tag.lower(), tag)


def written_language(text: str) -> str:
    """Return the language for a draft that the script of its title shows: "zh-Hans", "zh-Hant", "ja", "ko" or ""."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if has_han(text):
        return "zh-Hant" if len(_TRADITIONAL.findall(text)) > len(text) / 20 else "zh-Hans"
    return ""


class PlacedTitle(TypedDict, total=False):
    """The fields of a source for a title and its language."""

    title_en: str
    title_zh_hans: str
    original_title: str
    language: str


def place_title(title: str, language: str) -> PlacedTitle:
    """Return the fields of the draft of a source for a title in a language ("" if that is not known), and the language.

    An English title and one in simplified characters have a field; a title in another language is the original one.
    """
    script = written_language(title)
    if not language or (language == "zh" and script.startswith("zh")):
        language = script
    if script == "zh-Hans" and language in ("", "zh", "zh-Hans"):
        return {"title_zh_hans": title, "language": "zh-Hans"}
    if not script and language.partition("-")[0] in ("", "en"):
        return {"title_en": title, "language": language}
    return {"original_title": title, "language": language}


def unique_locations(urls: Iterable[str]) -> tuple[DraftLocation, ...]:
    """Return the http and https URLs among some, each once."""
    wanted = (url.strip() for url in urls)
    return tuple(DraftLocation(url) for url in dict.fromkeys(wanted) if re.match("https?://", url, re.IGNORECASE))
