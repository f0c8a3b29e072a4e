"""What the statements of a document say, in both languages, and texts of which one language is older than the other.
Pure functions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from observatory.public.localised_texts import format_date, word
from observatory.publishing.differences.differences_in_words import Segment, marked_segments
from observatory.publishing.facts import fact_of_document
from observatory.records.models import Identifier, OtherName, Relation
from observatory.records.vocabulary_table import IN_DOCUMENTS
from observatory.text.bilingual_text import LANGUAGES, localised

Document = Mapping[str, Any]
Texts = dict[str, str]  # by language; the original title under "original"


def field_texts(document: Document | None, name: str) -> Texts:
    """Return what a document says in a field, by language, to be reviewed; empty texts for no document."""
    if document is None:
        return dict.fromkeys(LANGUAGES, "")
    if name == "title":
        return {language: document["title"][language] for language in (*LANGUAGES, "original")}
    if name == "summary":
        return {language: document["summary"][language] for language in LANGUAGES}
    return _statement_in_each_language(lambda language: _field_in_words(document, name, language))


def relation_texts(document: Document, row: Document) -> Texts:
    """Return a relation as a sentence for its review, by language: "The ministry launched the plan · lead · March
    2023"."""

    def sentence(language: str) -> str:
        own, other = (localised(title, language) for title in (document["title"], row["object"]["title"]))
        parts = (
            f"{own} {row['predicate'][language]} {other}",
            word(Relation.Role, row["role"]) if row["role"] else "",
            format_date(row["date"]["value"]) if row["date"] else "",
            row["note"][language],
        )
        return " · ".join(filter(None, parts))

    return _statement_in_each_language(sentence)


def milestone_texts(row: Document) -> Texts:
    """Return a milestone as a line for its review, by language: "March 2023 · launched · The plan was launched"."""

    def sentence(language: str) -> str:
        date = format_date(row["date"]["value"]) if row["date"] else gettext("Undated")
        return " · ".join(filter(None, (date, localised(row["type"], language), row["title"][language])))

    return _statement_in_each_language(sentence)


def _statement_in_each_language(make) -> Texts:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = make(language)
    return found


def _field_in_words(document: Document, name: str, language: str) -> str:
    """Return the value of a field of a document in the words of a language."""
    if name == "names":
        return "; ".join(f"{row['name']} ({word(OtherName.Kind, row['kind'])})" for row in document["names"])
    if name == "identifiers":
        return "; ".join(f"{word(Identifier.Scheme, row['scheme'])} {row['value']}" for row in document["identifiers"])
    if name in IN_DOCUMENTS:
        return "; ".join(localised(term, language) for term in document[IN_DOCUMENTS[name]])
    value = document["facts"].get(name)
    if value is None:
        return ""
    return "; ".join(
        filter(None, (_words(each, language) for each in fact_of_document(document["kind"], name, value).words(value)))
    )


def _words(words, language: str) -> str:
    if words.pair:
        return words.pair.get(language, "")
    return format_date(words.date) if words.date else words.text or words.address


@dataclass(frozen=True)
class OlderText:
    """A text whose one language was changed after the other: what changed in it since, and since which version."""

    name: str
    newer: str
    number: int
    since: datetime
    before: Sequence[Segment]
    after: Sequence[Segment]

    @property
    def chinese_is_older(self) -> bool:
        return self.newer == "en"


Versions = Sequence[tuple[int, datetime, Mapping[str, str], Mapping[str, str]]]


def older_texts(versions: Versions, working: Document) -> list[OlderText]:
    """Return for the review the titles and summaries of the working copy of which one language has been edited since
    the version in which the other was last changed. `versions` are number, time, title and summary of those there were,
    the oldest first."""
    found = []
    for name, place in (("title", 2), ("summary", 3)):
        for older, newer in (("zh-hans", "en"), ("en", "zh-hans")):
            now = working[name]
            if not (now[older] and now[newer]):
                continue
            last = _version_that_brought(versions, place, older, now[older])
            if last is not None and last[place][newer] and last[place][newer] != now[newer]:
                marks = marked_segments(last[place][newer], now[newer])
                found.append(OlderText(name, newer, last[0], last[1], *marks))
    return found


def _version_that_brought(versions: Versions, place: int, language: str, text: str):
    """Return the version that brought the present text of a language; None if none has it."""
    last = None
    for version in reversed(versions):
        if version[place][language] != text:
            break
        last = version
    return last
