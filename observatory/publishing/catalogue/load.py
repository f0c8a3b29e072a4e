"""Load files: read them, write them in one transaction, return a report."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from observatory.history.steps import step
from observatory.publishing import item_publication
from observatory.publishing.catalogue import load_glossary, load_vocabularies, stored_states, write_states
from observatory.publishing.catalogue.citation_ids import take_over_ids
from observatory.publishing.catalogue.comparable_states import SOURCE, State
from observatory.publishing.catalogue.file_entries import Files, open_catalogue_files
from observatory.publishing.catalogue.load_report import Action, Counts, Problem, Refused, Report, decide_changes
from observatory.publishing.catalogue.parse_entries import EntryParser
from observatory.publishing.catalogue.reference_targets import collect_references
from observatory.publishing.models import LoadedRow
from observatory.publishing.record_publication import publish_many
from observatory.records import record_duplicates
from observatory.records.models import Record
from observatory.sources import source_duplicates
from observatory.sources.models import OfficialTerm, Source

# Key of the PostgreSQL advisory lock under which loads queue up; any constant of our own does.
_LOCK = 0x0B5E_CA7A

Say = Callable[[str], None]


def load(
    *,
    paths: Iterable[Path],
    by: Any,
    reason: str,
    publish: bool = False,
    check: bool = False,
    overwrite: bool = False,
    say: Say = lambda line: None,
) -> Report:
    """Load catalogue files, and publish what they hold if `publish`.

    All or nothing: raises `Refused` with every problem and writes nothing. With `check` everything is
    done, constraints included, and then undone. `by` is a user or None (the operator). A record that a
    curator edited since the last load is left alone and not published, unless `overwrite`; a withdrawn
    one is never published from here.
    """
    files = open_catalogue_files(paths)
    say(f"read {len(files.entries)} entries and {len(files.vocabularies)} vocabularies")
    try:
        with step(by=by, reason=reason, kind="import"), transaction.atomic():
            lock_loads()
            report = _load_files(files, by=by, reason=reason, publish=publish, overwrite=overwrite, say=say)
            transaction.set_rollback(check)
    except (IntegrityError, DataError) as error:
        # What the checks above do not foresee is still refused whole, in the database's own words.
        raise Refused([Problem("database", 1, str(error).strip())]) from error
    return report


def lock_loads() -> None:
    """Wait until no other transaction loads files or imports a table, and keep others out until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _load_files(files: Files, *, by: Any, reason: str, publish: bool, overwrite: bool, say: Say) -> Report:
    """Check the entries, compare them with the database, write what changed, publish it if asked; return the report of
    the load."""
    wanted = _checked_states(files)
    say("checked: no problems found")
    report = Report()
    for name, document in files.vocabularies:
        report.counts[name] = load_vocabularies.write_vocabulary(name, document)

    ids = [state.public_id for state in wanted]
    held = stored_states.source_states(ids) | stored_states.record_states(ids)
    loaded = dict(LoadedRow.objects.filter(public_id__in=ids).values_list("public_id", "digest"))
    withdrawn = set(
        Record.objects.filter(public_id__in=ids, state=Record.State.WITHDRAWN).values_list("public_id", flat=True)
    )
    today = timezone.localdate()
    wanted = [state.keeping_locations_of(held.get(state.public_id), today) for state in wanted]
    actions = {
        state.public_id: decide_changes(
            wanted=state, stored=held.get(state.public_id), loaded=loaded.get(state.public_id), overwrite=overwrite
        )
        for state in wanted
    }
    written = [state for state in wanted if actions[state.public_id] in (Action.CREATE, Action.UPDATE)]
    write_states.write_sources(written)
    write_states.write_records(written)
    settled = [state for state in wanted if actions[state.public_id] is not Action.LEAVE]
    report.other_ids = take_over_ids(settled, held)
    _find_duplicates([state.public_id for state in written])
    write_states.record_row_digests(state for state in settled if loaded.get(state.public_id) != state.digest)

    report.counts |= _count_actions(wanted, actions)
    glossaries = {document.name: load_glossary.write_glossary(document) for document in files.glossaries}
    report.counts |= {name: each.counts for name, each in glossaries.items()}
    write_states.record_load_digest(report)
    report.edited = [_handle(state) for state in wanted if actions[state.public_id] is Action.LEAVE]
    terms = {pk: term for each in glossaries.values() for pk, term in each.settled.items()}
    pending = {pk: term for each in glossaries.values() for pk, term in each.edited.items()}
    if overwrite:
        terms |= pending
    else:
        report.edited += [f"term {term}" for term in pending.values()]
    report.withdrawn = [_handle(state) for state in settled if state.public_id in withdrawn]
    say(f"wrote {len(written)} sources and records")
    if publish:
        public = [state.public_id for state in settled if state.kind != SOURCE and state.public_id not in withdrawn]
        sources = [state.public_id for state in settled if state.kind == SOURCE]
        report.versions = _publish_loaded(public, sources, terms, by, reason)
        say(f"published {report.versions} versions of {len(public)} records")
    return report


def _find_duplicates(ids: Collection[str]) -> None:
    """Find the likely duplicates of records and sources (public ids) that were written."""
    record_duplicates.find_duplicates_of(Record.objects.filter(public_id__in=ids).values_list("pk", flat=True))
    source_duplicates.find_duplicates_of(Source.objects.filter(public_id__in=ids).values_list("pk", flat=True))


def _checked_states(files: Files) -> list[State]:
    """Return the states that the files ask for; raise `Refused` with every problem of their entries, vocabularies and
    glossaries."""
    references = collect_references(files)
    parser = EntryParser(references)
    wanted = parser.states(files.entries)
    problems = parser.problems
    for name, document in files.vocabularies:
        problems += load_vocabularies.find_vocabulary_problems(name, document, references)
    for document in files.glossaries:
        problems += load_glossary.find_glossary_problems(document, references)
    if problems:
        raise Refused(problems)
    return wanted


def _publish_loaded(
    records: Collection[str], sources: Collection[str], terms: Collection[int], by: Any, reason: str
) -> int:
    """Publish what a load leaves: records, sources (by public ids) and official terms; return how many versions of
    records were made."""
    wanted = OfficialTerm.objects.filter(pk__in=terms)
    item_publication.lock_items(
        item_publication.TERMS, wanted
    )  # before the lock of publications, as `publish_items` does
    publications = publish_many(
        records=list(Record.objects.filter(public_id__in=records).order_by("pk")),
        sources=Source.objects.filter(public_id__in=sources),
        by=by,
        reason=reason,
    )
    item_publication.publish_items(item_publication.TERMS, items=wanted, by=by, reason=reason)
    return sum(publication.created for publication in publications)


def _count_actions(wanted: list[State], actions: dict[str, Action]) -> dict[str, Counts]:
    """Count by kind of row what the load does with the entries."""
    counts: dict[str, dict[str, int]] = {}
    for state in wanted:
        of_kind = counts.setdefault(state.kind, {})
        action = actions[state.public_id].value
        of_kind[action] = of_kind.get(action, 0) + 1
    return {kind: Counts(**numbers) for kind, numbers in counts.items()}


def _handle(state: State) -> str:
    return f"{state.kind} {state.columns['key' if state.kind == SOURCE else 'slug']}"
