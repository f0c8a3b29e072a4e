"""Write snapshots to a WARC file."""

import argparse
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from observatory.monitoring.models import Snapshot, UnreadFile
from observatory.monitoring.snapshots.warc import write_warc


class Command(BaseCommand):
    help = "Write the snapshots and unread files of a source, or all, to a gzipped WARC file (ISO 28500)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="the file to write, usually something.warc.gz; it must not exist")
        parser.add_argument("--source", metavar="KEY", help="only the locations of the source with this key")
        parser.add_argument("--url", help="only the location with this URL")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = {"location__source__key": options["source"], "location__url": options["url"]}
        chosen = {name: value for name, value in chosen.items() if value}
        kept = [
            rows.filter(**chosen).select_related("body").order_by("taken_at", "pk")
            for rows in (Snapshot.objects.filter(technical=False), UnreadFile.objects.all())
        ]
        if not any(rows.exists() for rows in kept):
            raise CommandError("There are no such snapshots.")
        try:
            with Path(options["file"]).open("xb") as target:
                written = write_warc(chain(*(rows.iterator(chunk_size=100) for rows in kept)), target)
        except FileExistsError:
            raise CommandError(f"{options['file']} exists already.") from None
        except OSError as error:
            raise CommandError(f"The file could not be written completely: {error}") from None
        self.stdout.write(f"{written} snapshots written to {options['file']}")
