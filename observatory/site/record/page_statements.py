"""The statements of a record's page made from its public document: fact sheet, classifications, milestones, each with
its evidence. Pure functions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.public.links import host
from observatory.public.localised_texts import Run, choose, format_date, mark_language, word
from observatory.public.statement_labels import statement_label
from observatory.publishing.documents.evidence_status import EvidenceState
from observatory.publishing.facts import Words, fact_of_document
from observatory.records import edtf, registry
from observatory.records.models import Identifier, OtherName
from observatory.records.vocabulary_table import IN_DOCUMENTS, TERMS_BY_NAME
from observatory.site.record.statement_evidence import Cited, cited_evidence, evidence_by_source, parallel_readings

Document = Mapping[str, Any]

# Statements at the head of the page; the list has them again only for their evidence.
HEADING = ("title", "summary")
# Resolvers of identifiers (the scheme's own registry).
RESOLVERS = {
    "doi": "https://doi.org/{}",
    "ror": "https://ror.org/{}",
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "isni": "https://isni.org/isni/{}",
    "arxiv": "https://arxiv.org/abs/{}",
}


NOTHING = Run("")
_LONGEST_PATH = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of a statement: a text, perhaps a link, perhaps with a remark after it."""

    run: Run
    href: str = ""
    external: bool = False
    remark: str = ""
    note: Run = NOTHING
    datetime: str = ""
    prose: bool = False


@dataclass(slots=True, kw_only=True)
class Statement(Cited):
    """One row of the fact sheet. `readings` are filled where the sources disagree; `subject` names the statement where
    the label is a date."""

    name: str
    label: str
    pieces: list[Piece]
    classification: bool = False
    date: str = ""
    subject: str = ""

    @property
    def key(self) -> str:
        """What identifies it on the page of its record."""
        return self.name

    @property
    def said(self) -> str:
        """Its values as one line of text."""
        return "; ".join(piece.run.text for piece in self.pieces)

    @property
    def called(self) -> str:
        """What it is called in a list: a milestone by its text, not by its date."""
        return self.subject or self.label


def read_statement(document: Document, name: str, label: str, pieces: list[Piece], value: str = "") -> Statement:
    """Return one statement of a document with the citations of that field name."""
    rows = document["evidence"].get(name, [])
    cited = evidence_by_source(rows) if name in registry.LISTED else cited_evidence(rows)
    kind = registry.get_record_type(document["kind"])
    return Statement(
        name=name,
        label=label,
        pieces=pieces,
        evidence=cited,
        readings=parallel_readings(document["disagreements"].get(name), cited, value),
        classification=name in TERMS_BY_NAME or name in kind.classes,
    )


def fact_sheet(document: Document) -> list[Statement]:
    """Return the facts, names and identifiers of a document that have a value or a citation, in their order."""
    statements = [_fact_statement(document, name, value) for name, value in _in_order(document)]
    for name, piece in (("names", _name), ("identifiers", _identifier)):
        pieces = [piece(row) for row in document[name]]
        statements.append(read_statement(document, name, statement_label(document["kind"], name), pieces))
    return [row for row in statements if row.pieces or row.evidence]


def classifications(document: Document) -> list[Statement]:
    """Return what a record is filed under: places, themes, instrument types, fields of science."""
    statements = [
        read_statement(
            document,
            name,
            statement_label(document["kind"], name),
            [Piece(choose(term), href=_page_of(name, term["code"])) for term in _terms(document, name)],
        )
        for name in TERMS_BY_NAME
    ]
    return [row for row in statements if row.pieces or row.evidence]


def _terms(document: Document, name: str) -> Sequence[Document]:
    return document[IN_DOCUMENTS[name]]


def _page_of(name: str, code: str) -> str:
    pages = {"jurisdictions": "place", "themes": "theme-detail", "fields": "field-detail"}
    return reverse(pages[name], args=[code]) if name in pages else ""


def heading_statements(document: Document) -> list[Statement]:
    """Return the statements of the page's head, for the evidence beside them."""
    return [
        read_statement(document, name, words, [Piece(choose(document[name]))])
        for name, words in zip(HEADING, (_("Title"), _("Summary")), strict=True)
    ]


def unstated_facts(document: Document) -> list[str]:
    """Return the labels of the facts that no source in the catalogue states."""
    return [
        statement_label(document["kind"], name, _subtype(document))
        for name, value in _in_order(document)
        if value is None
    ]


def milestones(document: Document) -> list[Statement]:
    """Return the dated events of a record as statements of its page, in order of time."""
    statements = []
    for place, milestone in enumerate(document["milestones"]):
        cited = cited_evidence(milestone["evidence"])
        value = milestone["date"]["value"] if milestone["date"] else ""
        statements.append(
            Statement(
                name=f"milestone-{place + 1}",
                label=format_date(value) if value else _("Undated"),
                pieces=[Piece(choose(milestone["title"]), remark=choose(milestone["type"]).text)],
                subject=choose(milestone["title"]).text,
                evidence=cited,
                readings=parallel_readings(milestone["disagreement"], cited, value),
                date=value,
            )
        )
    return sorted(statements, key=lambda statement: (not statement.date, statement.date))


def evidence_label(state: str) -> str:
    """Return the words for the evidence state of an entry."""
    return word(EvidenceState, state)


def _in_order(document: Document) -> list[tuple[str, Any]]:
    """Return the facts in the order of the type: PostgreSQL's jsonb sorts names by length."""
    order = {name: place for place, name in enumerate(registry.get_record_type(document["kind"]).facts)}
    return sorted(document["facts"].items(), key=lambda fact: order.get(fact[0], len(order)))


def _fact_statement(document: Document, name: str, value: Any) -> Statement:
    """Return a fact of a document as a statement of its page."""
    label = statement_label(document["kind"], name, _subtype(document))
    if value is None:
        return read_statement(document, name, label, [])
    fact = fact_of_document(document["kind"], name, value)
    return read_statement(
        document, name, label, [_piece_of_fact(words) for words in fact.words(value)], fact.stated(value)
    )


def _subtype(document: Document) -> str:
    value = document["facts"].get(registry.get_record_type(document["kind"]).subtype) or {}
    return value.get("value", "")


def _piece_of_fact(words: Words) -> Piece:
    """Return one value of a fact as the statement on the page shows it."""
    if words.date:
        return Piece(Run(format_date(words.date)), datetime=words.date if edtf.is_plain(words.date) else "")
    if words.address:
        return Piece(Run(_short(words.address)), href=words.address, external=True)
    return Piece(choose(words.pair) if words.pair else Run(words.text), prose=words.prose)


def _short(address: str) -> str:
    """Return an address as it is read out: its host, and its path unless that is long."""
    path = urlsplit(address).path.rstrip("/")
    return host(address) + path if len(path) <= _LONGEST_PATH else host(address)


def _name(row: Document) -> Piece:
    remark = word(OtherName.Kind, row["kind"])
    return Piece(mark_language(row["name"], row["language"]), remark=remark, note=choose(row["note"]))


def _identifier(row: Document) -> Piece:
    scheme = row["scheme"]
    href = RESOLVERS[scheme].format(row["value"]) if scheme in RESOLVERS else ""
    return Piece(Run(row["value"]), href=href, external=bool(href), remark=word(Identifier.Scheme, scheme))
