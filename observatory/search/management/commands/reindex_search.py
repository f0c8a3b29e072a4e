"""Rebuild the search index after the text analysis or the facets have changed."""

from argparse import ArgumentParser
from collections.abc import Callable, Collection, Iterable

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Model

from observatory.publishing import documents
from observatory.publishing.index import facet_counts, words
from observatory.publishing.index.attribution import attribute, refresh
from observatory.publishing.models import Entry
from observatory.sources.models import OfficialTerm, Source
from observatory.sources.search_index import index_sources, index_terms

_WRITTEN = ["names", "facets", "search"]


class Command(BaseCommand):
    help = (
        "Rebuild the search index. First the search vector, names and facets of every public record, from its "
        "published document, in batches with one transaction each. Then the index of sources and official terms, "
        "and the filter counts. The site stays up. Records not yet rebuilt are found as before. If interrupted, the "
        "command prints the record to continue after (--after). Running it twice changes nothing."
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
            while keys := self._batch(last, batch):
                done, last = done + len(keys), keys[-1]
                self.stdout.write(f"{done} of {left} records, up to number {last}")
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. To continue, run: manage.py reindex_search --after {last}") from None
        beside = self._beside(Source, index_sources, batch), self._beside(OfficialTerm, index_terms, batch)
        self.stdout.write("{} sources, {} official terms".format(*beside))
        mended = facet_counts.recount()
        self.stdout.write(f"Search index rebuilt for {done} records. Filter counts corrected: {mended}.")

    def _beside(self, model: type[Model], index: Callable[[Collection[int]], None], size: int) -> int:
        """Rebuild what all of a sort are found by; return how many they are."""
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), size):
            index(keys[start : start + size])
        return len(keys)

    @transaction.atomic
    def _batch(self, after: int, size: int) -> list[int]:
        """Rebuild the next records; return their keys."""
        facet_counts.take_turn()  # before any entry is locked, as publications do
        found = list(Entry.objects.live().filter(pk__gt=after).order_by("pk").values_list("pk", "public_id")[:size])
        public_ids = [public_id for _pk, public_id in found]
        with facet_counts.follow(public_ids):
            attribute(public_ids)
            entries = list(Entry.objects.filter(pk__in=[pk for pk, _public_id in found]).order_by("pk"))
            read_off = {name for entry in entries for name in _set_columns(entry)}
            Entry.objects.bulk_update(entries, [*_WRITTEN, *sorted(read_off)])
        words.remember(entries)
        return [entry.pk for entry in entries]


def _set_columns(entry: Entry) -> Iterable[str]:
    """Set the columns of an entry anew; return the names of those read off its document."""
    found = documents.columns(entry.upgraded_document)
    for name, value in found.items():
        setattr(entry, name, value)
    refresh(entry)
    return found
