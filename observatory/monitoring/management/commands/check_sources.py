"""Visit sources now, with the production code, in one process and concurrently across hosts."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

import orjson
import uvloop
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from observatory.monitoring.conf import Conf, conf
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.round import create_watches, leases
from observatory.monitoring.round.engine import Engine
from observatory.monitoring.round.run_results import RoundSummary, VisitResult
from observatory.monitoring.round.visit_json import refused_url_as_json, visit_as_json
from observatory.sources.models import Location
from observatory.text.networks import Allowance, ForbiddenAddress
from observatory.text.url_normalisation import InvalidURL, check_url


class Command(BaseCommand):
    help = (
        "Visit the cited sources and report changes. By default, visits the sources that are due. "
        "A URL that is not in the catalogue is saved, so that a second visit can be compared with the first."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--due", action="store_true", help="visit the sources that are due (the default)")
        which.add_argument("--all", action="store_true", help="visit every monitored URL, due or not")
        which.add_argument("--url", action="append", metavar="URL", help="visit this URL (can be repeated)")
        which.add_argument(
            "--urls-file", metavar="FILE", help="visit the URLs in FILE, one per line (- for standard input)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object per line as each visit finishes")
        parser.add_argument("--text", action="store_true", help="with --json: also print the extracted text")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["text"] and not options["json"]:
            raise CommandError("Use --text only together with --json.")
        try:
            settings = conf()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        self._json, self._text = options["json"], options["text"]
        self._shows_progress = sys.stderr.isatty()
        summary = self._visit_sources(settings, options)
        self._report_round(summary)
        if summary.error:
            raise CommandError(f"The run ended early: {summary.error}. Sources not visited are still due.")

    def _visit_sources(self, settings: Conf, options: dict[str, Any]) -> RoundSummary:
        """Visit the sources that the options name (by URL, all of them, or those due); return the summary of the
        run."""
        now = timezone.now()
        urls = self._urls_in_options(options)
        if urls is not None:
            ids = self._locations_to_visit(urls, settings.allowance, now)
            return self._run_engine(settings, "addresses", ids)
        create_watches.create_missing_watches(now=now)
        if options["all"]:
            return self._run_engine(settings, "all", leases.all_location_ids_by_host())
        return self._run_engine(settings, "due", None)

    def _run_engine(self, settings: Conf, asked_for: str, ids: list[int] | None) -> RoundSummary:
        """Run the engine of the monitor for locations, or for what is due; a signal to stop ends the run."""
        engine = Engine(
            settings,
            asked_for=asked_for,
            listen=self._heard,
            progress=self._progress,
            with_text=self._text,
            wait_for_hosts=ids is not None,
        )

        async def run() -> RoundSummary:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, engine.stop)
            return await (engine.run_due() if ids is None else engine.run_locations(ids))

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(run())

    def _urls_in_options(self, options: dict[str, Any]) -> list[str] | None:
        """Return the URLs to visit that the options name, None if they name none."""
        if options["url"]:
            return options["url"]
        name = options["urls_file"]
        if not name:
            return None
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{name} cannot be read as text in UTF-8: {error}") from None
        lines = (line.strip() for line in text.splitlines())
        return [line for line in lines if line and not line.startswith("#")]

    def _locations_to_visit(self, urls: list[str], allow: Allowance, now) -> list[int]:
        """Return the locations with these URLs; creates a location for each URL that the catalogue does not have."""
        ids: list[int] = []
        wanted = list(dict.fromkeys(urls))
        known: dict[str, int] = {}
        for pk, url in Location.objects.filter(url__in=wanted).order_by("source", "pk").values_list("pk", "url"):
            known.setdefault(url, pk)  # cited ones come first: NULL sorts last
        for url in wanted:
            if url not in known:
                try:
                    check_url(url, allow, Location._meta.get_field("url").max_length)
                except (InvalidURL, ForbiddenAddress) as error:
                    self._print_visit(refused_url_as_json(url, error))
                    continue
                known[url] = Location.objects.get_or_create(source=None, url=url, defaults={"monitored": False})[0].pk
            ids.append(known[url])
        create_watches.create_watches(ids, now=now)
        return ids

    def _heard(self, result: VisitResult) -> None:
        self._print_visit(visit_as_json(result, with_text=self._text))

    def _print_visit(self, line: dict[str, Any]) -> None:
        """Print the result of one visit: an object of JSON, or the outcome and the URL."""
        if self._json:
            self.stdout.write(orjson.dumps(line).decode())
        else:
            outcome = Outcome(line["outcome"]).value
            self.stdout.write(f"{outcome:<18} {line['url']}" + (f"  ({line['error']})" if line["error"] else ""))
        self.stdout.flush()

    def _progress(self, summary: RoundSummary) -> None:
        if self._shows_progress:
            self.stderr.write(f"\r{summary.done} of {summary.claimed} visited", ending="")
            self.stderr.flush()

    def _report_round(self, summary: RoundSummary) -> None:
        """Print how many sources were visited, and why others were not."""
        lines = [f"{summary.done} visited: " + ", ".join(f"{n} {word}" for word, n in summary.outcomes.most_common())]
        if summary.ours and summary.hosts_unreached:
            lines.append(
                f"{summary.hosts_unreached} of {summary.hosts_unreached + summary.hosts_reached} hosts could not be "
                "reached. This looks like a problem on our side, so these failures were not counted."
            )
        if summary.deferred:
            lines.append(
                f"{summary.deferred} postponed: their hosts are being visited, or the interval "
                "between two visits has not passed."
            )
        if summary.leased_elsewhere:
            lines.append(f"{summary.leased_elsewhere} skipped: another worker is visiting them.")
        if summary.interrupted:
            lines.append("Interrupted. Sources not visited are still due.")
        for line in lines:
            self.stderr.write(line.removesuffix(": "))
