"""Export a table to a file, in the form that `import_table` reads."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from observatory.exchange.errors import CannotRead
from observatory.exchange.files.file_formats import form_of_file
from observatory.exchange.kinds.all_kinds import all_kinds
from observatory.exchange.management.commands.import_table import kind_of_table
from observatory.exchange.table_export import FORMS, LABELS, empty_table, export_rows, forms_of


class Command(BaseCommand):
    help = (
        "Export the working copy of one kind of thing as CSV, XLSX or JSON, sources also as BibTeX, RIS or"
        " CSL-JSON. import_table reads the file again: what is"
        " exported and imported unchanged changes nothing. Change cells, add rows, remove columns that you do not need;"
        " a row that you remove is left alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", help=", ".join(kind.name for kind in all_kinds()))
        parser.add_argument(
            "file", metavar="FILE", help="file to write: .csv, .xlsx, .json; of sources .bib, .ris; - prints"
        )
        parser.add_argument("--form", choices=list(LABELS), help="what to write; default: by the ending of FILE")
        parser.add_argument("--template", action="store_true", help="write the columns alone, for a new table")
        parser.add_argument("--force", action="store_true", help="overwrite an existing file")

    def handle(self, *, kind, file, form, force, verbosity, **options):
        table = kind_of_table(kind)
        path = Path(file)
        if file != "-" and path.exists() and not force:
            raise CommandError(f"{file} exists already: name another file, or add --force.")
        try:
            form = form or form_of_file(file, references=table.name == "sources")
            if form not in (FORMS if options["template"] else forms_of(table)):
                raise CommandError(f"{file}: there is no such form of {table.name}: use {', '.join(forms_of(table))}.")
            made = empty_table(table, form) if options["template"] else export_rows(table, form)
            if file == "-":
                self._write(made, sys.stdout.buffer)
            else:
                with path.open("wb") as target:
                    self._write(made, target)
        except CannotRead as error:
            raise CommandError(f"{file}: {error}") from None
        except OSError as error:
            raise CommandError(f"{file}: cannot be written: {error.strerror}") from None
        if verbosity and file != "-":
            self.stdout.write(f"Wrote {file}.")

    @staticmethod
    def _write(pieces, target) -> None:
        for piece in pieces:
            target.write(piece)
