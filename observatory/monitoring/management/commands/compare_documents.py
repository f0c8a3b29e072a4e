"""`manage.py compare_documents`: compare two versions of a document as the monitor does."""

import asyncio
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from observatory.monitoring.reading.compare import Comparison
from observatory.monitoring.reading.compare_files import PairError, compare_files, compare_lines, comparison_as_json
from observatory.monitoring.reading.sandbox import Sandbox
from observatory.monitoring.reading.text_diff import DELETE, INSERT

_HELP = """\
Compare two versions of a document as the monitor does: the main text only, without noise.

  manage.py compare_documents before.html after.html
  manage.py compare_documents old.pdf new.pdf --json
  manage.py compare_documents a b --content-type "text/html; charset=gbk"
  manage.py compare_documents --batch pairs.jsonl > verdicts.jsonl

Verdicts: identical (nothing visible differs), noise (clocks, counters, navigation and the like), content (the document
changed; score is the share of its text that did, and blocks show where). HTML, PDF, DOCX and plain text are read.

With --json, and whenever the output is not a terminal, one JSON object is printed:
  {"verdict": ..., "score": 0..1, "blocks": [{"op", "before", "after", "tokens": [[op, text, mark], ...]}, ...]}
With --batch, each line of FILE ("-" for standard input) is {"id": ..., "before": PATH, "after": PATH, "content_type":
...}, the last may be missing, and each line printed is {"id", "verdict", "score"}, or {"id", "error"} for a pair that
cannot be read. Relative paths in FILE count from the current folder. All processors are used; no database is needed.
"""


class Command(BaseCommand):
    help = _HELP
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("before", nargs="?", type=Path, help="the earlier version, a file")
        parser.add_argument("after", nargs="?", type=Path, help="the later version, a file")
        parser.add_argument(
            "--content-type", default="", metavar="T", help="content type of both files, as a server would send it"
        )
        parser.add_argument("--json", action="store_true", help="print JSON, even on a terminal")
        parser.add_argument("--batch", metavar="FILE", help="compare many pairs, one JSON object per line")
        parser.add_argument(
            "--workers", type=int, default=os.cpu_count() or 1, help="number of reading processes for --batch"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"]:
            if options["before"]:
                raise CommandError(_("Give either two files or --batch FILE, not both."))
            asyncio.run(self._compare_pairs_of_file(options["batch"], max(1, options["workers"])))
            return
        if options["after"] is None:
            raise CommandError(_("Give two files, BEFORE and AFTER, or --batch FILE. See --help."))
        comparison = asyncio.run(self._compare_pair(options["before"], options["after"], options["content_type"]))
        if options["json"] or not self.stdout.isatty():
            self.stdout.write(orjson.dumps(comparison_as_json(comparison)).decode())
        else:
            self._show_comparison(comparison)

    async def _compare_pair(self, before: Path, after: Path, content_type: str) -> Comparison:
        """Compare two files in the sandbox. Raises CommandError for a file that cannot be compared."""
        try:
            async with Sandbox(workers=1) as box:
                return await compare_files(box, before, after, content_type)
        except PairError as error:
            raise CommandError(str(error)) from error

    async def _compare_pairs_of_file(self, name: str, workers: int) -> None:
        """Compare the pairs of files that a file lists, one a line, and print each result as a line of JSON."""
        try:
            source = sys.stdin if name == "-" else Path(name).open(encoding="utf-8")  # noqa: SIM115  closed below
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read: %(why)s") % {"file": name, "why": error.strerror}) from error
        with source:
            done = 0
            async for result in compare_lines(source, Path(), workers):
                self.stdout.write(orjson.dumps(result).decode())
                done += 1
                if self.stderr.isatty() and done % 20 == 0:
                    self.stderr.write(_("%(count)d pairs compared") % {"count": done}, ending="\r")

    def _show_comparison(self, comparison: Comparison) -> None:
        """Print how two documents differ, with the changed words in colour."""
        self.stdout.write(f"{comparison.verdict}  {comparison.score:.1%}")
        styles = {DELETE: self.style.ERROR, INSERT: self.style.SUCCESS}
        for block in comparison.blocks:
            shown = (styles[op](text) if op in styles else text for op, text, _mark in block.tokens)
            self.stdout.write("\n" + "".join(shown))
