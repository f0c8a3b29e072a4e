"""Attach a file to a source."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from observatory.monitoring.models import Change
from observatory.monitoring.on_request.attachments import (
    FileRefused,
    attach_file,
    attachment_locations,
    refuse_attachment_size,
)
from observatory.sources.models import Location, Source


class Command(BaseCommand):
    help = """Attach a PDF, DOCX, HTML or text file to a source, for example a paper without a public web address.

The file is read in the sandbox and stored under its hash; the quotes of the source's citations are looked for in it.
The next file that you attach is compared with this one, and a difference becomes a change for a curator. What readers
see of the text is set in the form of the source ("stored text shown to readers").

    manage.py attach_file "MOST 2023a" plan.pdf --note "Sent by the ministry on 3 May 2026."
    manage.py attach_file "MOST 2023a" plan-second-edition.pdf
    manage.py attach_file "MOST 2023a" annex.docx --location 1234

Without --location, the file belongs to the attachment of the source that has no URL, made if there is none."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> argparse.ArgumentParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", metavar="SOURCE_KEY", help='key of the source, as in its form: "MOST 2023a"')
        parser.add_argument("file", metavar="FILE", help="the file; its type is detected from its content")
        parser.add_argument(
            "--location",
            type=int,
            metavar="ID",
            help="an attachment of the source that is not monitored; a wrong ID lists those there are",
        )
        parser.add_argument(
            "--note", default="", metavar="TEXT", help="in English, shown to readers; only for a new location"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source = Source.objects.filter(key=options["source"]).first()
        if source is None:
            raise CommandError(f"There is no source with the key {options['source']!r}.{_similar(options['source'])}")
        path = Path(options["file"])
        location = _attachment_location(source, options["location"]) if options["location"] is not None else None
        try:
            content = _read_attachment(path)
            snapshot = attach_file(
                source=source, content=content, name=path.name, by=None, location=location, note=options["note"]
            )
        except FileRefused as refusal:
            raise CommandError(f"{path}: {refusal}") from None
        self.stdout.write(
            f"{path.name} is attached to {source.key}: location {snapshot.location_id}, snapshot {snapshot.pk}, "
            f"{len(snapshot.document.blocks)} paragraphs, SHA-256 {snapshot.body_id}"
        )
        if Change.objects.open().filter(location=snapshot.location_id, after=snapshot).exists():
            self.stdout.write("It differs from the edition before it. The change waits for a curator.")


def _read_attachment(path: Path) -> bytes:
    """Return the content of the file. Raises CommandError if it cannot be read, FileRefused if it is too large."""
    try:
        refuse_attachment_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror or error}") from None


def _attachment_location(source: Source, pk: int) -> Location:
    """Return the location with this ID that a file can be attached to. Raises CommandError, with those there are."""
    found = attachment_locations(source)
    location = found.filter(pk=pk).first()
    if location is None:
        known = ", ".join(f"{row.pk} ({row})" for row in found) or "none"
        raise CommandError(f"{source.key} has no attachment with the ID {pk} that is not monitored. It has: {known}.")
    return location


def _similar(key: str) -> str:
    keys = Source.objects.filter(key__icontains=key.split()[0] if key.split() else key).order_by("key")
    near = ", ".join(repr(found) for found in keys.values_list("key", flat=True)[:5])
    return f" Similar keys: {near}." if near else ""
