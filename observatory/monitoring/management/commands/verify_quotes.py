"""`manage.py verify_quotes`: look for the quotes of all citations in the stored texts of their sources."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.quotes_in_stored_texts import check_stored_quotes
from observatory.monitoring.quotes.sightings import decisive_sighting, sightings_by_citation
from observatory.monitoring.quotes.sought_quotes import CitedQuote, stored_quotes_after
from observatory.sources.models import Citation, Location, Source

_HELP = """\
Look for the quotes of all citations in the stored texts of their sources, with the code of the monitor. Nothing is
fetched: the texts are those of the last visits and of attached files. What is found is saved, as after a visit.

  manage.py verify_quotes
  manage.py verify_quotes --source KEY
  manage.py verify_quotes --json
  manage.py verify_quotes --fail-on-missing && echo "every quote stands"

Printed are the numbers of citations by state, and each citation whose quote is not present. The states: present;
moved (the words stand in another context); altered (other words stand in their place; "meaning changed" if a number, a
date, a negation or the like differs); struck (deleted or hidden); missing (it stood there once); never_found (it never
did); unreadable (no text can be extracted); not_checked (no text is stored, or the search took too long). Of several
locations of a source the worst counts, but not a location where the quote never stood, if it stands at another one.

With --json, one JSON object is printed: {"citations": N, "states": {STATE: N}, "not_present": [{"citation", "record",
"statement", "source", "location", "state", "meaning_changed", "quote", "passage"}, ...]}.
An interrupted run has saved what it found, and says with which --after it goes on.
"""
_LOCATIONS_AT_ONCE = 20
_CITATIONS_AT_ONCE = 1_000
# What --fail-on-missing fails for. What could not be looked for is no failure of a quote.
_FAILURES = (QuoteState.MOVED, QuoteState.ALTERED, QuoteState.STRUCK, QuoteState.MISSING, QuoteState.NEVER_FOUND)


class Command(BaseCommand):
    help = _HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--source", metavar="KEY", help="only the citations of this source")
        parser.add_argument("--location", metavar="ID", type=int, help="only the text of this location")
        parser.add_argument("--after", metavar="ID", type=int, default=0, help="go on after this location")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--fail-on-missing",
            action="store_true",
            help="exit with status 1 if a quote does not stand as it is quoted",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        citations, source_id = _citations_to_verify(options["source"], options["location"])
        self._verify_by_location(options["after"], source_id, options["location"])
        counts: Counter[str] = Counter()
        not_present = []
        for citation, sighting in _citations_with_sightings(citations):
            state = sighting.state if sighting else QuoteState.NOT_CHECKED
            counts[str(state)] += 1
            if state != QuoteState.PRESENT:
                not_present.append(_verified_quote_as_json(citation, sighting))
        if options["json"]:
            states = {state.value: counts[state.value] for state in QuoteState if counts[state.value]}
            found = {"citations": counts.total(), "states": states, "not_present": not_present}
            self.stdout.write(orjson.dumps(found).decode())
        else:
            self._print_counts(counts, not_present)
        if options["fail_on_missing"] and any(counts[state.value] for state in _FAILURES):
            sys.exit(1)

    def _verify_by_location(self, after: int, source_id: int | None, location_id: int | None) -> None:
        """Look for the quotes location by location; each location is saved at once."""
        looked = 0
        try:
            while stored := stored_quotes_after(
                after, locations=_LOCATIONS_AT_ONCE, source_id=source_id, only=location_id
            ):
                looked += len(check_stored_quotes(stored))
                after = stored[-1].location_id
                if self.stderr.isatty():
                    self.stderr.write(f"\r{looked} quotes looked for, up to location {after}", ending="")
        except KeyboardInterrupt:
            raise CommandError(f"Interrupted. What was found is saved. To continue, add --after {after}.") from None
        if looked and self.stderr.isatty():
            self.stderr.write("")

    def _print_counts(self, counts: Counter[str], not_present: list[dict[str, Any]]) -> None:
        """Print how many quotes are in each state, and each quote that is not present with the passage in its place."""
        self.stdout.write(f"{counts.total()} citations with a quote")
        for state in QuoteState:
            if counts[state.value]:
                self.stdout.write(f"{state.value:<12} {counts[state.value]:>7}")
        for row in not_present:
            meaning = ", meaning changed" if row["meaning_changed"] else ""
            self.stdout.write(f"\n{row['state']}{meaning}: {row['record']}, {row['statement']} ({row['source']})")
            self.stdout.write(f"  quote: {row['quote']}")
            if row["passage"]:
                self.stdout.write(f"  text:  {row['passage']}")


def _citations_to_verify(source_key: str | None, location_id: int | None) -> tuple[QuerySet[Citation], int | None]:
    """Return the citations with quotes that are asked for, and the ID of their source if it is one."""
    citations = Citation.objects.exclude(quote="")
    if location_id is not None:
        location = Location.objects.filter(pk=location_id).first()
        if location is None:
            raise CommandError(f"There is no location {location_id}.")
        citations = citations.filter(source_id=location.source_id)
    if source_key is None:
        return citations, None
    source = Source.objects.filter(key=source_key).first()
    if source is None:
        raise CommandError(f"There is no source “{source_key}”.")
    return citations.filter(source=source), source.pk


def _citations_with_sightings(citations: QuerySet[Citation]) -> Iterator[tuple[Citation, Sighting | None]]:
    """Yield each citation with the sighting that counts, or None if its quote was never looked for."""
    after = 0
    rows = citations.select_related("record", "source", "relation__subject", "relation__object", "milestone")
    while some := list(rows.filter(pk__gt=after).order_by("pk")[:_CITATIONS_AT_ONCE]):
        sightings = sightings_by_citation([citation.public_id for citation in some])
        for citation in some:
            found = sightings.get(citation.public_id, ())
            yield citation, decisive_sighting(found, CitedQuote.selector_of(citation))
        after = some[-1].pk


def _verified_quote_as_json(citation: Citation, sighting: Sighting | None) -> dict[str, Any]:
    """Return a citation and where its quote stands, for printing."""
    return {
        "citation": citation.public_id,
        "record": citation.record.slug,
        "statement": citation.statement,
        "source": citation.source.key,
        "location": sighting.location_id if sighting else None,
        "state": str(sighting.state if sighting else QuoteState.NOT_CHECKED),
        "meaning_changed": sighting.meaning_changed if sighting else None,
        "quote": citation.quote,
        "passage": sighting.passage if sighting else "",
    }
