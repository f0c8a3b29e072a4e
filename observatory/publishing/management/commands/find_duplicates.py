"""Compare all records and sources, and list the likely duplicates anew."""

from django.core.management.base import BaseCommand

from observatory.records import duplicates as of_records
from observatory.records.duplicate_finder import BATCH
from observatory.records.models import Record
from observatory.sources import likely_duplicates as of_sources
from observatory.sources.models import Source


class Command(BaseCommand):
    help = (
        "Find the likely duplicates among records and sources. Forms and imports do so for what they write; run this"
        " after other writes, such as a restored backup. Running it twice changes nothing."
    )

    def handle(self, *, verbosity, **options):
        for name, model, find, count in (
            ("records", Record, of_records.find_duplicates_of, of_records.count_likely_duplicates),
            ("sources", Source, of_sources.find_duplicates_of, of_sources.count_likely_duplicates),
        ):
            keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(keys), BATCH):
                find(keys[start : start + BATCH])
            if verbosity:
                self.stdout.write(f"{len(keys)} {name} compared, {count(len(keys) + 1)} likely duplicates")
