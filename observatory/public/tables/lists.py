"""Tables of the other lists: coverage searches, coverage, vocabularies, versions of a record, changes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from observatory.public.counts import tallies
from observatory.public.coverage_searches import latest_searches
from observatory.public.links import permanent_url, permanent_version_url
from observatory.public.tables.rows import objects, values
from observatory.public.tables.table import Column, Shape, Table, at, coded, pair, plain
from observatory.publishing.facts import text_document
from observatory.publishing.index.facet_counts import by_place
from observatory.publishing.index.facets import key
from observatory.publishing.models import Entry, Version
from observatory.records import registry
from observatory.records.models import Jurisdiction, Survey, Theme

Term = Mapping[str, Any]
_CHANGED = ("public_id", "kind", "title_en", "title_zh_hans", "version", "published_at")
_CHANGED += ("withdrawn_at", "withdrawal_reason", "merged_into")


def surveys(rows: QuerySet[Survey]) -> Table:
    """Return a row for each of some coverage searches, in their order."""
    found = objects(rows.select_related("jurisdiction", "theme"))
    return Table(SURVEYS, ([_survey(row) for row in batch] for batch in found))


def coverage() -> Table:
    """Return a row for each place and each type of record or theme: how many records, and when it was searched last."""
    return Table(COVERAGE, _coverage())


def vocabularies(terms: Mapping[str, Iterable[Term]]) -> Table:
    """Return a row for each term of some vocabularies, by their names."""
    return Table(VOCABULARIES, ([each | {"vocabulary": name} for each in rows] for name, rows in terms.items()))


def versions(record_id: int, public_id: str) -> Table:
    """Return a row for each version of a record, the newest first."""
    rows = Version.objects.filter(record_id=record_id).order_by("-number")
    found = values(rows, "number", "action", "published_at", "reason", "sha256")
    return Table(VERSIONS, ([row | {"id": public_id} for row in batch] for batch in found))


def changes(rows: QuerySet[Entry]) -> Table:
    """Return a row for each record that was published or withdrawn, the last change last."""
    return Table(CHANGES, values(rows.order_by("published_at", "record_id"), *_CHANGED))


def _survey(row: Survey) -> dict[str, Any]:
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
    searched = Survey.objects.order_by().values_list("jurisdiction__code", flat=True).distinct()
    places = list(Jurisdiction.objects.filter(code__in=[*tallies().jurisdictions, *searched]))
    found = latest_searches(place.code for place in places)
    counted = {
        name: by_place(name, [key("jurisdiction", place.code) for place in places]) for name in ("kind", "theme")
    }
    subjects = [("kind", {"code": row.kind}) for row in registry.all_types()]
    subjects += [("theme", _term(theme)) for theme in Theme.objects.all()]
    for place in places:
        own = key("jurisdiction", place.code)
        yield [
            {
                "jurisdiction": _term(place),
                name: subject if name == "theme" else subject["code"],
                "records": counted[name].get((own, key(name, subject["code"])), 0),
                "searched": found.get((place.code, subject["code"])),
            }
            for name, subject in subjects
        ]


def _subject() -> list[Column]:
    return [
        *coded("jurisdiction", _("Jurisdiction (ISO 3166)"), at("jurisdiction"), "code"),
        plain("kind", _("Type of record, unless it is about a theme")),
        *coded("theme", _("Theme (STIP), unless it is about a type of record"), at("theme"), "code"),
    ]


def _survey_columns() -> list[Column]:
    return [
        *_subject(),
        plain("outcome", _("Outcome of the search: found or none_found")),
        plain("searched_on", _("Day of the search")),
        *pair("note", _("Search method")),
    ]


def _coverage_columns() -> list[Column]:
    return [
        *_subject(),
        plain("records", _("Number of public records")),
        Column("searched_on", _("Day of the last search; empty: not yet searched"), lambda row: _last(row, "on")),
        Column("found", _("Whether that search found something"), lambda row: _last(row, "found")),
    ]


def _last(row: Mapping[str, Any], name: str) -> Any:
    return getattr(row["searched"], name, None)


def _vocabulary_columns() -> list[Column]:
    return [
        plain("vocabulary", _("Name of the vocabulary")),
        plain("code", _("Code")),
        plain("label_en", _("Label in English"), "en"),
        plain("label_zh_hans", _("Label in Chinese"), "zh-hans"),
        plain("parent", _("Code of the broader term")),
        plain("edition", _("Edition of the list that the term was taken from")),
        plain("kind", _("Of a subtype: the type of record it belongs to")),
        *pair("inverse", _("Of a type of relation: its label read from the other record")),
    ]


def _version_columns() -> list[Column]:
    return [
        plain("record_id", _("Permanent ID of the record"), "id"),
        plain("number", _("Number of the version")),
        plain("action", _("Whether it was published or withdrawn: publish or withdraw")),
        plain("published_at", _("When (UTC)")),
        plain("reason", _("Reason that was given")),
        plain("sha256", _("SHA-256 of its document, as canonical JSON")),
        Column("url", _("Permanent URL of the version"), lambda row: permanent_version_url(row["id"], row["number"])),
    ]


def _change_columns() -> list[Column]:
    return [
        plain("id", _("Permanent ID of the record"), "public_id"),
        plain("kind", _("Type of record")),
        plain("title_en", _("Title in English; empty when it was withdrawn")),
        plain("title_zh_hans", _("Title in Chinese; empty when it was withdrawn")),
        Column("url", _("Permanent URL of the record"), lambda row: permanent_url(row["public_id"])),
        plain("version", _("Number of the version")),
        plain("published_at", _("When it was published or withdrawn last (UTC)")),
        plain("withdrawn_at", _("When it was withdrawn (UTC); empty when it is public")),
        plain("reason", _("Reason of the withdrawal"), "withdrawal_reason"),
        plain("merged_into", _("Permanent ID of the record that it became part of")),
    ]


SURVEYS = Shape("surveys", _survey_columns)
COVERAGE = Shape("coverage", _coverage_columns)
VOCABULARIES = Shape("vocabularies", _vocabulary_columns)
VERSIONS = Shape("versions", _version_columns)
CHANGES = Shape("changes", _change_columns)
