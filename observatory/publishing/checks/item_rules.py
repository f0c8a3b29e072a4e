"""The checks of sources, official terms and coverage searches that need their documents alone. Pure functions."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from observatory.publishing.checks.check_registry import Check, Document, Place, Severity, Subject, register_check

SOURCE, TERM, SURVEY = "source", "term", "survey"  # `item_publication.ItemType.name`


def _lacks(*names: str):
    """Return a check that finds the first of these parts of the document of an item missing if all of them are
    empty."""

    def find(subject: Subject, _gathered: Any) -> Iterator[Place]:
        if not any(subject.document[name] for name in names):
            yield Place(names[0])

    return find


def _no_title(subject: Subject, _gathered: Any) -> Iterator[Place]:
    title = subject.document["title"]
    if not (title["en"] or title["zh-hans"] or title["original"]):
        yield Place("title")


def _title_in_no_language(subject: Subject, _gathered: Any) -> Iterator[Place]:
    title = subject.document["title"]
    if title["original"] and not (title["en"] or title["zh-hans"]):
        yield Place("title")


def _nowhere_to_read(subject: Subject, _gathered: Any) -> Iterator[Place]:
    """A source without a location in use, DOI or printed reference: nobody can find it."""
    document = subject.document
    if not (_in_use(document) or document["doi"] or document["as_printed"]):
        yield Place("locations")


def _in_use(document: Document) -> Sequence[Document]:
    return [place for place in document["locations"] if not place["retired_on"]]


def _missing_in(language: str, other: str, *names: str):
    """Return a check for texts of an item that one language has and the other has not."""

    def find(subject: Subject, _gathered: Any) -> Iterator[Place]:
        for name in names:
            if not subject.document[name][language] and subject.document[name][other]:
                yield Place(name)

    return find


def _outdated_in(language: str, other: str, *names: str):
    """Return a check for texts of an item of which one language was edited since the last publication and the other was
    not."""

    def find(subject: Subject, _gathered: Any) -> Iterator[Place]:
        for name in names if subject.public else ():
            now, before = subject.document[name], (subject.public or {})[name]
            edited = now[other] and before[other] and before[other] != now[other]
            if edited and now[language] and before[language] == now[language]:
                yield Place(name, before[other], now[other])

    return find


def _no_definition(subject: Subject, _gathered: Any) -> Iterator[Place]:
    note = subject.document["note"]
    if not (note["en"] or note["zh-hans"]):
        yield Place("note")


def _without_locator(subject: Subject, _gathered: Any) -> Iterator[Place]:
    for place, row in enumerate(subject.document["renderings"]):
        if not row["locator"]:
            yield Place(f"rendering:{place}")


_TEXTS = {SOURCE: ("title", "note"), TERM: ("note",), SURVEY: ("note",)}
_WRITE_CHINESE = _("Write the Chinese text. Until then Chinese readers see the English one.")
_WRITE_ENGLISH = _("Write the English text. Until then English readers see the Chinese one.")


def _language_checks(of: str) -> Iterator[Check]:
    """Yield the checks of the two languages of one type of item: texts outdated or missing in one of them."""
    names = _TEXTS[of]
    # The work of others keeps its own title: a source without a Chinese title lacks less than a text of ours does.
    severity = Severity.NOTE if of == SOURCE else Severity.WARNING
    yield Check(
        f"{of}-chinese-outdated",
        Severity.WARNING,
        _("The English text was edited, the Chinese was not"),
        _("Bring the Chinese text up to date with the difference shown."),
        _outdated_in("zh-hans", "en", *names),
        of_document=False,
        of=of,
    )
    yield Check(
        f"{of}-english-outdated",
        Severity.WARNING,
        _("The Chinese text was edited, the English was not"),
        _("Bring the English text up to date with the difference shown."),
        _outdated_in("en", "zh-hans", *names),
        of_document=False,
        of=of,
    )
    yield Check(
        f"{of}-chinese-missing",
        severity,
        _("A text is missing in Chinese"),
        _WRITE_CHINESE,
        _missing_in("zh-hans", "en", *names),
        of=of,
    )
    yield Check(
        f"{of}-english-missing",
        severity,
        _("A text is missing in English"),
        _WRITE_ENGLISH,
        _missing_in("en", "zh-hans", *names),
        of=of,
    )


RULES = (
    Check(
        "source-without-title",
        Severity.ERROR,
        _("The source has no title"),
        _("Enter the title as the work prints it, and a translation."),
        _no_title,
        of=SOURCE,
    ),
    Check(
        "source-without-type",
        Severity.ERROR,
        _("The source has no type"),
        _("Choose what it is, for example a law, a report or a web page."),
        _lacks("type"),
        of=SOURCE,
    ),
    Check(
        "source-nowhere",
        Severity.ERROR,
        _("Nobody can find the source"),
        _("Add a location where it can be read, its DOI, or the reference as it is printed."),
        _nowhere_to_read,
        of=SOURCE,
    ),
    Check(
        "source-without-publisher",
        Severity.WARNING,
        _("The source names nobody who stands behind it"),
        _("Enter its publisher, its author, or the journal or site that it was published in."),
        _lacks("publisher", "container_title", "contributors"),
        of=SOURCE,
    ),
    Check(
        "source-not-translated",
        Severity.WARNING,
        _("The title is in neither English nor Chinese"),
        _("Translate the title. Until then all readers see the original one."),
        _title_in_no_language,
        of=SOURCE,
    ),
    Check(
        "source-without-date",
        Severity.WARNING,
        _("The source has no date of publication"),
        _("Enter the date, as far as it is known; “about 2019” is possible too."),
        _lacks("issued"),
        of=SOURCE,
    ),
    Check(
        "term-without-translation",
        Severity.ERROR,
        _("The term has no translation"),
        _("Enter the translation that a source uses, with the source."),
        _lacks("renderings"),
        of=TERM,
    ),
    Check(
        "term-without-definition",
        Severity.WARNING,
        _("The term has no definition"),
        _("Say in the note what the term means, and where it differs from its translation."),
        _no_definition,
        of=TERM,
    ),
    Check(
        "translation-without-locator",
        Severity.NOTE,
        _("A translation does not say where in the source it stands"),
        _("Enter page, article or paragraph as its locator."),
        _without_locator,
        of=TERM,
    ),
    Check(
        "search-without-method",
        Severity.WARNING,
        _("The coverage search does not say how it was made"),
        _("Say where was searched, and with which words: others must be able to repeat it."),
        _no_definition,
        of=SURVEY,
    ),
    *(check for of in _TEXTS for check in _language_checks(of)),
)


def register_item_rules() -> None:
    """Register the checks of this module; called once, at start-up."""
    for rule in RULES:
        register_check(rule)
