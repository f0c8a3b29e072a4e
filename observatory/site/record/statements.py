"""Convert a public document to the statements of a record's page, each with its evidence. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.public.localise import (
    Run,
    choose,
    format_date,
    guess_language,
    host,
    is_web_address,
    mark_language,
    word,
)
from observatory.public.statement_labels import statement_label
from observatory.publishing.evidence import EvidenceState, same_value
from observatory.publishing.facts import Words, fact_of
from observatory.publishing.source_content import LocationContent
from observatory.records import registry
from observatory.records.models import Identifier, OtherName
from observatory.records.vocabularies import TERMS_BY_NAME
from observatory.sources.models import Citation

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


@dataclass(slots=True)
class Evidence:
    """One citation as the margin shows it."""

    id: str  # permanent; "" in versions from before citations had IDs
    verdict: str
    label: str
    source_id: str
    key: str
    title: Run
    url: str
    host: str
    stated: str
    locator: Run
    quote: Run
    note: Run
    checked_on: str
    follows: bool = False  # whether it goes on with the source and verdict of the one before
    number: int = 0  # place of the source in the page's list of sources
    location: LocationContent | None = None  # where it was read, with its health of today

    @property
    def more(self) -> bool:
        """Whether there is a passage, a place or a note to unfold."""
        return bool(self.quote or self.note or self.locator)


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the values that the sources state, and whether it is the one the record gives."""

    value: str
    evidence: list[Evidence]
    adopted: bool

    @property
    def sources(self) -> list[Evidence]:
        """One citation of each source that states it."""
        return list({item.source_id: item for item in self.evidence}.values())


@dataclass(slots=True)
class Statement:
    """One row of the fact sheet. `readings` are filled where the sources disagree."""

    name: str
    label: str
    pieces: list[Piece]
    evidence: list[Evidence] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    classification: bool = False
    date: str = ""

    @property
    def references(self) -> list[int]:
        """Numbers of the sources cited for it, as footnotes of the printed page."""
        return references(self.evidence)

    @property
    def said(self) -> str:
        """Its values as one line of text."""
        return "; ".join(piece.run.text for piece in self.pieces)

    @property
    def unfolds(self) -> bool:
        """Whether there is something to unfold beside it."""
        return any(item.more for item in self.evidence)


def cited_evidence(citations: Sequence[Document]) -> list[Evidence]:
    """Return the citations of one statement; further passages of one source follow under one verdict."""
    found = [evidence(citation) for citation in citations]
    for before, item in pairwise(found):
        same = ("source_id", "verdict", "url", "checked_on")
        item.follows = all(getattr(before, name) == getattr(item, name) for name in same)
    return found


def evidence(citation: Document) -> Evidence:
    """Return a citation of a document as the margin shows it."""
    source = citation["source"]
    url = citation["url"] or ""
    return Evidence(
        id=citation.get("id", ""),  # rows that SQL takes out of documents of older formats have none
        verdict=citation["verdict"],
        label=word(Citation.Verdict, citation["verdict"]),
        source_id=source["id"],
        key=source["key"],
        title=choose(source["title"]),
        url=url if is_web_address(url) else "",
        host=host(url) if is_web_address(url) else "",
        stated=format_date(citation["stated_value"]),
        locator=_locator(citation["locator"]),
        quote=mark_language(citation["quote"], citation["quote_language"]),
        note=choose(citation["note"]),
        checked_on=citation["checked_on"] or "",
    )


def readings(found: Sequence[Document] | None, cited: Sequence[Evidence], value: str) -> list[Reading]:
    """Return the parallel readings of a statement; `value` is what the record itself gives, as EDTF or text."""
    return [
        Reading(
            value=format_date(reading["value"]),
            evidence=[cited[index] for index in reading["citations"]],
            adopted=bool(value) and same_value(reading["value"], value),
        )
        for reading in found or []
    ]


def references(cited: Sequence[Evidence]) -> list[int]:
    """Return the numbers of the sources of some citations, each once."""
    return list(dict.fromkeys(item.number for item in cited if item.number))


def statement(document: Document, name: str, label: str, pieces: list[Piece], value: str = "") -> Statement:
    """Return one statement of a document with the citations of that field name."""
    rows = document["evidence"].get(name, [])
    cited = _evidence_by_source(rows) if name in registry.LISTED else cited_evidence(rows)
    kind = registry.get(document["kind"])
    return Statement(
        name=name,
        label=label,
        pieces=pieces,
        evidence=cited,
        readings=readings(document["disagreements"].get(name), cited, value),
        classification=name in TERMS_BY_NAME or name in kind.classes,
    )


def _evidence_by_source(rows: Sequence[Document]) -> list[Evidence]:
    """Return the citations of names or identifiers, those of one source together: each says which one it is for."""
    order = {source: place for place, source in enumerate(dict.fromkeys(row["source"]["id"] for row in rows))}
    cited = cited_evidence(sorted(rows, key=lambda row: order[row["source"]["id"]]))
    for item in cited:
        item.locator = Run(" · ".join(filter(None, [item.stated, item.locator.text])))
        item.stated = ""
    return cited


def fact_sheet(document: Document) -> list[Statement]:
    """Return the facts, names and identifiers of a document that have a value or a citation, in their order."""
    rows = [_fact(document, name, value) for name, value in _in_order(document)]
    for name, piece in (("names", _name), ("identifiers", _identifier)):
        pieces = [piece(row) for row in document[name]]
        rows.append(statement(document, name, statement_label(document["kind"], name), pieces))
    return [row for row in rows if row.pieces or row.evidence]


def classifications(document: Document) -> list[Statement]:
    """Return what a record is filed under: places, themes, instrument types, fields of science."""
    rows = [
        statement(
            document,
            name,
            statement_label(document["kind"], name),
            [Piece(choose(term), href=_page_of(name, term["code"])) for term in _terms(document, name)],
        )
        for name in TERMS_BY_NAME
    ]
    return [row for row in rows if row.pieces or row.evidence]


def _terms(document: Document, name: str) -> Sequence[Document]:
    return document["fields_of_science" if name == "fields" else name]


def _page_of(name: str, code: str) -> str:
    pages = {"jurisdictions": "place", "themes": "theme-detail", "fields": "field-detail"}
    return reverse(pages[name], args=[code]) if name in pages else ""


def heading_statements(document: Document) -> list[Statement]:
    """Return the statements of the page's head, for the evidence beside them."""
    return [
        statement(document, name, words, [Piece(choose(document[name]))])
        for name, words in zip(HEADING, (_("Title"), _("Summary")), strict=True)
    ]


def unstated(document: Document) -> list[str]:
    """Return the labels of the facts that no source in the catalogue states."""
    return [
        statement_label(document["kind"], name, _subtype(document))
        for name, value in _in_order(document)
        if value is None
    ]


def milestones(document: Document) -> list[Statement]:
    """Return the dated events of a record, in order of time."""
    rows = []
    for place, row in enumerate(document["milestones"]):
        cited = cited_evidence(row["evidence"])
        value = row["date"]["value"] if row["date"] else ""
        rows.append(
            Statement(
                name=f"milestone-{place + 1}",
                label=format_date(value) if value else _("Undated"),
                pieces=[Piece(choose(row["title"]), remark=choose(row["type"]).text)],
                evidence=cited,
                readings=readings(row["disagreement"], cited, value),
                date=value,
            )
        )
    return sorted(rows, key=lambda row: (not row.date, row.date))


@dataclass(frozen=True, slots=True)
class Dispute:
    """One statement that the sources of a record disagree about."""

    label: str
    readings: list[Reading]


def disputes(row: Document) -> list[Dispute]:
    """Return what the sources of a record disagree about.

    `row` holds the parts of the entry that have a say in it: `kind`, `subtype`, `disagreements`, `citations` (by
    field), and those `relations` and `milestones` that have a disagreement.
    """
    found = []
    for name, stated in row["disagreements"].items():
        words = statement_label(row["kind"], name, row["subtype"])
        found.append(Dispute(words, readings(stated, cited_evidence(row["citations"][name]), "")))
    for part, worded in (("relations", _relation_words), ("milestones", _milestone_words)):
        for each in row[part]:
            cited = cited_evidence(each["evidence"])
            found.append(Dispute(worded(each), readings(each["disagreement"], cited, "")))
    return found


def _relation_words(row: Document) -> str:
    return f"{choose(row['predicate']).text} {choose(row['object']['title']).text}"


def _milestone_words(row: Document) -> str:
    return choose(row["title"]).text


def evidence_label(state: str) -> str:
    """Return the words for the evidence state of an entry."""
    return word(EvidenceState, state)


def _in_order(document: Document) -> list[tuple[str, Any]]:
    """Return the facts in the order of the type: PostgreSQL's jsonb sorts names by length."""
    order = {name: place for place, name in enumerate(registry.get(document["kind"]).facts)}
    return sorted(document["facts"].items(), key=lambda fact: order.get(fact[0], len(order)))


def _fact(document: Document, name: str, value: Any) -> Statement:
    label = statement_label(document["kind"], name, _subtype(document))
    if value is None:
        return statement(document, name, label, [])
    fact = fact_of(document["kind"], name, value)
    return statement(document, name, label, [_piece(words) for words in fact.words(value)], fact.stated(value))


def _subtype(document: Document) -> str:
    value = document["facts"].get(registry.get(document["kind"]).subtype) or {}
    return value.get("value", "")


def _piece(words: Words) -> Piece:
    """Return one value of a fact as a page shows it."""
    if words.date:
        return Piece(Run(format_date(words.date)), datetime="" if "/" in words.date else words.date)
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


def _locator(text: str) -> Run:
    """A locator as the source's own headings have it; the one that is no place in a text is the catalogue's words."""
    return Run(_("date in the address")) if text == "date in the address" else guess_language(text)


def _identifier(row: Document) -> Piece:
    scheme = row["scheme"]
    href = RESOLVERS[scheme].format(row["value"]) if scheme in RESOLVERS else ""
    return Piece(Run(row["value"]), href=href, external=bool(href), remark=word(Identifier.Scheme, scheme))
