"""The tables of coverage searches, of coverage and of vocabularies."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from observatory.public.catalogue_counts import catalogue_counts, counts_by_place
from observatory.public.coverage_searches import latest_searches
from observatory.public.tables.records_and_versions import _CHANGED
from observatory.public.tables.table_batches import Shape, Table, read_objects
from observatory.publishing.facts import text_document
from observatory.publishing.models import PublishedSurvey
from observatory.publishing.table_columns import Column, coded_columns, follow_keys, language_columns, plain_column
from observatory.records import registry
from observatory.records.models import Jurisdiction, Theme

Term = Mapping[str, Any]
_CHANGED += ("withdrawn_at", "withdrawal_reason", "merged_into")


def surveys_table(rows: QuerySet[PublishedSurvey]) -> Table:
    """Return a row for each of some coverage searches, in their order."""
    found = read_objects(rows.select_related("jurisdiction", "theme"))
    return Table(SURVEYS, ([_survey_row(row) for row in batch] for batch in found))


def coverage_table() -> Table:
    """Return a row for each place and each type of record or theme: how many records, and when it was searched last."""
    return Table(COVERAGE, _coverage_rows())


def vocabularies_table(terms: Mapping[str, Iterable[Term]]) -> Table:
    """Return a row for each term of some vocabularies, by their names."""
    return Table(VOCABULARIES, ([each | {"vocabulary": name} for each in rows] for name, rows in terms.items()))


def _survey_row(row: PublishedSurvey) -> dict[str, Any]:
    """Return a coverage search as a row of its table."""
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


def _coverage_rows() -> Iterator[list[dict[str, Any]]]:
    """Yield rows of the table of coverage: a batch for each place that has a record, or was searched."""
    searched = PublishedSurvey.objects.order_by().values_list("jurisdiction__code", flat=True).distinct()
    places = list(Jurisdiction.objects.filter(code__in=[*catalogue_counts().jurisdictions, *searched]))
    searches = latest_searches(place.code for place in places)
    counted = counts_by_place((place.code for place in places), ("kind", "theme"))
    subjects = [("kind", {"code": row.kind}) for row in registry.all_types()]
    subjects += [("theme", _term(theme)) for theme in Theme.objects.all()]
    for place in places:
        yield [
            {
                "jurisdiction": _term(place),
                name: subject if name == "theme" else subject["code"],
                "records": counted[place.code].of(name)[subject["code"]],
                "searched": searches.get((place.code, subject["code"])),
            }
            for name, subject in subjects
        ]


def _subject_columns() -> list[Column]:
    """Return the columns that say what was searched for, in the tables of coverage and of its searches."""
    return [
        *coded_columns("jurisdiction", _("Jurisdiction (ISO 3166)"), follow_keys("jurisdiction"), "code"),
        plain_column("kind", _("Type of record, unless it is about a theme")),
        *coded_columns("theme", _("Theme (STIP), unless it is about a type of record"), follow_keys("theme"), "code"),
    ]


def _survey_columns() -> list[Column]:
    """Return the columns of the table of coverage searches."""
    return [
        *_subject_columns(),
        plain_column("outcome", _("Outcome of the search: found or none_found")),
        plain_column("searched_on", _("Day of the search")),
        *language_columns("note", _("Search method: where and how the curator searched")),
    ]


def _coverage_columns() -> list[Column]:
    """Return the columns of the table of coverage."""
    return [
        *_subject_columns(),
        plain_column("records", _("Number of public records")),
        Column("searched_on", _("Day of the latest search. Empty if not yet searched"), lambda row: _last(row, "on")),
        Column("found", _("Whether that search found something"), lambda row: _last(row, "found")),
    ]


def _last(row: Mapping[str, Any], name: str) -> Any:
    return getattr(row["searched"], name, None)


def _vocabulary_columns() -> list[Column]:
    """Return the columns of the table of vocabularies."""
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


SURVEYS = Shape("surveys", _survey_columns)
COVERAGE = Shape("coverage", _coverage_columns)
VOCABULARIES = Shape("vocabularies", _vocabulary_columns)
