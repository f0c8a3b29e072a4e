"""Bring the search index of stored texts up to date now."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from observatory.monitoring.snapshots.text_index import outdated_count, update_text_index
from observatory.sources.models import IndexedText


class Command(BaseCommand):
    help = (
        "Indexes the stored text of every cited source, block by block, so that searches find it. A task does the "
        "same once a minute; run this after an upgrade that changed how texts are read, or with --all after one that "
        "changed how words are found. Interrupted, start it again: nothing is done twice. Readers see only the texts "
        "whose source has the rights “full text”."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="index every text anew, also those that are up to date")

    def handle(self, *args, all: bool, **options) -> None:
        if all:
            IndexedText.objects.all().delete()
        total, done = outdated_count(), 0
        try:
            for location in update_text_index():
                done += 1
                self.stdout.write(f"{done} of {total}: {location}")
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run the command again to continue.") from None
        self.stdout.write(f"{done} texts indexed; {IndexedText.objects.count()} in the index.")
