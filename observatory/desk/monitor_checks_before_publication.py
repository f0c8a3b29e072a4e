"""The checks before publication that need the monitor: whether quoted passages still stand in their sources, and
addresses still lead to them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models import Sighting, Watch
from observatory.monitoring.outcomes import Health, QuoteState
from observatory.monitoring.quotes.sightings import decisive_sighting, selector_of, sightings_by_citation
from observatory.publishing.checks.check_registry import Check, Place, Severity, Subject, register_check
from observatory.publishing.checks.item_rules import SOURCE
from observatory.publishing.documents.document_statements import statements_with_citations

_LOST = frozenset((QuoteState.MISSING, QuoteState.STRUCK, QuoteState.NEVER_FOUND))
Sightings = Mapping[str, Sequence[Sighting]]


def _read_sightings_to_check(subjects: Sequence[Subject]) -> Sightings:
    cited = (rows for subject in subjects for rows in statements_with_citations(dict(subject.document)).values())
    return sightings_by_citation({row["id"] for rows in cited for row in rows if row["quote"]})


def _quotes_to_check(subject: Subject, sightings: Sightings) -> Iterator[tuple[str, str, Sighting]]:
    """Yield what the checks of passages look at: statement, quote and decisive sighting of each quote that was looked
    for."""
    for name, citations in statements_with_citations(dict(subject.document)).items():
        for citation in citations:
            seen = decisive_sighting(sightings.get(citation["id"], ()), selector_of(citation))
            if seen is not None:
                yield name, citation["quote"], seen


def _is_lost(seen: Sighting) -> bool:
    return seen.state in _LOST or (seen.state == QuoteState.ALTERED and bool(seen.meaning_changed))


def _find_lost_passages(subject: Subject, sightings: Sightings) -> Iterator[Place]:
    return (
        Place(name, quote, seen.passage) for name, quote, seen in _quotes_to_check(subject, sightings) if _is_lost(seen)
    )


def _find_reworded_passages(subject: Subject, sightings: Sightings) -> Iterator[Place]:
    for name, quote, seen in _quotes_to_check(subject, sightings):
        if seen.state in (QuoteState.ALTERED, QuoteState.MOVED) and not _is_lost(seen):
            yield Place(name, quote, seen.passage)


def register_passage_and_address_checks() -> None:
    """Register the checks of quoted passages before publication; called once, at start-up."""
    register_check(
        Check(
            "quote-not-found",
            Severity.ERROR,
            _("A quoted passage is not in its source"),
            _("Open the evidence screen: take the passage as it is now, cite elsewhere, or change the verdict."),
            _find_lost_passages,
            _read_sightings_to_check,
            of_document=False,
        )
    )
    register_check(
        Check(
            "quote-changed",
            Severity.WARNING,
            _("A quoted passage is in its source in other words or in another place"),
            _("Open the evidence screen, read the passage as it is now, and confirm the verdict."),
            _find_reworded_passages,
            _read_sightings_to_check,
            of_document=False,
        )
    )


DEAD = (Health.BROKEN, Health.GONE)


def _read_dead_addresses(subjects: Sequence[Subject]) -> set[int]:
    """Return the keys of the locations of sources that can no longer be read, in one query."""
    keys = [place["id"] for subject in subjects for place in subject.document["locations"]]
    return set(Watch.objects.filter(location__in=keys, health__in=DEAD).values_list("location_id", flat=True))


def _find_dead_addresses(subject: Subject, dead: set[int]) -> Iterator[Place]:
    places: Sequence[Mapping[str, Any]] = subject.document["locations"]
    for number, place in enumerate(places):
        if place["id"] in dead and not place["retired_on"]:
            yield Place(f"location:{number}")


DEAD_ADDRESS = Check(
    "source-address-dead",
    Severity.WARNING,
    _("A web address no longer leads to the source"),
    _("Add the new URL or an archived copy, and retire the old one."),
    _find_dead_addresses,
    _read_dead_addresses,
    of=SOURCE,
)


def register_address_checks() -> None:
    """Register the check; called once, at start-up."""
    register_check(DEAD_ADDRESS)
