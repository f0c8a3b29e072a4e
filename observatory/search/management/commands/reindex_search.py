"""Rebuild the search index after the text analysis or the facets have changed."""

import secrets
from argparse import ArgumentParser
from collections.abc import Callable, Collection
from functools import partial

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Model

from observatory.publishing.cited_statement_writer import write_published_citations
from observatory.publishing.index import attribution, facet_value_ids, facets, suggestion_words
from observatory.publishing.index.entry_columns import facet_values_of_entries, index_columns_of_entries
from observatory.publishing.item_publication import SOURCES, TERMS, rewrite_current_rows
from observatory.publishing.models import Entry, LoadedRow, Standing
from observatory.publishing.publication_lock import take_publication_lock


class Command(BaseCommand):
    help = (
        "Rebuilds the search vector, the names with their words, the facet values and the index of citations of every "
        "public record from its published document, in batches, each its own transaction; then the facet values of "
        "every version, and what sources and official terms are found by. The site stays up: until a record's turn "
        "it is found as before. Interrupted, it says after which record to go on (--after). "
        "Running it twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=200, help="records in one transaction (default: 200)")
        parser.add_argument(
            "--after",
            type=int,
            default=0,
            metavar="NUMBER",
            help="continue after this record (number printed by an interrupted run)",
        )

    def handle(self, *, batch: int, after: int, **options) -> None:
        if batch < 1:
            raise CommandError("--batch must be 1 or more.")
        left = Entry.objects.live().filter(pk__gt=after).count()
        done, last = 0, after
        try:
            while keys := self._reindex_next_records(last, batch):
                done, last = done + len(keys), keys[-1]
                self.stdout.write(f"{done} of {left} records, up to number {last}")
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. To continue, run: manage.py reindex_search --after {last}") from None
        versions = self._in_batches(Standing, _index_versions, batch)
        sources = self._in_batches(SOURCES.current, partial(rewrite_current_rows, SOURCES), batch)
        terms = self._in_batches(TERMS.current, partial(rewrite_current_rows, TERMS), batch)
        _note_rebuild()
        self.stdout.write(f"{versions} versions, {sources} sources, {terms} official terms")
        self.stdout.write(f"Search is rebuilt: {done} records.")

    def _in_batches(self, model: type[Model], index: Callable[[Collection[int]], None], size: int) -> int:
        """Rebuild what all rows of a model are found by; return how many they are."""
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), size):
            index(keys[start : start + size])
        return len(keys)

    @transaction.atomic
    def _reindex_next_records(self, after: int, size: int) -> list[int]:
        """Rebuild the next records; return their keys."""
        take_publication_lock()  # before any entry is locked, as publications do
        found = list(Entry.objects.live().filter(pk__gt=after).order_by("pk").values_list("pk", "public_id")[:size])
        attribution.update_attribution([public_id for _pk, public_id in found])
        entries = list(Entry.objects.filter(pk__in=[pk for pk, _public_id in found]).order_by("pk"))
        columns = index_columns_of_entries(
            {entry.pk: entry.upgraded_document for entry in entries}, attribution.organisations_behind(entries)
        )
        for entry in entries:
            for name, value in columns[entry.pk].items():
                setattr(entry, name, value)
        if entries:
            Entry.objects.bulk_update(entries, list(columns[entries[0].pk]))
        suggestion_words.add_words(entries)
        write_published_citations(entries)
        return [entry.pk for entry in entries]


def _note_rebuild() -> None:
    """Let every process read the facets again, and make pages and counts anew."""
    LoadedRow.objects.update_or_create(pk=LoadedRow.INDEX, defaults={"digest": secrets.token_hex(32)})


def _index_versions(keys: Collection[int]) -> None:
    """Rebuild the facet values that some versions are found by in a search."""
    rows = list(Standing.objects.filter(pk__in=keys).select_related("frozen"))
    only_present = facets.only_present()
    values = {
        key: [value for value in found if value[0] not in only_present]
        for key, found in facet_values_of_entries({row.pk: row.frozen.upgraded_document for row in rows}, {}).items()
    }
    arrays = facet_value_ids.arrays_of(values)
    for row in rows:
        row.facet_ids = arrays[row.pk]
    Standing.objects.bulk_update(rows, ["facet_ids"])
