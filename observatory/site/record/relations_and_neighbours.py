"""Relations of a record for its page, in either direction, grouped by predicate, and the neighbours: records as lists
and relations name them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Func, JSONField, Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.public.links import permanent_path, record_url
from observatory.public.localised_texts import Run, choose, format_date, title_forms, word
from observatory.records.models import Relation
from observatory.records.predicates import ACTORS, INVERSE, Predicate
from observatory.site.record.page_statements import NOTHING
from observatory.site.record.statement_evidence import Cited, cited_evidence, parallel_readings

# Who brought it about comes first, what belongs to it next, what merely touches it last.
_ORDER = {value: place for place, value in enumerate(Predicate.values)}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record at the other end of a relation.

    `href` is empty when readers cannot see it now. Where it was public before, `gone` says in words what became of it,
    and `gone_href` links to the page of its withdrawal, or to the record that it was merged into.
    """

    id: str
    kind: str
    title: Run
    other: Run
    href: str
    gone: str = ""
    gone_href: str = ""


@dataclass(slots=True, kw_only=True)
class Tie(Cited):
    """One relation as read from the page's record."""

    neighbour: Neighbour
    predicate: str
    inverse: bool
    role: str
    lead: bool
    date: str
    note: Run

    @property
    def label(self) -> str:
        """The words for its predicate, read from this end."""
        return predicate_label(self.predicate, inverse=self.inverse)

    @property
    def key(self) -> str:
        """What identifies it on the page of its record: `relation:PREDICATE:ID`, `relation-to:…` from the other end."""
        return f"relation{'-to' if self.inverse else ''}:{self.predicate}:{self.neighbour.id}"

    @property
    def said(self) -> str:
        """The record at the other end as a line of text."""
        return self.neighbour.title.text


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """The ties under one predicate, read from one end: "Launched by"."""

    label: str
    ties: list[Tie]


def neighbours(rows: Iterable[Mapping[str, Any]]) -> dict[str, Neighbour]:
    """Return the public neighbours by id; each row has the columns of a live entry."""
    known = {}
    for row in rows:
        title = {"en": row["title_en"], "zh-hans": row["title_zh_hans"], "original": row["original_title"]}
        known[row["public_id"]] = neighbour(row["public_id"], row["kind"], title, record_url(row["kind"], row["slug"]))
    return known


def neighbours_then(
    rows: Iterable[Mapping[str, Any]], known: Mapping[str, Neighbour], gone: Mapping[str, str]
) -> dict[str, Neighbour]:
    """Return neighbours by id under the titles of versions that stood once; each row has the columns of one.

    They link to where the record is read today: `known` are those that are public now, `gone` as in `outgoing_ties`.
    """
    found = {}
    for row in rows:
        title = {"en": row["title_en"], "zh-hans": row["title_zh_hans"], "original": row["original_title"]}
        end = _neighbour_as_published({"id": row["public_id"], "kind": row["kind"], "title": title}, gone)
        found[end.id] = replace(end, href=known[end.id].href) if end.id in known else end
    return found


def pair_with_neighbours(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Neighbour]]:
    """Return pairs of a row of entry columns and the same record as lists show it."""
    rows = list(rows)
    ends = neighbours(rows)
    return [(row, ends[row["public_id"]]) for row in rows]


def neighbour(public_id: str, kind: str, title: Mapping[str, str], href: str = "") -> Neighbour:
    shown, other, *_further = [*title_forms(title), NOTHING, NOTHING]
    return Neighbour(public_id, kind, shown, other, href)


def outgoing_ties(
    stated: Iterable[Mapping[str, Any]], known: Mapping[str, Neighbour], gone: Mapping[str, str] | None = None
) -> list[Tie]:
    """Return the relations that the record itself states.

    A neighbour that is not public now has the title that was published, and no link. `gone` are the ids of those that
    were withdrawn, each with the id of the record that it was merged into, or "".
    """
    return [
        _tie_of_relation(
            row, known.get(row["object"]["id"]) or _neighbour_as_published(row["object"], gone or {}), inverse=False
        )
        for row in stated
    ]


def incoming_ties(stated: Iterable[tuple[str, list[Mapping[str, Any]]]], known: Mapping[str, Neighbour]) -> list[Tie]:
    """Return the relations that other records state of this one: pairs of the subject's id and its relations."""
    return [_tie_of_relation(row, known[subject], inverse=True) for subject, rows in stated for row in rows]


def group_ties(ties: Iterable[Tie]) -> list[RelationGroup]:
    """Return the ties under their predicates, actors first, then in the order of the vocabulary."""
    groups: dict[tuple[str, bool], list[Tie]] = {}
    for tie in sorted(ties, key=_rank):
        groups.setdefault((tie.predicate, tie.inverse), []).append(tie)
    return [
        RelationGroup(predicate_label(predicate, inverse=inverse), ties)
        for (predicate, inverse), ties in groups.items()
    ]


def predicate_label(predicate: str, *, inverse: bool) -> str:
    """Return the words for a predicate read from one end."""
    if inverse and predicate in INVERSE:
        return capfirst(str(INVERSE[Predicate(predicate)]))
    return capfirst(word(Predicate, predicate))


def _rank(tie: Tie) -> tuple:
    actor = tie.inverse and tie.predicate in ACTORS
    return (not actor, _ORDER.get(tie.predicate, len(_ORDER)), tie.inverse, not tie.lead, tie.neighbour.title.text)


def _tie_of_relation(row: Mapping[str, Any], end: Neighbour, *, inverse: bool) -> Tie:
    """Return one relation of a record as its page shows it, with the record at the other end."""
    cited = cited_evidence(row["evidence"])
    date = row["date"]["value"] if row["date"] else ""
    return Tie(
        neighbour=end,
        predicate=row["predicate"]["value"],
        inverse=inverse,
        role=word(Relation.Role, row["role"] or ""),
        lead=row["role"] == Relation.Role.LEAD,
        date=format_date(date) if date else "",
        note=choose(row["note"]),
        evidence=cited,
        readings=parallel_readings(row["disagreement"], cited, date),
    )


def _neighbour_as_published(end: Mapping[str, Any], gone: Mapping[str, str]) -> Neighbour:
    found = neighbour(end["id"], end["kind"], end["title"])
    if found.id not in gone:
        return found
    winner = gone[found.id]
    words = _("since merged into another record") if winner else _("since withdrawn")
    return replace(found, gone=words, gone_href=permanent_path(winner or found.id))


COLUMNS = ("public_id", "kind", "slug", "title_en", "title_zh_hans", "original_title")


# Newest records first, as an expression that no index has: the few rows are found by their relations and then sorted,
# never by walking the whole table in its order until enough have turned up.
NEWEST_OF_FEW = (F("record_id") + 0).desc()


def relations_to(public_ids: Sequence[str], document: str = "document") -> Func:
    """Expression over entries: those relations of the document whose object is one of the given records."""
    return Func(
        F(document),
        Value("$.relations[*] ? (@.object.id == $ids[*])"),
        Value(json.dumps({"ids": list(public_ids)})),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonb)",
        output_field=JSONField(),
    )
