"""Write snapshots to a WARC file."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from observatory.monitoring.models import Snapshot
from observatory.monitoring.warc import write_warc


class Command(BaseCommand):
    help = "Write the snapshots of a source, or all of them, to a gzipped WARC file (ISO 28500)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="the file to write, usually something.warc.gz; it must not exist")
        parser.add_argument("--source", metavar="KEY", help="only the locations of the source with this key")
        parser.add_argument("--url", help="only the location with this URL")

    def handle(self, *args: Any, **options: Any) -> None:
        snapshots = Snapshot.objects.filter(technical=False).select_related("body").order_by("taken_at", "pk")
        if options["source"]:
            snapshots = snapshots.filter(location__source__key=options["source"])
        if options["url"]:
            snapshots = snapshots.filter(location__url=options["url"])
        if not snapshots.exists():
            raise CommandError("There are no such snapshots.")
        try:
            with Path(options["file"]).open("xb") as target:
                written = write_warc(snapshots.iterator(chunk_size=100), target)
        except FileExistsError:
            raise CommandError(f"{options['file']} exists already.") from None
        except OSError as error:
            raise CommandError(f"The file could not be written completely: {error}") from None
        self.stdout.write(f"{written} snapshots written to {options['file']}")
