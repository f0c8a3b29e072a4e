"""Targets that entries of files may refer to: each other, and rows already in the database."""

from dataclasses import dataclass

from django.db.models import Q

from observatory.publishing.catalogue.citation_ids import Owner, citation_id_owners, ids_of_citations
from observatory.publishing.catalogue.comparable_states import SOURCE
from observatory.publishing.catalogue.file_entries import FileEntry, Files
from observatory.records.models import FormerSlug, Identifier, Record, Relation
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Location, Source
from observatory.sources.shared_urls import identifies_one_work, locations_of_other_sources
from observatory.text.url_normalisation import page_key


@dataclass(frozen=True)
class References:
    """Names and what they stand for. `taken_*` are those of rows that are not in the files."""

    records: dict[str, str]  # slug -> public id
    sources: dict[str, str]  # key -> public id
    locations: dict[str, set[str]]  # public id of a source -> its addresses
    terms: dict[str, set[str]]  # vocabulary -> codes
    kinds: dict[str, str]  # public id in the database -> kind
    types: dict[str, str]  # public id of a record, in the files or in the database -> kind
    relations: set[tuple[str, str, str]]  # subject, predicate and object of what records of the files say already
    taken_slugs: dict[str, str]  # slug, present or former -> public id
    taken_keys: dict[str, str]  # key of a source -> public id
    taken_dois: dict[str, str]  # DOI of a source -> public id
    taken_identifiers: dict[tuple[str, str], str]  # scheme and value -> public id
    taken_pages: dict[str, str]  # page that is a source's own -> key of the source
    citations: dict[str, Owner]  # id of a citation in the files -> whose it is in the database


def collect_references(files: Files) -> References:
    """Return what entries of `files` may refer to: a fixed number of queries, however many entries there are."""
    records = {entry.handle: entry.data["id"] for entry in files.entries if entry.kind != SOURCE}
    sources = {entry.handle: entry.data["id"] for entry in files.entries if entry.kind == SOURCE}
    ours = {*records.values(), *sources.values()}

    stored_records = list(Record.objects.values_list("public_id", "slug", "kind"))
    stored_sources = list(Source.objects.values_list("public_id", "key", "doi"))
    others = [row for row in stored_records if row[0] not in ours]
    other_sources = [row for row in stored_sources if row[0] not in ours]
    # A slug of ours that another record had before would take that record's old address away.
    former = FormerSlug.objects.filter(slug__in=records).values_list("slug", "record__public_id")

    return References(
        records={slug: public_id for public_id, slug, _ in others} | records,
        sources={key: public_id for public_id, key, _ in other_sources} | sources,
        locations=_locations_of_sources(files.entries),
        terms=_terms(files),
        kinds={public_id: kind for public_id, _, kind in stored_records}
        | {public_id: SOURCE for public_id, _, _ in stored_sources},
        types={public_id: kind for public_id, _, kind in others}
        | {entry.data["id"]: entry.kind for entry in files.entries if entry.kind != SOURCE},
        relations=set(
            Relation.objects.filter(subject__public_id__in=records.values()).values_list(
                "subject__public_id", "predicate", "object__public_id"
            )
        ),
        taken_slugs=dict(former) | {slug: public_id for public_id, slug, _ in others},
        taken_keys={key: public_id for public_id, key, _ in other_sources},
        taken_dois={doi: public_id for public_id, _, doi in other_sources if doi},
        taken_identifiers={
            (scheme, value): public_id
            for scheme, value, public_id in Identifier.objects.values_list("scheme", "value", "record__public_id")
            if public_id not in ours
        },
        taken_pages=_pages(files.entries, ours),
        citations=citation_id_owners(
            public_id for entry in files.entries for _place, public_id in ids_of_citations(entry.data)
        ),
    )


def _pages(entries: list[FileEntry], ours: set[str]) -> dict[str, str]:
    rows = [row for entry in entries if entry.kind == SOURCE for row in entry.get("locations", default=[])]
    others = locations_of_other_sources({row.get("url", "") for row in rows}, but=Q(source__public_id__in=ours))
    return {page_key(row.url): row.source.key for row in others if identifies_one_work(row.role, row.source.type)}


def _locations_of_sources(entries: list[FileEntry]) -> dict[str, set[str]]:
    """Return the addresses by source that citations may name as their location, in the database and in the files."""
    found: dict[str, set[str]] = {}
    for public_id, url in Location.objects.exclude(source=None).values_list("source__public_id", "url"):
        found.setdefault(public_id, set()).add(url)
    for entry in entries:
        if entry.kind == SOURCE:
            found[entry.data["id"]] = {row.get("url", "") for row in entry.get("locations", default=[])}
    return found


def _terms(files: Files) -> dict[str, set[str]]:
    known = {name: set(model.objects.values_list("code", flat=True)) for name, model in TERMS_BY_NAME.items()}
    for name, document in files.vocabularies:
        known[name] |= {term["code"] for term in document.value.get("terms", [])}
    return known
