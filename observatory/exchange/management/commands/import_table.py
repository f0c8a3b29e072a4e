"""Import a table from a file, as one step that can be undone."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_noop

from observatory.exchange.errors import CannotRead
from observatory.exchange.files.file_formats import READERS, form_of_file, read_file
from observatory.exchange.import_actions import lock_catalogue, write_reviewed
from observatory.exchange.import_review import Review, review_sheet
from observatory.exchange.kinds.all_kinds import all_kinds, find_kind
from observatory.exchange.kinds.table_kind import UNCHANGED, Kind, Result

IMPORTED = gettext_noop("Imported from a table")
REFUSED = 3  # exit code where rows are refused and nothing is written
HELP = """\
Import a table into the working copy: create rows, change rows, leave the others alone. All or nothing: if one row is
refused, nothing is written. What was imported are drafts, and waits for review like any edit; it can be undone as one
step in the history.

A row is found by its permanent ID (id), else by its slug or key, else it is new. A column that the table leaves out
leaves its values alone; an empty cell empties the value. export_table with
--template writes an empty table.

Exit codes: 0 imported, or nothing to do; 1 the file cannot be read, or a wrong option; 3 rows are refused.
"""
EXAMPLES = """\
examples:
  manage.py import_table organisations organisations.xlsx --dry-run
  manage.py import_table sources references.bib --by li --reason "Literature of the survey"
  curl -s https://example.org/plans.json | manage.py import_table initiatives - --form json --json
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, epilog=EXAMPLES, **kwargs
        )

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", help=", ".join(kind.name for kind in all_kinds()))
        parser.add_argument("file", metavar="FILE", help="CSV, XLSX, JSON; of sources BibTeX, RIS; - for stdin")
        parser.add_argument("--form", choices=sorted(READERS), help="what FILE is; default: by the ending of its name")
        parser.add_argument("--dry-run", action="store_true", help="review every row, write nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the report as JSON")
        parser.add_argument("--by", metavar="USERNAME", help="user to record as responsible; default: the operator")
        parser.add_argument("--reason", default=IMPORTED, help="reason, shown in the history")

    def handle(self, *, kind, file, form, dry_run, as_json, by, reason, verbosity, **options):
        table = kind_of_table(kind)
        user = _user_of_import(by)
        try:
            content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            form = form or form_of_file(file, content, references=table.name == "sources")
            sheet = read_file(content, form)
            with transaction.atomic():
                lock_catalogue()
                review = review_sheet(table, sheet)
                written = not dry_run and not review.counts["refused"] and _import_changes_something(review)
                step = write_reviewed(review, by=user, reason=reason) if written else None
        except CannotRead as error:
            raise CommandError(f"{file}: {error}") from None
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except (IntegrityError, DataError) as error:
            # What no check foresees is still refused whole, in the database's own words.
            raise CommandError(f"Nothing was imported. The database refused it: {str(error).strip()}") from None
        if as_json:
            report = _import_report(table, file, review, written=bool(step), dry_run=dry_run, step=step)
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        elif verbosity:
            self._report_import(review, written=bool(step), dry_run=dry_run)
        if review.counts["refused"]:
            words = f"{review.counts['refused']} rows are refused: nothing was imported."
            raise CommandError(words, returncode=REFUSED)

    def _report_import(self, review: Review, *, written: bool, dry_run: bool) -> None:
        """Print what the import did, or would do, with the rows of the table."""
        for remark in review.remarks:
            self.stdout.write(remark)
        for result in review.results:
            if result.state != UNCHANGED:
                self.stdout.write(f"row {result.number}  {result.state}  {result.name}")
                for line in _lines_of_result(result):
                    self.stdout.write(f"    {line}")
        self.stdout.write(", ".join(f"{count} {state}" for state, count in review.counts.items()))
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
        elif written:
            self.stdout.write(self.style.SUCCESS("Imported as one step."))
        elif not review.counts["refused"]:
            self.stdout.write("Nothing to do.")


def kind_of_table(name: str) -> Kind:
    """Return the kind of table that a command to import or export names. Raises `CommandError` with the names that
    there are."""
    kind = find_kind(name)
    if kind is None:
        raise CommandError(f"Unknown kind “{name}”. Use one of: {', '.join(each.name for each in all_kinds())}.")
    return kind


def _import_changes_something(review: Review) -> bool:
    return bool(review.counts["new"] or review.counts["changed"])


def _lines_of_result(result: Result) -> list[str]:
    refused = [f"{each.column}: {each.reason}. {each.remedy}".removeprefix(": ").strip() for each in result.problems]
    return refused or [f"{each.column}: {each.old or '–'} → {each.new or '–'}" for each in result.changes]


def _import_report(kind: Kind, file: str, review: Review, *, written: bool, dry_run: bool, step: Any) -> dict[str, Any]:
    """Return the report of an import for `--json`: what was or would be done with each row."""
    rows = [
        {
            "row": result.number,
            "state": result.state,
            "name": result.name,
            "changes": [asdict(change) for change in result.changes],
            "problems": [asdict(problem) for problem in result.problems],
        }
        for result in review.results
    ]
    return {
        "kind": kind.name,
        "file": file,
        "dry_run": dry_run,
        "written": written,
        "step": str(step.id) if step else None,
        "counts": review.counts,
        "remarks": list(review.remarks),
        "rows": rows,
    }


def _user_of_import(username: str | None):
    """Return the user who is recorded as responsible for the import; None for the operator. Raises `CommandError`."""
    if username is None:
        return None
    model = get_user_model()
    try:
        return model.objects.get_by_natural_key(username)
    except model.DoesNotExist:
        raise CommandError(f"There is no user “{username}”.") from None
