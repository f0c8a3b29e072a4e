"""The checks that need the document of a record alone, or that and the document readers see. Pure functions."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from observatory.publishing.checks.check_registry import Check, Document, Place, Severity, Subject, register_check
from observatory.publishing.documents.document_statements import statements_with_citations
from observatory.publishing.documents.evidence_status import SUPPORTING, is_primary_passage, statement_disagreement
from observatory.records import edtf, registry
from observatory.records.predicates import Predicate

_TRANSLATED = ("title", "summary")
# A subject can stand in these to what was there before it existed, or comes after it ended.
_REACH_BACK = frozenset((Predicate.BASED_ON, Predicate.AMENDS, Predicate.REPEALS, Predicate.SUCCEEDS))


def _cites_nothing(subject: Subject, _gathered: Any) -> Iterator[Place]:
    if not any(statements_with_citations(subject.document).values()):
        yield Place()


def _without_source(subject: Subject, _gathered: Any) -> Iterator[Place]:
    cited = statements_with_citations(subject.document)
    if any(cited.values()):
        yield from (Place(name) for name, citations in cited.items() if not citations)


def _unsupported(subject: Subject, _gathered: Any) -> Iterator[Place]:
    for name, citations in statements_with_citations(subject.document).items():
        verdicts = {citation["verdict"] for citation in citations}
        if verdicts and not verdicts & {*SUPPORTING, "not_checked"}:
            yield Place(name)


def _not_checked(subject: Subject, _gathered: Any) -> Iterator[Place]:
    for name, citations in statements_with_citations(subject.document).items():
        verdicts = {citation["verdict"] for citation in citations}
        if "not_checked" in verdicts and not verdicts & SUPPORTING:
            yield Place(name)


def _primary_not_read(subject: Subject, _gathered: Any) -> Iterator[Place]:
    for name, citations in statements_with_citations(subject.document).items():
        if any(row["verdict"] in SUPPORTING for row in citations) and not any(map(is_primary_passage, citations)):
            yield Place(name)


def _disputed(subject: Subject, _gathered: Any) -> Iterator[Place]:
    for name, citations in statements_with_citations(subject.document).items():
        # Several names and identifiers may all be true.
        if name.partition(":")[0] not in registry.LISTED and statement_disagreement(citations):
            yield Place(name)


def _missing(document: Document, language: str, other: str) -> Iterator[Place]:
    for name in _TRANSLATED:
        if not document[name][language] and document[name][other]:
            yield Place(name)


def _chinese_missing(subject: Subject, _gathered: Any) -> Iterator[Place]:
    return _missing(subject.document, "zh-hans", "en")


def _english_missing(subject: Subject, _gathered: Any) -> Iterator[Place]:
    return _missing(subject.document, "en", "zh-hans")


def _outdated_texts(subject: Subject, language: str, other: str) -> Iterator[Place]:
    """Yield the texts of a record of which one language was edited since the last publication and the other was not."""
    if subject.public is None:
        return
    for name in _TRANSLATED:
        now, before = subject.document[name], subject.public[name]
        edited = before[other] != now[other] and now[other]
        if edited and before[other] and now[language] and before[language] == now[language]:
            yield Place(name, before[other], now[other])


def _chinese_outdated(subject: Subject, _gathered: Any) -> Iterator[Place]:
    return _outdated_texts(subject, "zh-hans", "en")


def _english_outdated(subject: Subject, _gathered: Any) -> Iterator[Place]:
    return _outdated_texts(subject, "en", "zh-hans")


def _no_summary(subject: Subject, _gathered: Any) -> Iterator[Place]:
    summary = subject.document["summary"]
    if not summary["en"] and not summary["zh-hans"]:
        yield Place("summary")


def _relations_before_it_existed(subject: Subject, _gathered: Any) -> Iterator[Place]:
    """Yield the relations that were over before the first day of the record's own date."""
    document = subject.document
    dated = document["facts"].get(registry.get_record_type(document["kind"]).date) or {}
    start = _day(dated.get("from"))
    if start is None:
        return
    for place, relation in enumerate(document["relations"]):
        end = _day((relation["date"] or {}).get("to"))
        if end and end < start and relation["predicate"]["value"] not in _REACH_BACK:
            yield Place(f"relation:{place}", dated["value"], relation["date"]["value"])


def _day(text: str | None) -> date | None:
    try:
        return edtf.parse_edtf(text).lower if text else None
    except edtf.InvalidDate:
        return None


RULES = (
    Check(
        "no-source",
        Severity.ERROR,
        _("The record cites no source"),
        _("Cite a source for each statement. Readers see the record marked “no source cited”."),
        _cites_nothing,
    ),
    Check(
        "statement-without-source",
        Severity.ERROR,
        _("A statement cites no source"),
        _("Cite the source that states it, or take the statement out."),
        _without_source,
    ),
    Check(
        "statement-unsupported",
        Severity.ERROR,
        _("No cited source supports a statement"),
        _("Correct the statement, cite another source, or take the statement out."),
        _unsupported,
    ),
    Check(
        "sources-disagree",
        Severity.WARNING,
        _("Sources state different values"),
        _("Readers see each value with its source. Check that each stated value is entered as its source prints it."),
        _disputed,
    ),
    Check(
        "not-checked",
        Severity.WARNING,
        _("No citation of a statement has been checked"),
        _("Open the evidence screen, compare the passage with its source, and give a verdict."),
        _not_checked,
    ),
    Check(
        "unlikely-date",
        Severity.WARNING,
        _("A relation ended before the record’s own date"),
        _("Compare both dates with their sources. If both are right, say so in a note of the relation."),
        _relations_before_it_existed,
    ),
    Check(
        "chinese-outdated",
        Severity.WARNING,
        _("The English text was edited, the Chinese was not"),
        _("Bring the Chinese text up to date with the difference shown."),
        _chinese_outdated,
        of_document=False,
    ),
    Check(
        "english-outdated",
        Severity.WARNING,
        _("The Chinese text was edited, the English was not"),
        _("Bring the English text up to date with the difference shown."),
        _english_outdated,
        of_document=False,
    ),
    Check(
        "chinese-missing",
        Severity.WARNING,
        _("A text is missing in Chinese"),
        _("Write the Chinese text. Until then Chinese readers see the English one."),
        _chinese_missing,
    ),
    Check(
        "english-missing",
        Severity.WARNING,
        _("A text is missing in English"),
        _("Write the English text. Until then English readers see the Chinese one."),
        _english_missing,
    ),
    Check(
        "no-summary",
        Severity.WARNING,
        _("The record has no summary"),
        _("Write two or three sentences that say what the record is about."),
        _no_summary,
    ),
    Check(
        "primary-source-not-read",
        Severity.NOTE,
        _("No primary source was read for a statement"),
        _("Cite a passage of the primary source, for example the text of the law or the body’s own page."),
        _primary_not_read,
    ),
)


def register_rules() -> None:
    """Register the checks of this module; called once, at start-up."""
    for rule in RULES:
        register_check(rule)
