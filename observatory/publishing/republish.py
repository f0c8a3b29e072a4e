"""Publishing what is public in the current format of documents: the same content, and nobody's edit.

The document of a public record is built anew, and stands as a version of its own (`Version.Action.RESHAPE`) beside the
old one. It is built from the working copy, so only where that says nothing else than what was published: unpublished
edits stay unpublished.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from observatory.publishing import entry_writer, publication_lock, record_publication
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_format import FORMAT, format_of, upgrade_document, with_ids_as_in
from observatory.publishing.documents.document_statements import state_of
from observatory.publishing.facts import fact_of_document
from observatory.publishing.index import attribution
from observatory.publishing.index.entry_columns import index_columns_of_entries
from observatory.publishing.item_publication import RESHAPED
from observatory.publishing.models import Entry, Version
from observatory.records import registry
from observatory.records.models import Relation
from observatory.records.vocabulary_table import IN_DOCUMENTS

Document = Mapping[str, Any]
# What the program works out of the other parts, or says of the document itself.
_DERIVED = ("format", "evidence_state", "disagreements", "disagreement")
_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass
class Outcome:
    """What republishing came to, by permanent ids; `edited` were left alone, because their working copies say
    something else than what is public."""

    republished: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)


def public_keys(public_ids: Collection[str] = ()) -> list[int]:
    """Return the keys of public records, of all or of some, in the order in which they were published: republished
    in this order, they keep it in lists of the past and for mirrors."""
    entries = Entry.objects.live().order_by("sequence")
    return list((entries.filter(public_id__in=public_ids) if public_ids else entries).values_list("pk", flat=True))


@transaction.atomic
def republish_many(*, keys: Sequence[int], changed_shape: bool = False, dry_run: bool = False) -> Outcome:
    """Publish records anew, in this order, whose documents come out otherwise now although nobody edited them.

    With `changed_shape` only those whose documents have another format number, or other parts or facts, than they
    would have now; labels that were worded anew are then no reason. With `dry_run` nothing is written. What is done
    already is found unchanged.
    """
    records = publication_lock.lock_existing(keys)
    entries = Entry.objects.live().in_bulk(list(records))
    outcome = Outcome()
    wanted = {pk: records[pk] for pk in keys if pk in entries}
    if changed_shape:
        same = [pk for pk in wanted if document_outline(entries[pk].document) == current_outline(entries[pk].kind)]
        outcome.unchanged += [wanted.pop(pk).public_id for pk in same]
    objects = Relation.objects.filter(subject__in=wanted).values_list("object_id", flat=True)
    built = record_documents.build_documents(wanted.values(), public=set(objects))
    rebuilt: dict[int, dict[str, Any]] = {}
    for pk, record in wanted.items():
        document = rebuild_without_edits(upgrade_document(record_documents.hashed_content(entries[pk])), built[pk])
        if document is None:
            outcome.edited.append(record.public_id)
        elif record_documents.document_digest(document) == entries[pk].sha256:
            outcome.unchanged.append(record.public_id)
        else:
            rebuilt[pk] = document
            outcome.republished.append(record.public_id)
    if rebuilt and not dry_run:
        digests = {pk: record_documents.document_digest(document) for pk, document in rebuilt.items()}
        versions = record_publication.append_record_versions(
            list(rebuilt), Version.Action.RESHAPE, None, RESHAPED, rebuilt, digests
        )
        columns = index_columns_of_entries(rebuilt, attribution.known_organisations([entries[pk] for pk in rebuilt]))
        rows = [
            entry_writer.build_entry(wanted[pk], entries[pk], document, versions[pk], columns[pk])
            for pk, document in rebuilt.items()
        ]
        entry_writer.write_entries(rows, entries, versions)
    return outcome


def rebuild_without_edits(published: Document, built: dict[str, Any]) -> dict[str, Any] | None:
    """Return the document built from a working copy with nothing in it that was not published; None where the two say
    different things, and so an edit waits to be published. `published` is in the current format.

    Relations that were not public stay out, and related records keep the titles under which they were published here.
    Citations of a document from before they had IDs get the IDs of the working copy.
    """
    titles = {row["object"]["id"]: row["object"]["title"] for row in published["relations"]}
    relations = [
        row | {"object": row["object"] | {"title": titles[row["object"]["id"]]}}
        for row in built["relations"]
        if row["object"]["id"] in titles
    ]
    document = built | {"relations": relations}
    document["evidence_state"] = state_of(document)
    as_published = with_ids_as_in({**published}, document)
    same = content_entered_by_curators(as_published) == content_entered_by_curators(published)
    return document if same else None


def content_entered_by_curators(document: Document) -> dict[str, Any]:
    """Return what of a document curators entered: no labels, nothing derived, nothing empty, no fact that its type
    does not have any more."""
    kind = document["kind"]
    facts = {
        name: fact_of_document(kind, name, value).entered(value)
        for name, value in document["facts"].items()
        if value is not None and registry.get_fact(kind, name)
    }
    rows = {
        "relations": [
            _undated(row) | {"predicate": row["predicate"]["value"], "object": row["object"]["id"]}
            for row in document["relations"]
        ],
        "milestones": [_undated(row) | {"type": row["type"]["value"]} for row in document["milestones"]],
    }
    codes = {name: [term["code"] for term in document[name]] for name in IN_DOCUMENTS.values()}
    return _without_derived_parts({**document, **codes, **rows, "facts": facts})


def _undated(row: Document) -> dict[str, Any]:
    return {**row, "date": row["date"]["value"] if row["date"] else None}


def _without_derived_parts(value: Any) -> Any:
    """Return part of a document without what is derived, labels and what is empty, to compare what curators entered."""
    if isinstance(value, list):
        return [_without_derived_parts(each) for each in value]
    if isinstance(value, dict):
        kept = ((name, _without_derived_parts(each)) for name, each in value.items() if name not in _DERIVED)
        return {name: each for name, each in kept if each not in _NOTHING}
    return value


def document_outline(document: Document) -> tuple[int, set[str], set[str]]:
    """Return format number, parts and facts of a stored document."""
    return format_of(document), set(document) - {"version"}, set(document["facts"])


def current_outline(kind: str) -> tuple[int, set[str], set[str]]:
    """Return the outline of the documents of a type as they are published now."""
    record_type = registry.get_record_type(kind)
    return FORMAT, set(record_type.serializer().fields), set(record_type.facts)
