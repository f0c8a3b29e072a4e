"""What the statements of a document say, in both languages. Pure functions."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, override

from observatory.public.localise import format_date, word
from observatory.publishing.facts import fact_of
from observatory.records.models import Identifier, OtherName, Relation
from observatory.records.vocabularies import TERMS_BY_NAME
from observatory.text.language_preference import LANGUAGES, localised

Document = Mapping[str, Any]
Texts = dict[str, str]  # by language; the original title under "original"

TERMS = {"fields": "fields_of_science"}  # the vocabulary that has another name in documents


def field_texts(document: Document | None, name: str) -> Texts:
    """Return what a document says in a field, by language; empty texts for no document."""
    if document is None:
        return dict.fromkeys(LANGUAGES, "")
    if name == "title":
        return {language: document["title"][language] for language in (*LANGUAGES, "original")}
    if name == "summary":
        return {language: document["summary"][language] for language in LANGUAGES}
    return _in_each_language(lambda language: _field(document, name, language))


def relation_texts(document: Document, row: Document) -> Texts:
    """Return a relation as a sentence, by language: "The ministry launched the plan · lead · March 2023"."""

    def sentence(language: str) -> str:
        own, other = (localised(title, language) for title in (document["title"], row["object"]["title"]))
        parts = (
            f"{own} {row['predicate'][language]} {other}",
            word(Relation.Role, row["role"]) if row["role"] else "",
            format_date(row["date"]["value"]) if row["date"] else "",
            row["note"][language],
        )
        return " · ".join(filter(None, parts))

    return _in_each_language(sentence)


def milestone_texts(row: Document) -> Texts:
    """Return a milestone by language: "March 2023 · launched · The plan was launched"."""

    def sentence(language: str) -> str:
        date = format_date(row["date"]["value"]) if row["date"] else gettext("Undated")
        return " · ".join(filter(None, (date, localised(row["type"], language), row["title"][language])))

    return _in_each_language(sentence)


def _in_each_language(make) -> Texts:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = make(language)
    return found


def _field(document: Document, name: str, language: str) -> str:
    if name == "names":
        return "; ".join(f"{row['name']} ({word(OtherName.Kind, row['kind'])})" for row in document["names"])
    if name == "identifiers":
        return "; ".join(f"{word(Identifier.Scheme, row['scheme'])} {row['value']}" for row in document["identifiers"])
    if name in TERMS_BY_NAME:
        return "; ".join(localised(term, language) for term in document[TERMS.get(name, name)])
    value = document["facts"].get(name)
    if value is None:
        return ""
    return "; ".join(
        filter(None, (_words(each, language) for each in fact_of(document["kind"], name, value).words(value)))
    )


def _words(words, language: str) -> str:
    if words.pair:
        return words.pair.get(language, "")
    return format_date(words.date) if words.date else words.text or words.address
