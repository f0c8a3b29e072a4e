"""`manage.py find_quotes`: look for quotes in files as the monitor does."""

import asyncio
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from observatory.monitoring.reading.quotes_in_files import find_quotes_in_lines

_HELP = """\
Look for quotes in documents (HTML, PDF, DOCX, plain text) as the monitor does.

  manage.py find_quotes --batch quotes.jsonl > found.jsonl
  manage.py find_quotes --batch - --folder documents < quotes.jsonl

Each line of FILE ("-" for standard input) is a JSON object, a W3C TextQuoteSelector with its document:
  {"id": 7, "document": "law.html", "content_type": "text/html; charset=utf-8",
   "exact": "data shall be deposited within six months", "prefix": "Article 4. Research ", "suffix": " of the end of"}
content_type, prefix and suffix may be missing. Paths count from the folder of FILE, or from --folder. In "exact",
"..." or "[...]" stands for any text.

Each line printed is, in the same order,
  {"id": 7, "state": ..., "meaning_changed": ..., "passage": ..., "differences": [[op, text, mark], ...]}

States
  present     the words stand there, and what is around them agrees with prefix and suffix. Typography does not count:
              white space, line breaks, width, quotation marks, brackets, dashes, hyphens at line ends, case, other
              punctuation. A decimal point and a minus sign do.
  moved       the words stand in another context only, for example under "Repealed provisions"
  altered     the passage stands there in other words. meaning_changed is false if only the wording, the spelling or the
              way of writing the same date or number differs; differences lead from the quote to the passage.
  struck      the words are deleted (struck through, a tracked deletion) or hidden from readers
  missing     there is no such passage
  unreadable  the document cannot be read: encrypted, damaged, pictures of pages
  not_checked the search took too long

A line that cannot be used is answered with {"id": ..., "error": ...}; the others are still answered, and the exit
status is 1. No database is needed.
"""


class Command(BaseCommand):
    help = _HELP
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", metavar="FILE", required=True, help="the quotes, one JSON object per line")
        parser.add_argument("--folder", type=Path, help="where the paths of the documents start")

    def handle(self, *args: Any, **options: Any) -> None:
        name, folder = options["batch"], options["folder"]
        try:
            source = sys.stdin if name == "-" else Path(name).open(encoding="utf-8", errors="replace")  # noqa: SIM115
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read: %(why)s") % {"file": name, "why": error.strerror}) from error
        with source:
            failed = asyncio.run(
                self._print_found_quotes(source, folder or (Path() if name == "-" else Path(name).parent))
            )
        if failed:
            raise CommandError(_("Lines that could not be used: %(count)d") % {"count": failed}, returncode=1)

    async def _print_found_quotes(self, source: Any, folder: Path) -> int:
        """Print the results; return how many are errors."""
        failed = done = 0
        async for result in find_quotes_in_lines(source, folder):
            self.stdout.write(orjson.dumps(result).decode())
            failed += "error" in result
            done += 1
            if self.stderr.isatty() and done % 20 == 0:
                self.stderr.write(_("%(count)d quotes looked for") % {"count": done}, ending="\r")
        return failed
