"""What the sources of records disagree about, for the home page and the page on disagreements: each matter once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Value

from observatory.public.localised_texts import choose
from observatory.public.statement_labels import statement_label
from observatory.publishing.facts import fact_of_document
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.search.query_parser import parse_query
from observatory.search.scope import Scope
from observatory.site.record.relations_and_neighbours import COLUMNS, Neighbour, pair_with_neighbours
from observatory.site.record.statement_evidence import Reading, cited_evidence, of_one_source, parallel_readings

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dispute:
    """One statement that the sources of a record disagree about."""

    label: str
    readings: list[Reading]

    @property
    def of_one_source(self) -> bool:
        return of_one_source(self.readings)


def disputed_entries() -> QuerySet[Entry]:
    """Live entries whose sources disagree, the last published first."""
    return Scope(parse_query(""), {"evidence": ["disputed"]}).rows().order_by("-published_at", "-record_id")


def open_disputes(entries: QuerySet[Entry]) -> list[tuple[Neighbour, list[Dispute]]]:
    """Return the records of a page of `disputed_entries`, each with what its sources disagree about; four queries.

    A relation whose date the sources dispute is often the date of the record at its other end, disputed there by the
    same values, or by these and more ("issued" of a guideline, and who issued it when): that is listed once, at the
    record. A record with nothing else is left out.
    """
    rows = disputed_rows(entries)
    elsewhere = _disputed_values({relation["object"]["id"] for row in rows for relation in row["relations"]})
    disputed = []
    for row, neighbour in pair_with_neighbours(rows):
        relations = [
            relation
            for relation in row["relations"]
            if not any(
                _values(relation["disagreement"]) <= those for those in elsewhere.get(relation["object"]["id"], ())
            )
        ]
        if stated := record_disputes({**row, "relations": relations}):
            disputed.append((neighbour, stated))
    return disputed


def disputed_rows(entries: QuerySet[Entry]) -> list[dict[str, Any]]:
    """Return entries as rows with the columns that `disputes` reads.

    The page is chosen first: to order all of them by columns taken out of documents would open every document.
    """
    parts = {part: _parts(f"$.{part}[*] ? (@.disagreement != null)") for part in ("relations", "milestones")}
    columns = {name: F(f"document__{name}") for name in ("disagreements", "facts")}
    columns["citations"] = F("document__evidence")
    chosen = list(entries.values_list("pk", flat=True))
    rows = Entry.objects.filter(pk__in=chosen).order_by("-published_at", "-record_id").annotate(**columns, **parts)
    return list(rows.values(*COLUMNS, "subtype", "published_at", *columns, *parts))


def record_disputes(row: Row) -> list[Dispute]:
    """Return what the sources of a record disagree about.

    `row` holds the parts of the entry that have a say in it: `kind`, `subtype`, `disagreements`, `facts`, `citations`
    (by field), and those `relations` and `milestones` that have a disagreement.
    """
    disputes = []
    for name, stated in row["disagreements"].items():
        words = statement_label(row["kind"], name, row["subtype"])
        own = _own_value(row, name)
        disputes.append(Dispute(words, parallel_readings(stated, cited_evidence(row["citations"][name]), own)))
    for part, worded in (("relations", _relation_words), ("milestones", _milestone_words)):
        for each in row[part]:
            own = each["date"]["value"] if each["date"] else ""
            disputes.append(
                Dispute(worded(each), parallel_readings(each["disagreement"], cited_evidence(each["evidence"]), own))
            )
    return disputes


def _own_value(row: Row, name: str) -> str:
    """Return what the record itself gives for a disputed fact, as a citation would state it; "" for what is no fact."""
    value = row["facts"].get(name)
    if value is None or registry.get_fact(row["kind"], name) is None:
        return ""
    return fact_of_document(row["kind"], name, value).stated(value)


def _disputed_values(public_ids: Iterable[str]) -> dict[str, set[frozenset[str]]]:
    """Return for each of some live records the sets of values between which the sources of its facts disagree."""
    rows = Entry.objects.live().filter(public_id__in=public_ids, evidence="disputed").order_by()
    stated = rows.annotate(stated=F("document__disagreements")).values_list("public_id", "stated")
    return {public_id: {_values(each) for each in fields.values()} for public_id, fields in stated}


def _values(stated: Sequence[Row]) -> frozenset[str]:
    return frozenset(reading["value"] for reading in stated)


def _relation_words(row: Row) -> str:
    return f"{choose(row['predicate']).text} {choose(row['object']['title']).text}"


def _milestone_words(row: Row) -> str:
    return choose(row["title"]).text


def _parts(path: str) -> Func:
    return Func(F("document"), Value(path), function="jsonb_path_query_array", output_field=JSONField())
