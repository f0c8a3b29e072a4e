"""The tables of records (for one type with its facts), of the versions of a record, and of changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet
from django.utils.translation import gettext as _

from observatory.public.links import permanent_url, permanent_version_url
from observatory.public.statement_labels import statement_label
from observatory.public.tables.table_batches import Shape, Table, keys_of, read_batches, read_values
from observatory.publishing.documents.document_format import upgrade_document
from observatory.publishing.facts.document_values import date_document
from observatory.publishing.index import facets
from observatory.publishing.index.facet_value_ids import codes_of
from observatory.publishing.models import Entry, Version
from observatory.publishing.models.document_decoder import Decoder
from observatory.publishing.standing_versions import actors_then, versions_standing_at
from observatory.publishing.table_columns import (
    Column,
    coded_columns,
    date_columns,
    follow_keys,
    joined,
    language_columns,
    plain_column,
)
from observatory.records import registry

_READ = ("pk", "public_id", "kind", "slug", "version", "published_at", "sha256", "dated", "evidence")
# Facets that the columns below tell of, each in its own way.
_IN_COLUMNS = (
    "kind",
    "subtype",
    "jurisdiction",
    "year",
    "theme",
    "instrument_type",
    "field",
    "organisation",
    "evidence",
)
# The evidence is most of a document, and is in tables of its own.
_WITHOUT_EVIDENCE = Func(
    F("document"),
    template="(%(expressions)s - '{evidence,disagreements,milestones,relations}'::text[])",
    output_field=JSONField(decoder=Decoder),
)
_TITLES = ("record_id", "public_id", "title_en", "title_zh_hans", "original_title")


@dataclass(frozen=True)
class ChosenRecords:
    """The records that a table is of: rows of entries (or of what stood at `moment`), in any order."""

    rows: QuerySet
    moment: datetime | None = None
    words: bool = False

    def read(self, *columns: str, **expressions: Any) -> Iterator[list[dict[str, Any]]]:
        """Yield the records of a table in batches, in the order in which they were entered, with these columns."""
        among = versions_standing_at(self.moment) if self.moment else Entry.objects.live()
        yield from read_batches(
            keys_of(self.rows.order_by("record_id"), words=self.words),
            lambda wanted: among.filter(pk__in=wanted).order_by().annotate(**expressions).values("pk", *columns),
            lambda row: row["pk"],
        )


def records_table(chosen: ChosenRecords, record_type: registry.RecordType | None = None) -> Table:
    """Return the table of some records; with the facts of a type where all of them are of one."""
    only_now = () if chosen.moment else ("actor_ids",)
    read = chosen.read(*_READ, *only_now, "facet_ids", "parts", parts=_WITHOUT_EVIDENCE)
    read = (_rows_with_facets(_upgraded(batch)) for batch in read)
    named = partial(_with_actors_then, chosen.moment) if chosen.moment else _rows_with_actors
    return Table(record_table_columns(record_type), (named(batch) for batch in read))


def _upgraded(batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"parts": upgrade_document(row["parts"])} for row in batch]


def record_table_columns(record_type: registry.RecordType | None) -> Shape:
    """Return the columns of the records of one type, or of all types together."""
    if record_type is None:
        return Shape("records", _record_columns)
    return Shape(record_type.prefix, lambda: [*_record_columns(), *_fact_columns(record_type)])


def _further_facets() -> list[facets.Facet]:
    """Return the facets that have no columns of their own among `_record_columns`."""
    return [facet for facet in facets.all_facets() if facet.name not in _IN_COLUMNS]


def _rows_with_facets(batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each row of the table of records its codes of the further facets, by their names; one query for each of
    these facets."""
    ids = {each for row in batch for each in row["facet_ids"]}
    for facet in _further_facets():
        codes = codes_of(facet.name, ids)
        batch = [row | {facet.name: [codes[each] for each in row["facet_ids"] if each in codes]} for row in batch]
    return batch


def _rows_with_actors(batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each row of the table of records the titles of who stands behind the record, as `actors`; one query for all
    of them."""
    keys = {key for row in batch for key in row["actor_ids"]}
    rows = Entry.objects.live().filter(pk__in=keys).order_by().values(*_TITLES) if keys else []
    known = {row["record_id"]: _actor(row) for row in rows}
    return [row | {"actors": [known[key] for key in row["actor_ids"] if key in known]} for row in batch]


def _with_actors_then(moment: datetime, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Do the same for a moment in the past, under the titles of then."""
    behind = actors_then([row["public_id"] for row in batch], moment)
    return [row | {"actors": [_actor(each) for each in behind.get(row["public_id"], ())]} for row in batch]


def _actor(row: dict[str, Any]) -> dict[str, str]:
    en, zh_hans, original = row["title_en"], row["title_zh_hans"], row["original_title"]
    return {"value": row["public_id"], "en": en or original or zh_hans, "zh-hans": zh_hans or original or en}


def _record_columns() -> list[Column]:
    """Return the columns of the table of records that are the same for every type."""
    parts = "parts"
    return [
        plain_column("id", _("Permanent ID of the record"), "public_id"),
        plain_column("kind", _("Type of record")),
        plain_column("slug", _("Last part of its web address, which may change")),
        Column("url", _("Permanent URL of the record"), lambda row: permanent_url(row["public_id"])),
        *language_columns("title", _("Title"), parts, "title"),
        plain_column("title_original", _("Title in its original language"), parts, "title", "original"),
        plain_column(
            "original_language", _("Language of the original title (BCP 47)"), parts, "title", "original_language"
        ),
        *language_columns("summary", _("Summary"), parts, "summary"),
        Column("other_names", _("Other names"), lambda row: joined(each["name"] for each in row[parts]["names"])),
        Column("identifiers", _("Identifiers, each as scheme:value"), _identifiers),
        *coded_columns("jurisdictions", _("Jurisdictions (ISO 3166)"), follow_keys(parts, "jurisdictions"), "code"),
        *coded_columns("themes", _("Themes (STIP)"), follow_keys(parts, "themes"), "code"),
        *coded_columns("fields", _("Fields of science (FORD)"), follow_keys(parts, "fields_of_science"), "code"),
        *coded_columns(
            "instrument_types", _("Policy instrument types (STIP)"), follow_keys(parts, "instrument_types"), "code"
        ),
        *(Column(facet.name, str(facet.heading), _codes_of(facet.name)) for facet in _further_facets()),
        *coded_columns("subtype", _("Subtype within the type of record"), _subtype),
        *date_columns("date", _("Date by which the record is sorted"), _date),
        Column(
            "date_of",
            _("What that date is: the name of the fact, such as launched or issued"),
            lambda row: registry.get_record_type(row["kind"]).date if row["dated"] else None,
        ),
        *coded_columns(
            "actors", _("Who issued, launched or developed it, leaders first, by ID"), follow_keys("actors")
        ),
        plain_column(
            "evidence_state",
            _("Evidence status; for a past date, that of the version, empty if it was not stored with it"),
            "evidence",
        ),
        plain_column("version", _("Number of the version")),
        plain_column("published_at", _("When that version was published (UTC)")),
        plain_column("sha256", _("SHA-256 of its document, as canonical JSON")),
    ]


def _codes_of(facet: str) -> Callable[[dict[str, Any]], str]:
    return lambda row: joined(row[facet])


def _identifiers(row: dict[str, Any]) -> str:
    return joined(f"{each['scheme']}:{each['value']}" for each in row["parts"]["identifiers"])


def _subtype(row: dict[str, Any]) -> Any:
    return row["parts"]["facts"].get(registry.get_record_type(row["kind"]).subtype)


def _date(row: dict[str, Any]) -> dict[str, Any] | None:
    return date_document(row["dated"])  # the columns of an entry have a day for an open end, too


def _fact_columns(record_type: registry.RecordType) -> list[Column]:
    """Return the columns of the facts of a type, as many for each as its kind of fact has."""
    return [
        column
        for name, fact in record_type.facts_by_name.items()
        for column in fact.table_columns(statement_label(record_type.kind, name), follow_keys("parts", "facts", name))
    ]


_CHANGED = ("public_id", "kind", "title_en", "title_zh_hans", "version", "published_at")


def versions_table(record_id: int, public_id: str) -> Table:
    """Return a row for each version of a record, the newest first."""
    rows = Version.objects.filter(record_id=record_id).order_by("-number")
    found = read_values(rows, "number", "action", "published_at", "reason", "sha256")
    return Table(VERSIONS, ([row | {"id": public_id} for row in batch] for batch in found))


def changes_table(rows: QuerySet[Entry]) -> Table:
    """Return a row for each record that was published or withdrawn, the last change last."""
    return Table(CHANGES, read_values(rows.order_by("published_at", "record_id"), *_CHANGED))


def _version_columns() -> list[Column]:
    """Return the columns of the table of versions."""
    return [
        plain_column("record_id", _("Permanent ID of the record"), "id"),
        plain_column("number", _("Number of the version")),
        plain_column("action", _("Whether it was published or withdrawn: publish or withdraw")),
        plain_column("published_at", _("When (UTC)")),
        plain_column("reason", _("Reason that was given")),
        plain_column("sha256", _("SHA-256 of its document, as canonical JSON")),
        Column("url", _("Permanent URL of the version"), lambda row: permanent_version_url(row["id"], row["number"])),
    ]


def _change_columns() -> list[Column]:
    """Return the columns of the table of changes."""
    return [
        plain_column("id", _("Permanent ID of the record"), "public_id"),
        plain_column("kind", _("Type of record")),
        plain_column("title_en", _("Title in English; empty when it was withdrawn")),
        plain_column("title_zh_hans", _("Title in Chinese; empty when it was withdrawn")),
        Column("url", _("Permanent URL of the record"), lambda row: permanent_url(row["public_id"])),
        plain_column("version", _("Number of the version")),
        plain_column("published_at", _("When it was published or withdrawn last (UTC)")),
        plain_column("withdrawn_at", _("When it was withdrawn (UTC); empty when it is public")),
        plain_column("reason", _("Reason of the withdrawal"), "withdrawal_reason"),
        plain_column("merged_into", _("Permanent ID of the record it was merged into")),
    ]


VERSIONS = Shape("versions", _version_columns)


CHANGES = Shape("changes", _change_columns)
