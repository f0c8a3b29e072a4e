"""The statements of a working record in the order of its public page, each with its citations and their sightings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.monitoring.admin.symbols import QUOTES
from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.sightings import decisive_sighting, sightings_by_citation
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.public.localised_texts import choose, format_date, title_forms, word
from observatory.public.statement_labels import statement_label
from observatory.publishing.documents.evidence_status import same_value
from observatory.publishing.documents.record_documents import build_document
from observatory.publishing.facts import fact_of_document
from observatory.publishing.models import ExpertOpinion
from observatory.records import registry
from observatory.records.models import Identifier, Milestone, OtherName, Record, Relation
from observatory.records.predicates import INVERSE, Predicate
from observatory.records.vocabulary_table import IN_DOCUMENTS, TERMS_BY_NAME
from observatory.sources.models import Citation

MOST_RELATIONS = 200  # in each direction
_LOST = {QuoteState.MISSING, QuoteState.STRUCK, QuoteState.ALTERED, QuoteState.MOVED, QuoteState.NEVER_FOUND}


@dataclass(frozen=True)
class CitedSource:
    """One citation of a statement, with the sighting of its quote that counts (None if it was never looked for)."""

    citation: Citation
    sightings: Sequence[Sighting] = ()

    @cached_property
    def selector(self) -> TextQuoteSelector:
        row = self.citation
        return TextQuoteSelector(row.quote, row.prefix, row.suffix)

    @cached_property
    def sighting(self) -> Sighting | None:
        return decisive_sighting(self.sightings, self.selector)

    @property
    def state(self) -> str:
        """The state of the quote of the citation (`QuoteState`), "" without a quote."""
        if not self.citation.quote:
            return ""
        return self.sighting.state if self.sighting else QuoteState.NOT_CHECKED.value

    @property
    def state_shape(self) -> str:
        return QUOTES[QuoteState(self.state)] if self.state else "not_checked"

    @property
    def state_label(self) -> str:
        return str(QuoteState(self.state).label) if self.state else _("no quote")

    @property
    def note(self) -> str:
        return choose({"en": self.citation.note_en, "zh-hans": self.citation.note_zh_hans}).text

    @property
    def unchecked(self) -> bool:
        return self.citation.verdict == Citation.Verdict.NOT_CHECKED

    @property
    def lost(self) -> bool:
        """Whether the source is said to support the statement by a quote that does not stand there."""
        return self.citation.verdict in ("supports", "partly") and self.state in _LOST


@dataclass
class StatementRow:
    """One statement. `key` is `field:NAME`, `relation:ID` or `milestone:ID`; `stated` is the entry of a list that it
    is; `owner` is the record whose citations it has: another one for a relation that another record states."""

    key: str
    label: str
    value: str
    owner: Record
    second: str = ""
    stated: str = ""
    classification: bool = False
    cited: list[CitedSource] = field(default_factory=list)
    opinions: list[ExpertOpinion] = field(default_factory=list)  # of experts, at the first row of the statement

    @property
    def query(self) -> dict[str, str]:
        """The query string that chooses it, to cite a source for it."""
        return {"statement": self.key} | ({"stated": self.stated} if self.stated else {})

    @property
    def cite_query(self) -> str:
        return urlencode(self.query)

    @property
    def unsourced(self) -> bool:
        """Whether a source is missing: the editors' own classification needs none."""
        return not self.cited and not self.classification


@dataclass(frozen=True)
class StatementGroup:
    """Statements under one heading of the page."""

    heading: str
    statements: list[StatementRow]


@dataclass(frozen=True)
class RecordEvidence:
    """A record with all its statements. `more_relations`: there are more than are shown."""

    record: Record
    groups: list[StatementGroup]
    more_relations: bool = False

    @cached_property
    def statements(self) -> list[StatementRow]:
        return [row for group in self.groups for row in group.statements]

    @cached_property
    def citations(self) -> list[CitedSource]:
        return [cited for row in self.statements for cited in row.cited]

    @property
    def seen(self) -> int:
        return sum(cited.state == QuoteState.PRESENT for cited in self.citations)

    @property
    def lost(self) -> int:
        return sum(cited.lost for cited in self.citations)

    @property
    def unchecked(self) -> int:
        return sum(cited.unchecked for cited in self.citations)

    @property
    def unsourced(self) -> int:
        return sum(row.unsourced for row in self.statements)


def record_evidence(record: Record) -> RecordEvidence:
    """Read a record's statements with their citations. The number of queries does not depend on how many there are."""
    outgoing = list(record.relations.select_related("object")[: MOST_RELATIONS + 1])
    incoming = list(record.relations_to.select_related("subject")[: MOST_RELATIONS + 1])
    cited = _citations_by_statement(record, incoming[:MOST_RELATIONS])
    groups = [
        StatementGroup("", list(_field_statements(record, cited))),
        StatementGroup(_("Timeline"), [_milestone(record, row, cited) for row in record.milestones.all()]),
        StatementGroup(_("Relations"), [_outgoing(record, row, cited) for row in outgoing[:MOST_RELATIONS]]),
        StatementGroup(_("Stated by other records"), [_incoming(row, cited) for row in incoming[:MOST_RELATIONS]]),
    ]
    more = max(len(outgoing), len(incoming)) > MOST_RELATIONS
    found = RecordEvidence(record, [group for group in groups if group.statements], more)
    _attach_opinions(found)
    return found


def _attach_opinions(found: RecordEvidence) -> None:
    """Put the opinions of experts at the statements of a record that they are about."""
    opinions: dict[str, list[ExpertOpinion]] = {}
    for opinion in ExpertOpinion.objects.filter(link__record=found.record).select_related("link"):
        opinions.setdefault(opinion.statement, []).append(opinion)
    for statement in found.statements:
        if statement.owner.pk == found.record.pk:
            statement.opinions = opinions.pop(statement.key, [])


_LOADED = ("record", "source", "location", "relation__subject", "relation__object", "milestone", "checked_by")


def _citations_by_statement(record: Record, incoming: Iterable[Relation]) -> Mapping[str, list[CitedSource]]:
    """Return the citations by the key of their statement, in the order in which they were entered."""
    wanted = Q(record=record) | Q(relation__in=[relation.pk for relation in incoming])
    citations = list(Citation.objects.filter(wanted).select_related(*_LOADED).order_by("pk"))
    seen = sightings_by_citation([citation.public_id for citation in citations])
    found: dict[str, list[CitedSource]] = {}
    for citation in citations:
        found.setdefault(key_of(citation), []).append(CitedSource(citation, seen.get(citation.public_id, ())))
    return found


def key_of(citation: Citation) -> str:
    """Return the key of the statement that a citation is for."""
    if citation.field:
        return f"field:{citation.field}"
    return f"relation:{citation.relation_id}" if citation.relation_id else f"milestone:{citation.milestone_id}"


def _field_statements(record: Record, cited: Mapping[str, list[CitedSource]]) -> Iterator[StatementRow]:
    """Yield the fields: title and summary, facts, names and identifiers, classification."""
    document = build_document(record, public=())
    kind, subtype = document["kind"], (document["facts"].get(registry.get_record_type(document["kind"]).subtype) or {})
    for name, label in (("title", _("Title")), ("summary", _("Summary"))):
        forms = [form.text for form in title_forms(document[name])]
        yield from _field_statement(record, name, label, " / ".join(forms[:1]), cited, second=" / ".join(forms[1:]))
    for name in registry.get_record_type(kind).facts:
        if (value := document["facts"].get(name)) is not None or f"field:{name}" in cited:
            words = (
                "; ".join(map(_words, fact_of_document(kind, name, value).words(value))) if value is not None else ""
            )
            label = statement_label(kind, name, subtype.get("value", ""))
            yield from _field_statement(record, name, label, words, cited)
    yield from _list_statements(record, "names", document, cited)
    yield from _list_statements(record, "identifiers", document, cited)
    for name in TERMS_BY_NAME:
        terms = document[IN_DOCUMENTS[name]]
        words = "; ".join(choose(term).text for term in terms)
        yield from _field_statement(record, name, statement_label(kind, name), words, cited)


def _words(words) -> str:
    if words.date:
        return format_date(words.date)
    return words.address or (choose(words.pair).text if words.pair else words.text)


def _field_statement(record, name: str, label: str, value: str, cited, second: str = "") -> Iterator[StatementRow]:
    found = cited.get(f"field:{name}", [])
    own = name in TERMS_BY_NAME or name in registry.get_record_type(record.kind).classes
    if value or found:
        row = StatementRow(f"field:{name}", label, value, record, second, classification=own, cited=found)
        yield row


def _list_statements(record, name: str, document, cited) -> Iterator[StatementRow]:
    """Yield a statement for each entry of a list, then one for the citations of entries that are not there."""
    left = list(cited.get(f"field:{name}", []))
    label = statement_label(document["kind"], name)
    for entry in document[name]:
        text, kind = _entry(name, entry)
        own = [each for each in left if same_value(each.citation.stated_value, text)]
        left = [each for each in left if each not in own]
        yield StatementRow(f"field:{name}", label, text, record, kind, stated=text, cited=own)
    if left:
        yield StatementRow(f"field:{name}", label, "", record, cited=left)


def _entry(name: str, entry) -> tuple[str, str]:
    if name == "names":
        return entry["name"], word(OtherName.Kind, entry["kind"])
    return entry["value"], word(Identifier.Scheme, entry["scheme"])


def _milestone(record: Record, row: Milestone, cited) -> StatementRow:
    key = f"milestone:{row.pk}"
    label = format_date(row.date) if row.date else _("Undated")
    title = choose({"en": row.title_en, "zh-hans": row.title_zh_hans}).text
    return StatementRow(key, label, title, record, str(row.get_type_display()), cited=cited.get(key, []))


def _outgoing(record: Record, row: Relation, cited) -> StatementRow:
    label = capfirst(str(Predicate(row.predicate).label))
    return _relation(row, label, row.object, record, cited)


def _incoming(row: Relation, cited) -> StatementRow:
    return _relation(row, capfirst(str(INVERSE[Predicate(row.predicate)])), row.subject, row.subject, cited)


def _relation(row: Relation, label: str, other: Record, owner: Record, cited) -> StatementRow:
    key = f"relation:{row.pk}"
    return StatementRow(key, label, other.title, owner, format_date(row.date), cited=cited.get(key, []))
