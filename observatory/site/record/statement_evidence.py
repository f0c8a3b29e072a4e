"""The citations of a statement as the margin of a record's page shows them, and the values that the sources give. Pure
functions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.public.decisions_on_changed_passages import PublishedDecision
from observatory.public.links import host, is_web_address
from observatory.public.localised_texts import Run, choose, format_date, guess_language, mark_language, word
from observatory.public.published_sightings import passage_changed
from observatory.publishing.documents.document_format import upgrade_citation
from observatory.publishing.documents.evidence_status import is_primary_passage, same_value
from observatory.publishing.documents.source_content import LocationContent
from observatory.sources.models import Citation
from observatory.text.locators import paragraph_number
from observatory.text.text_fragment import passage_url

Document = Mapping[str, Any]


@dataclass(slots=True)
class Evidence:
    """One citation as the margin shows it. What is of today, and not of the document, is set by `record_content`."""

    document: Document
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
    location: LocationContent | None = (
        None  # where it was read, or of the source's places the one to know of, as it is now
    )
    sighting: Sighting | None = None  # where its quote stands now
    decision: PublishedDecision | None = None  # what the editors decided on the passage as it stands now
    text_url: str = ""  # path of the stored text at the passage, where that is in an attached file

    @property
    def id(self) -> str:
        return self.document["id"]

    @property
    def stated_value(self) -> str:
        """The value that the source states, as it was entered."""
        return self.document["stated_value"]

    @property
    def more(self) -> bool:
        """Whether there is a passage, a place or a note to unfold."""
        return bool(self.quote or self.note or self.locator)

    @property
    def changed(self) -> bool:
        """Whether the passage stands otherwise than it was quoted, or no longer."""
        return passage_changed(self.sighting)

    @property
    def seen(self) -> bool:
        """Whether it supports the statement by a passage of a primary source that stands on its page now."""
        present = self.sighting is not None and self.sighting.state == QuoteState.PRESENT
        return present and is_primary_passage(self.document)

    @property
    def link(self) -> str:
        """The web address at which the source of the citation can be read, opened at the passage; "" without one."""
        if self.sighting and self.sighting.passage and is_web_address(self.sighting.location.url):
            seen = self.sighting
            return passage_url(seen.location.url, seen.passage, seen.prefix, seen.suffix)
        address = self.url or (self.location.url if self.location else "")
        if not is_web_address(address):
            return ""
        return passage_url(address, self.quote.text, self.document["prefix"], self.document["suffix"])

    @property
    def place(self) -> str:
        """The host of that address."""
        return host(self.link) if self.link else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the values that the sources state. Sources that give it more or less exactly are named with what each
    gives; `adopted` is what the record gives, if that is this reading."""

    value: str
    evidence: list[Evidence]
    adopted: str = ""

    @property
    def sources(self) -> list[Evidence]:
        """One citation of each source and value that it states."""
        return list({(item.source_id, item.stated): item for item in self.evidence}.values())

    @property
    def differ(self) -> bool:
        """Whether its sources, and the record where it gives this reading, do not all give it in the same words."""
        return len({self.value, self.adopted or self.value, *(item.stated for item in self.evidence)}) > 1


@dataclass(slots=True)
class Cited:
    """What a statement and a relation have in common: citations, and readings where these disagree."""

    evidence: list[Evidence] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    @property
    def references(self) -> list[Evidence]:
        """One citation of each source and verdict, as footnotes of the printed page."""
        return numbered_references(self.evidence)

    @property
    def changed_unjudged(self) -> bool:
        """Whether a passage cited for it stands otherwise than it was quoted, or no longer, and nobody has judged
        that."""
        return any(item.changed and not item.decision for item in self.evidence)

    @property
    def unfolds(self) -> bool:
        """Whether there is something to unfold beside it."""
        return any(item.more for item in self.evidence)

    @property
    def of_one_source(self) -> bool:
        return of_one_source(self.readings)


def cited_evidence(citations: Sequence[Document]) -> list[Evidence]:
    """Return the citations of one statement; further passages of one source follow under one verdict."""
    found = [margin_citation(citation) for citation in citations]
    for before, item in pairwise(found):
        same = ("source_id", "verdict", "url", "checked_on")
        item.follows = all(getattr(before, name) == getattr(item, name) for name in same) and (
            before.document["basis"] == item.document["basis"] and bool(before.quote) == bool(item.quote)
        )
    return found


def margin_citation(citation: Document) -> Evidence:
    """Return a citation of a document as the margin shows it."""
    citation = upgrade_citation(citation)  # rows that SQL takes out of documents of older formats
    source = citation["source"]
    url = citation["url"] or ""
    return Evidence(
        document=citation,
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


def _locator(text: str) -> Run:
    """A locator as the source's own headings have it; those that are no heading are the catalogue's words."""
    if number := paragraph_number(text):
        return Run(_("paragraph %(number)s") % {"number": number})
    return Run(_("date in the address")) if text == "date in the address" else guess_language(text)


def parallel_readings(found: Sequence[Document] | None, cited: Sequence[Evidence], value: str) -> list[Reading]:
    """Return the values that the sources of a statement give side by side; `value` is what the record itself gives, as
    EDTF or text.

    A reading is named by the most exact value in it. It is the record's where a source of it states the value of the
    record as it is; else where both can be true.
    """
    rows = list(found or [])
    exact = [row for row in rows if any(cited[index].stated_value == value for index in row["citations"])]
    own = [row for row in exact or rows if value and same_value(row["value"], value)]
    return [
        Reading(
            value=format_date(row["value"]),
            evidence=[cited[index] for index in row["citations"]],
            adopted=format_date(value) if row in own else "",
        )
        for row in rows
    ]


def of_one_source(stated: Sequence[Reading]) -> bool:
    """Return whether all the readings are of one and the same source, which disagrees with itself."""
    return len({item.source_id for reading in stated for item in reading.evidence}) == 1


def numbered_references(cited: Sequence[Evidence]) -> list[Evidence]:
    """Return the numbered citations, of each source and verdict once."""
    return list({(item.number, item.verdict): item for item in cited if item.number}.values())


def evidence_by_source(rows: Sequence[Document]) -> list[Evidence]:
    """Return the citations of names or identifiers, those of one source together: each says which one it is for."""
    order = {source: place for place, source in enumerate(dict.fromkeys(row["source"]["id"] for row in rows))}
    cited = cited_evidence(sorted(rows, key=lambda row: order[row["source"]["id"]]))
    for item in cited:
        item.locator = Run(" · ".join(filter(None, [item.stated, item.locator.text])))
        item.stated = ""
    return cited
