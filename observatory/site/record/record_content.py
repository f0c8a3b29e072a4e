"""Everything that the page of a record shows (`RecordContent`), composed from its public document: statements,
relations, evidence, numbered sources.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from observatory.monitoring.models import Sighting
from observatory.public.basis_of_statements import StatementBasis, count_statements_by_basis
from observatory.public.decisions_on_changed_passages import read_published_decisions
from observatory.public.links import record_url, source_text_url
from observatory.public.localised_texts import Run, choose, other_forms
from observatory.public.location_health import worst_place
from observatory.public.published_sightings import passage_changed, read_published_sightings
from observatory.public.published_sources import read_sources
from observatory.publishing.documents.document_statements import statements_with_citations as record_statements
from observatory.publishing.documents.record_documents import source_title
from observatory.publishing.documents.source_content import LocationContent, SourceContent
from observatory.publishing.models import Entry, Standing
from observatory.site.record import page_statements
from observatory.site.record.graph_layout import ACTOR_KINDS, EgoGraph, draw_ego_graph
from observatory.site.record.page_statements import Statement
from observatory.site.record.relations_and_neighbours import (
    COLUMNS,
    NEWEST_OF_FEW,
    RelationGroup,
    Tie,
    group_ties,
    incoming_ties,
    neighbour,
    neighbours,
    neighbours_then,
    outgoing_ties,
    relations_to,
)
from observatory.site.record.statement_evidence import Evidence
from observatory.sources.models import Source

# A ministry may be named by thousands of records: its page shows so many of each direction and leads on to the others.
MOST_NEIGHBOURS = 50
# A drawing of one line says no more than the line of text; one of very many says nothing.
FEWEST_DRAWN, MOST_DRAWN = 2, 40
# What a record's page reads of its entry: not the search vector, which is as large as the document.
READ = (*COLUMNS, "document", "version", "sha256", "evidence", "published_at", "first_published_at")
READ += ("withdrawn_at", "withdrawal_reason")


@dataclass(slots=True)
class CitedSource:
    """A source of the page: its number, and what it is cited for."""

    number: int
    source: SourceContent
    cited_for: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RecordContent:
    """Everything that the page of a record shows, ready for the template."""

    id: str
    kind: str
    title: Run
    other_titles: list[Run]
    summary: Run
    headline: Statement
    abstract: Statement
    facts: list[Statement]
    filing: list[Statement]
    silent: list[str]
    milestones: list[Statement]
    groups: list[RelationGroup]
    sources: list[CitedSource]
    evidence: str
    more_relations: bool = False
    basis: StatementBasis = field(default_factory=StatementBasis)
    citation_ids: Sequence[str] = ()
    graph: EgoGraph | None = None
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_actor(self) -> bool:
        """Whether the record is an organisation (a body is one), which can issue or launch others."""
        return self.kind in ACTOR_KINDS

    @property
    def disputed_entries(self) -> list[Statement | Tie]:
        """What the sources disagree about."""
        ties = [tie for group in self.groups for tie in group.ties]
        return [row for row in [*self.statements, *ties] if row.readings]

    @property
    def heads_disputed(self) -> list[Statement]:
        return [row for row in (self.headline, self.abstract) if row.readings]

    @property
    def ties(self) -> int:
        return sum(len(group.ties) for group in self.groups)

    @property
    def statements(self) -> list[Statement]:
        """Every statement but the relations, in the order of the page."""
        return [self.headline, self.abstract, *self.facts, *self.milestones, *self.filing]


def compose_content(
    document: Mapping[str, Any],
    moment: datetime | None = None,
    unpublished: Mapping[str, SourceContent] = MappingProxyType({}),
) -> RecordContent:
    """Return what the page of a public document shows, with four more queries (relations, neighbours, sources,
    sightings), and one for decisions where a passage changed.

    The relations that other records state, the sources and where the quotes stand are those of today, or for an older
    version those of `moment` (aware), under the titles and in the versions that they had then. `unpublished` are
    cited sources, by public id, that readers cannot see yet: those of a preview.
    """
    stating = _subjects_now(document["id"]) if moment is None else _subjects_then(document["id"], moment)
    stated = document["relations"][-MOST_NEIGHBOURS:]  # the last entered
    ends = {row["object"]["id"] for row in stated}
    if moment is not None:
        ends |= {row["public_id"] for row in stating}
    rows = Entry.objects.filter(public_id__in=ends).values(*COLUMNS, "withdrawn_at", "merged_into") if ends else []
    known = neighbours(row for row in rows if row["withdrawn_at"] is None)
    gone = {row["public_id"]: row["merged_into"] for row in rows if row["withdrawn_at"]}
    subjects = neighbours(stating) if moment is None else neighbours_then(stating, known, gone)
    ties = [
        *outgoing_ties(stated, subjects | known if moment is None else known, gone),
        *incoming_ties(((row["public_id"], row["stated"]) for row in stating[:MOST_NEIGHBOURS]), subjects),
    ]
    headline, abstract = page_statements.heading_statements(document)
    edition = RecordContent(
        id=document["id"],
        kind=document["kind"],
        title=choose(document["title"]),
        other_titles=other_forms(document["title"]),
        summary=choose(document["summary"]),
        headline=headline,
        abstract=abstract,
        facts=page_statements.fact_sheet(document),
        filing=page_statements.classifications(document),
        silent=page_statements.unstated_facts(document),
        milestones=page_statements.milestones(document),
        groups=group_ties(ties),
        sources=[],
        evidence="",
        more_relations=len(stating) > MOST_NEIGHBOURS or len(document["relations"]) > MOST_NEIGHBOURS,
        document=document,
    )
    of_record = (citation for citations in record_statements(document).values() for citation in citations)
    cited = [*of_record, *(item.document for _words, item in _cited(edition))]
    edition.citation_ids = sorted({citation["id"] for citation in cited if citation["quote"]})
    sighted = read_published_sightings(cited, moment)
    edition.sources = _number_cited_sources(edition, moment, sighted, unpublished)
    edition.basis = count_statements_by_basis(document, sighted)
    if FEWEST_DRAWN <= len(ties) <= MOST_DRAWN:
        href = record_url(document["kind"], document["slug"])
        own = neighbour(document["id"], document["kind"], document["title"], href)
        edition.graph = draw_ego_graph(own, ties)
    return edition


def _subjects_now(public_id: str) -> list[dict[str, Any]]:
    """Return the live entries that state a relation to a record, each with only those relations (`stated`)."""
    rows = Entry.objects.pointing_to(public_id).order_by(NEWEST_OF_FEW)
    return list(rows.annotate(stated=relations_to([public_id])).values(*COLUMNS, "stated")[: MOST_NEIGHBOURS + 1])


def _subjects_then(public_id: str, moment: datetime) -> list[dict[str, Any]]:
    """Return the versions that stated a relation to a record at a moment, in the same form."""
    rows = Standing.objects.at(moment).pointing_to(public_id).order_by(NEWEST_OF_FEW)
    stated = relations_to([public_id], "frozen__document")
    return list(rows.annotate(stated=stated).values(*COLUMNS, "stated")[: MOST_NEIGHBOURS + 1])


def _number_cited_sources(
    edition: RecordContent,
    moment: datetime | None,
    sighted: Mapping[str, Sighting],
    unpublished: Mapping[str, SourceContent],
) -> list[CitedSource]:
    """Number the sources in the order of the page; give each citation the number, the key and the title of its source,
    the place where it can be read with its health of today, where its quote stands, and what the editors decided."""
    cited = list(_cited(edition))
    decisions = read_published_decisions([row for row in sighted.values() if passage_changed(row)], moment)
    ids = list(dict.fromkeys(item.source_id for _words, item in cited))
    found = {**unpublished, **read_sources(ids, moment)}
    numbered = {
        public_id: CitedSource(number, found[public_id])
        for number, public_id in enumerate((each for each in ids if each in found), start=1)
    }
    for words, item in cited:
        item.sighting = sighted.get(item.id)
        item.decision = decisions.get(item.sighting.pk) if item.sighting else None
        if entry := numbered.get(item.source_id):
            item.number, item.key = entry.number, entry.source.key
            item.title = choose(source_title(entry.source))
            item.location = _place(item, entry.source.places)
            item.text_url = _cited_text_url(item, entry.source)
            if words not in entry.cited_for:
                entry.cited_for.append(words)
    return list(numbered.values())


def _place(item: Evidence, places: Sequence[LocationContent]) -> LocationContent | None:
    """Return the place that a citation names; of the places of its source the one to know of if it names none."""
    if item.url:
        return next((place for place in places if place.url == item.url), None)
    return worst_place(places, item.checked_on)


def _cited_text_url(item: Evidence, source: SourceContent) -> str:
    """Return the path of the passage of an attached file, which has no web address; "" if it may not be shown."""
    seen = item.sighting
    if seen is None or seen.location.url or not seen.start or source.rights == Source.Rights.NOTHING:
        return ""
    return source_text_url(source.public_id, block=seen.start[0])


def _cited(edition: RecordContent) -> Iterable[tuple[str, Evidence]]:
    """Every citation of the page with the words of its statement, in the order of the page."""
    yield from ((row.called, item) for row in edition.statements for item in row.evidence)
    for group in edition.groups:
        yield from ((group.label, item) for tie in group.ties for item in tie.evidence)
