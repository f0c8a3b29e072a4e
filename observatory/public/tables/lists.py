"""Tables of the other lists: coverage searches, coverage, vocabularies, versions of a record, changes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from observatory.public.counts import catalogue_counts, counts_by_place
from observatory.public.coverage_searches import latest_searches
from observatory.public.links import permanent_url, permanent_version_url
from observatory.public.tables.rows import read_objects, read_values
from observatory.public.tables.table import Shape, Table
from observatory.publishing.facts import text_document
from observatory.publishing.models import Entry, PublishedSurvey, Version
from observatory.publishing.table_columns import Column, coded_columns, follow_keys, language_columns, plain_column
from observatory.records import registry
from observatory.records.models import Jurisdiction, Theme

Term = Mapping[str, Any]
_CHANGED = ("public_id", "kind", "title_en", "title_zh_hans", "version", "published_at")
_CHANGED += ("withdrawn_at", "withdrawal_reason", "merged_into")


def surveys_table(rows: QuerySet[PublishedSurvey]) -> Table:
    """Return a row for each of some coverage searches, in their order."""
    found = read_objects(rows.select_related("jurisdiction", "theme"))
    return Table(SURVEYS, ([_survey(row) for row in batch] for batch in found))


def coverage_table() -> Table:
    """Return a row for each place and each type of record or theme: how many records, and when it was searched last."""
    return Table(COVERAGE, _coverage())


def vocabularies_table(terms: Mapping[str, Iterable[Term]]) -> Table:
    """Return a row for each term of some vocabularies, by their names."""
    return Table(VOCABULARIES, ([each | {"vocabulary": name} for each in rows] for name, rows in terms.items()))


def versions_table(record_id: int, public_id: str) -> Table:
    """Return a row for each version of a record, the newest first."""
    rows = Version.objects.filter(record_id=record_id).order_by("-number")
    found = read_values(rows, "number", "action", "published_at", "reason", "sha256")
    return Table(VERSIONS, ([row | {"id": public_id} for row in batch] for batch in found))


def changes_table(rows: QuerySet[Entry]) -> Table:
    """Return a row for each record that was published or withdrawn, the last change last."""
    return Table(CHANGES, read_values(rows.order_by("published_at", "record_id"), *_CHANGED))


def _survey(row: PublishedSurvey) -> dict[str, Any]:
    return {
        "jurisdiction": _term(row.jurisdiction),
        "theme": _term(row.theme) if row.theme else None,
        "kind": row.kind,
        "outcome": row.outcome,
        "searched_on": row.searched_on,
        "note": text_document(row, "note"),
    }


def _term(term: Jurisdiction | Theme) -> dict[str, str]:
    return {"code": term.code, **text_document(term, "label")}


def _coverage() -> Iterator[list[dict[str, Any]]]:
    """Yield a batch of rows for each place that has a record, or was searched."""
    searched = PublishedSurvey.objects.order_by().values_list("jurisdiction__code", flat=True).distinct()
    places = list(Jurisdiction.objects.filter(code__in=[*catalogue_counts().jurisdictions, *searched]))
    found = latest_searches(place.code for place in places)
    counted = counts_by_place((place.code for place in places), ("kind", "theme"))
    subjects = [("kind", {"code": row.kind}) for row in registry.all_types()]
    subjects += [("theme", _term(theme)) for theme in Theme.objects.all()]
    for place in places:
        yield [
            {
                "jurisdiction": _term(place),
                name: subject if name == "theme" else subject["code"],
                "records": counted[place.code].of(name)[subject["code"]],
                "searched": found.get((place.code, subject["code"])),
            }
            for name, subject in subjects
        ]


def _subject() -> list[Column]:
    return [
        *coded_columns("jurisdiction", _("Jurisdiction (ISO 3166)"), follow_keys("jurisdiction"), "code"),
        plain_column("kind", _("Type of record, unless it is about a theme")),
        *coded_columns("theme", _("Theme (STIP), unless it is about a type of record"), follow_keys("theme"), "code"),
    ]


def _survey_columns() -> list[Column]:
    return [
        *_subject(),
        plain_column("outcome", _("Outcome of the search: found or none_found")),
        plain_column("searched_on", _("Day of the search")),
        *language_columns("note", _("Search method: where and how the curator searched")),
    ]


def _coverage_columns() -> list[Column]:
    return [
        *_subject(),
        plain_column("records", _("Number of public records")),
        Column("searched_on", _("Day of the latest search. Empty if not yet searched"), lambda row: _last(row, "on")),
        Column("found", _("Whether that search found something"), lambda row: _last(row, "found")),
    ]


def _last(row: Mapping[str, Any], name: str) -> Any:
    return getattr(row["searched"], name, None)


def _vocabulary_columns() -> list[Column]:
    return [
        plain_column("vocabulary", _("Name of the vocabulary")),
        plain_column("code", _("Code")),
        plain_column("label_en", _("Label in English"), "en"),
        plain_column("label_zh_hans", _("Label in Chinese"), "zh-hans"),
        plain_column("parent", _("Code of the broader term")),
        plain_column("edition", _("Edition of the list that the term was taken from")),
        plain_column("kind", _("For subtypes only: the record type it belongs to")),
        *language_columns("inverse", _("For relation types only: label of the inverse relation")),
    ]


def _version_columns() -> list[Column]:
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


SURVEYS = Shape("surveys", _survey_columns)
COVERAGE = Shape("coverage", _coverage_columns)
VOCABULARIES = Shape("vocabularies", _vocabulary_columns)
VERSIONS = Shape("versions", _version_columns)
CHANGES = Shape("changes", _change_columns)
