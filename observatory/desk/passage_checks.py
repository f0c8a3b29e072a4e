"""Checks of the passages that a record quotes: whether each still stands in its source."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.sightings import decisive_sighting, selector_of, sightings_by_citation
from observatory.publishing.checks.registry import Check, Place, Severity, Subject, register_check
from observatory.publishing.serializers import statements_with_citations

_LOST = frozenset((QuoteState.MISSING, QuoteState.STRUCK, QuoteState.NEVER_FOUND))
Sightings = Mapping[str, Sequence[Sighting]]


def _read_sightings(subjects: Sequence[Subject]) -> Sightings:
    cited = (rows for subject in subjects for rows in statements_with_citations(dict(subject.document)).values())
    return sightings_by_citation({row["id"] for rows in cited for row in rows if row["quote"]})


def _sighted(subject: Subject, sightings: Sightings) -> Iterator[tuple[str, str, Sighting]]:
    """Yield statement, quote and decisive sighting of each quote that was looked for."""
    for name, citations in statements_with_citations(dict(subject.document)).items():
        for citation in citations:
            seen = decisive_sighting(sightings.get(citation["id"], ()), selector_of(citation))
            if seen is not None:
                yield name, citation["quote"], seen


def _is_lost(seen: Sighting) -> bool:
    return seen.state in _LOST or (seen.state == QuoteState.ALTERED and bool(seen.meaning_changed))


def _find_lost(subject: Subject, sightings: Sightings) -> Iterator[Place]:
    return (Place(name, quote, seen.passage) for name, quote, seen in _sighted(subject, sightings) if _is_lost(seen))


def _find_reworded(subject: Subject, sightings: Sightings) -> Iterator[Place]:
    for name, quote, seen in _sighted(subject, sightings):
        if seen.state in (QuoteState.ALTERED, QuoteState.MOVED) and not _is_lost(seen):
            yield Place(name, quote, seen.passage)


def register_quote_checks() -> None:
    """Register the checks of this module; called once, at start-up."""
    register_check(
        Check(
            "quote-not-found",
            Severity.ERROR,
            _("A quoted passage is not in its source"),
            _("Open the evidence screen: take the passage as it is now, cite elsewhere, or change the verdict."),
            _find_lost,
            _read_sightings,
            of_document=False,
        )
    )
    register_check(
        Check(
            "quote-changed",
            Severity.WARNING,
            _("A quoted passage is in its source in other words or in another place"),
            _("Open the evidence screen, read the passage as it is now, and confirm the verdict."),
            _find_reworded,
            _read_sightings,
            of_document=False,
        )
    )
