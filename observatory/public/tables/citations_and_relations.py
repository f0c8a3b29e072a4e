"""The tables of citations, disagreements and relations, read from the documents of records, and of cited statements,
also those no longer public.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from observatory.public.links import permanent_url
from observatory.public.localised_texts import in_each_language, word
from observatory.public.published_sightings import read_published_sightings
from observatory.public.read_cited_statements import statement_batches
from observatory.public.statement_labels import label_in_both_languages
from observatory.public.tables.records_and_versions import ChosenRecords
from observatory.public.tables.table_batches import Shape, Table
from observatory.publishing.documents.document_format import upgrade_document
from observatory.publishing.documents.document_statements import relation_words
from observatory.publishing.documents.evidence_status import same_value
from observatory.publishing.facts import fact_of_document
from observatory.publishing.models import CitedStatement
from observatory.publishing.table_columns import (
    Column,
    coded_columns,
    date_columns,
    day,
    follow_keys,
    joined,
    language_columns,
    plain_column,
)
from observatory.records import registry
from observatory.sources.models import Citation

Document = Mapping[str, Any]


def citations_table(chosen: ChosenRecords, sources: Collection[str] = ()) -> Table:
    """Return a row for each citation of some records, or for each that names one of these sources (public ids)."""
    return Table(CITATIONS, _with_sightings(_rows(chosen, lambda row: _cited(row, sources)), chosen.moment))


def disagreements_table(chosen: ChosenRecords) -> Table:
    """Return a row for each value that the sources of a statement give, where they give different ones."""
    return Table(DISAGREEMENTS, _rows(chosen, _disagreement_rows))


def relations_table(found: Iterable[list[Document]]) -> Table:
    """Return a row for each relation; `found` are batches of relations as the API lists them."""
    return Table(RELATIONS, found)


def _rows(chosen: ChosenRecords, rows_of: Callable[[Document], Iterator[Document]]) -> Iterator[list[Document]]:
    for batch in chosen.read("document", "version"):
        entries = (entry | {"document": upgrade_document(entry["document"])} for entry in batch)
        yield [row for entry in entries for row in rows_of(entry)]


def _with_sightings(batches: Iterable[list[Document]], moment: datetime | None) -> Iterator[list[Document]]:
    """Yield batches of citations with where the quotes stand now, or stood at a moment; one more query a batch."""
    for batch in batches:
        sighted = read_published_sightings((row["citation"] for row in batch), moment)
        yield [row | {"sighting": sighted.get(row["citation"]["id"])} for row in batch]


def _statement_rows(document: Document) -> Iterator[dict[str, Any]]:
    """Yield every statement that has citations: its name and place, words, value, citations and readings."""
    kind, facts = registry.get_record_type(document["kind"]), document["facts"]
    subtype = (facts.get(kind.subtype) or {}).get("value", "")
    order = {name: place for place, name in enumerate(kind.statements)}
    for name in sorted(document["evidence"], key=lambda name: order.get(name, len(order))):
        yield {
            "statement": name,
            "words": label_in_both_languages(kind.kind, name, subtype),
            **_recorded_value(document, name),
            "cited": document["evidence"][name],
            "readings": document["disagreements"].get(name),
        }
    for part in ("relation", "milestone"):
        for place, row in enumerate(document[f"{part}s"], start=1):
            yield {
                "statement": part,
                "place": place,
                "words": relation_words(row) if part == "relation" else row["title"],
                "value": (row["date"] or {}).get("value"),
                "stated": (row["date"] or {}).get("value", ""),
                "related": row["object"]["id"] if part == "relation" else None,
                "cited": row["evidence"],
                "readings": row["disagreement"],
            }


def _cited(entry: Document, sources: Collection[str]) -> Iterator[Document]:
    for statement in _statement_rows(entry["document"]):
        for citation in statement["cited"]:
            if not sources or citation["source"]["id"] in sources:
                yield {"document": entry["document"], "version": entry["version"], **statement, "citation": citation}


def _disagreement_rows(entry: Document) -> Iterator[Document]:
    """Yield the rows of the table of disagreements: one for each value that sources of a statement give."""
    for statement in _statement_rows(entry["document"]):
        for reading in statement["readings"] or ():
            yield {
                "document": entry["document"],
                "version": entry["version"],
                **statement,
                "reading": reading["value"],
                "adopted": bool(statement["stated"]) and same_value(reading["value"], statement["stated"]),
                "said_by": [statement["cited"][index]["source"] for index in reading["citations"]],
            }


def _recorded_value(document: Document, name: str) -> dict[str, Any]:
    """Return what the record itself gives for a statement as these tables show it: as the cell `value`, None for
    running text; and as a citation would state it, `stated`."""
    if name in registry.LISTED:
        listed = _listed(document[name])
        return {"value": listed, "stated": listed}
    value = document["facts"].get(name)
    if value is None:
        return {"value": None, "stated": ""}
    fact = fact_of_document(document["kind"], name, value)
    return {"value": fact.cell(value), "stated": fact.stated(value)}


def _listed(rows: Iterable[Document]) -> str:
    """Return the names or the identifiers of a record as one value."""
    return joined(row["name"] if "name" in row else row["value"] for row in rows)


def _verdict(row: Document) -> Mapping[str, str]:
    return _choice_cell(Citation.Verdict, row["citation"]["verdict"])


def _statement_columns() -> list[Column]:
    """Return the columns that say which statement of which record it is."""
    return [
        plain_column("record_id", _("Permanent ID of the record"), "document", "id"),
        plain_column("record_kind", _("Type of record"), "document", "kind"),
        *language_columns("record_title", _("Title of the record"), "document", "title"),
        Column("record_url", _("Permanent URL of the record"), lambda row: permanent_url(row["document"]["id"])),
        plain_column("record_version", _("Number of the version"), "version"),
        plain_column("statement", _("Statement of the record: the name of a field, or relation, or milestone")),
        plain_column("place", _("Of a relation or milestone: its number in the record"), "place"),
        *language_columns("statement_label", _("Statement in words"), "words"),
        plain_column("related_id", _("Of a relation: permanent ID of the other record"), "related"),
        plain_column(
            "recorded_value", _("What the record itself gives, where that is a date, a code or a name"), "value"
        ),
    ]


def _citation_columns() -> list[Column]:
    """Return the columns of the table of citations."""
    source, cited = ("citation", "source"), "citation"
    return [
        *_statement_columns(),
        plain_column("citation_id", _("Permanent ID of the citation; empty in old versions"), cited, "id"),
        plain_column("source_id", _("Permanent ID of the source"), *source, "id"),
        plain_column("source_key", _("Short label of the source"), *source, "key"),
        *language_columns("source_title", _("Title of the source"), *source, "title"),
        plain_column(
            "source_title_original", _("Title of the source in its original language"), *source, "title", "original"
        ),
        plain_column(
            "source_standing",
            _("Whether the source is primary or secondary; empty in old versions"),
            *source,
            "standing",
        ),
        plain_column("url", _("URL at which the source was read"), cited, "url"),
        plain_column("stated_value", _("Value given by the source. Empty if it gives none"), cited, "stated_value"),
        *coded_columns("verdict", _("Whether the source supports the statement"), _verdict),
        plain_column(
            "basis", _("What the verdict rests on: passage, reference (as printed) or person"), cited, "basis"
        ),
        plain_column("locator", _("Page, section or paragraph"), cited, "locator"),
        plain_column("quote", _("Words copied from the source"), cited, "quote"),
        plain_column("quote_language", _("Language of the quote (BCP 47)"), cited, "quote_language"),
        plain_column("prefix", _("Text before the quote"), cited, "prefix"),
        plain_column("suffix", _("Text after the quote"), cited, "suffix"),
        plain_column(
            "quoted_from", _("SHA-256 of the body that the quote was taken from, if known"), cited, "quoted_from"
        ),
        Column("quote_now", _("Where the quote is on its page today; empty if not read yet"), _of_sighting("state")),
        Column("quote_now_since", _("Since when it has been so (UTC)"), _of_sighting("since")),
        Column("passage_now", _("Text on the page now in place of the quote"), _of_sighting("passage")),
        *language_columns("note", _("Note of the curators"), cited, "note"),
        Column("checked_on", _("Day of the verdict"), lambda row: day(row["citation"]["checked_on"])),
    ]


def _of_sighting(name: str) -> Callable[[Document], Any]:
    return lambda row: getattr(row["sighting"], name, None)


def _reading_columns() -> list[Column]:
    """Return the columns of the table of disagreements."""
    return [
        *_statement_columns(),
        plain_column("stated_value", _("One of the values that the sources give"), "reading"),
        plain_column("adopted", _("Whether it is the value of the record"), "adopted"),
        Column("source_ids", _("Permanent IDs of the sources that give it"), _each("said_by", "id")),
        Column("source_keys", _("Short labels of these sources"), _each("said_by", "key")),
    ]


def _each(name: str, key: str) -> Callable[[Document], str]:
    return lambda row: joined(dict.fromkeys(each[key] for each in row[name]))


def _relation_columns() -> list[Column]:
    """Return the columns of the table of relations."""
    return [
        plain_column("subject_id", _("Permanent ID of the record that states the relation"), "subject", "id"),
        plain_column("subject_kind", _("Type of that record"), "subject", "kind"),
        *language_columns("subject_title", _("Title of that record"), "subject", "title"),
        Column("subject_url", _("Permanent URL of that record"), lambda row: permanent_url(row["subject"]["id"])),
        *coded_columns("predicate", _("Type of relation"), follow_keys("predicate")),
        plain_column("object_id", _("Permanent ID of the related record"), "object", "id"),
        plain_column("object_kind", _("Type of the related record"), "object", "kind"),
        *language_columns("object_title", _("Title of the related record"), "object", "title"),
        Column("object_url", _("Permanent URL of the related record"), lambda row: permanent_url(row["object"]["id"])),
        plain_column("role", _("Part that the subject had, such as lead")),
        *date_columns("date", _("Date of the relation"), follow_keys("date")),
        *language_columns("note", _("Note of the curators"), "note"),
        Column("source_keys", _("Short labels of the sources cited for it"), _sources_of_relation),
        Column("verdicts", _("Verdicts of these citations"), lambda row: joined(e["verdict"] for e in row["evidence"])),
        Column("disputed", _("Whether its sources disagree"), lambda row: bool(row["disagreement"])),
    ]


def _sources_of_relation(row: Document) -> str:
    return joined(each["source"]["key"] for each in row["evidence"])


CITATIONS = Shape("citations", _citation_columns)
DISAGREEMENTS = Shape("disagreements", _reading_columns)
RELATIONS = Shape("relations", _relation_columns)


def statements_table(rows: QuerySet[CitedStatement]) -> Table:
    """Return a row for each of some cited statements, by record and ID."""
    return Table(STATEMENTS, statement_batches(rows))


def _worded_columns(name: str, choices: Any) -> list[Column]:
    meanings = {"verdict": _("Whether the source supports the statement"), "basis": _("What the verdict rests on")}
    return coded_columns(name, meanings[name], lambda row: _choice_cell(choices, row[name]) if row[name] else None)


@lru_cache(maxsize=100)
def _choice_cell(choices: Any, value: str) -> Mapping[str, str]:
    """Return a coded value as a cell of these tables: the code, and its label in each language."""
    return {"value": value} | in_each_language(word, choices, value)


def _cited_statement_columns() -> list[Column]:
    """Return the columns of the table of cited statements."""
    return [
        plain_column("id", _("Permanent ID of the citation")),
        plain_column("url", _("Permanent URL of the statement as this source is cited for it")),
        plain_column("record_id", _("Permanent ID of the record"), "record", "id"),
        plain_column("record_kind", _("Type of record"), "record", "kind"),
        *language_columns("record_title", _("Title of the record"), "record", "title"),
        plain_column("record_url", _("Permanent URL of the record"), "record", "url"),
        plain_column(
            "statement",
            _("Statement of the record: the name of a field, or relation or milestone with its place"),
            "statement",
            "key",
        ),
        *language_columns("statement_label", _("Statement in words"), "statement", "label"),
        plain_column("stated_value", _("Value given by the source. Empty if it gives none")),
        plain_column("source_id", _("Permanent ID of the source"), "source", "id"),
        plain_column("source_key", _("Short label of the source"), "source", "key"),
        plain_column("read_at", _("URL at which the source was read")),
        plain_column("locator", _("Page, section or paragraph")),
        plain_column("quote", _("Words copied from the source")),
        plain_column("quote_language", _("Language of the quote (BCP 47)")),
        plain_column("prefix", _("Text before the quote")),
        plain_column("suffix", _("Text after the quote")),
        *_worded_columns("verdict", Citation.Verdict),
        *_worded_columns("basis", Citation.Basis),
        plain_column(
            "quote_now", _("Where the quote is on its page today; empty if not read yet"), "sighting", "state"
        ),
        plain_column("quote_now_since", _("Since when it has been so (UTC)"), "sighting", "since"),
        plain_column("passage_now", _("Text on the page now in place of the quote"), "sighting", "passage"),
        *language_columns("note", _("Note of the curators")),
        Column("checked_on", _("Day of the verdict"), lambda row: day(row["checked_on"])),
        plain_column("first_version", _("Number of the first version that has it"), "first_version", "number"),
        plain_column("last_version", _("Number of the last version that has it"), "last_version", "number"),
        plain_column("gone_at", _("When it was removed or withdrawn (UTC). Empty if it is public"), "gone", "at"),
        plain_column("gone_reason", _("Reason for that"), "gone", "reason"),
        plain_column("merged_into", _("Permanent ID of the record it was merged into"), "gone", "merged_into"),
    ]


STATEMENTS = Shape("statements", _cited_statement_columns)
