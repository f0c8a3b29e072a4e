"""What statements and the verdicts on their citations rest on: a passage that was read, a printed reference, the word
of a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.public.location_health import LocationHealth
from observatory.public.published_sightings import Citation, passage_changed, passage_read
from observatory.publishing.documents.document_statements import statements_with_citations
from observatory.publishing.documents.evidence_status import SUPPORTING, is_primary_passage


def describe_basis(citation: Citation, sighting: Sighting | None) -> LocationHealth | None:
    """Return in words what the verdict of a citation document rests on, with the day of the verdict.

    "Compared" is said of a passage that the observatory has read, and of nothing else. None where there is nothing to
    say: no verdict, which the margin says already, or no quote.
    """
    day = date.fromisoformat(citation["checked_on"]) if citation["checked_on"] else None
    if citation["basis"] == "reference":
        return LocationHealth(_("page not opened; judged from the printed reference"), "care", day)
    if citation["basis"] == "person":
        return LocationHealth(_("page not opened; judged from a person's word"), "care", day)
    if not citation["quote"] or citation["verdict"] == "not_checked":
        return None
    if passage_read(sighting):
        return LocationHealth(_("compared on"), date=day)
    return LocationHealth(_("passage entered by a curator"), date=day)


def basis_words() -> list[tuple[str, str]]:
    """Return the words of `describe_basis` for what verdicts rest on, with their meaning, for the page on methods."""
    compared = _(
        "a person compared the quoted passage with the statement on that day, and the observatory itself has read the"
        " passage on its page"
    )
    entered = _(
        "a person entered the passage and compared it with the statement on that day; the observatory has not read it"
        " on its page"
    )
    reference = _(
        "the verdict follows from the title, author, date or web address as printed; nobody opened the page for it"
    )
    return [
        (_("compared on"), compared),
        (_("passage entered by a curator"), entered),
        (_("page not opened; judged from the printed reference"), reference),
        (
            _("page not opened; judged from a person's word"),
            _("a person who knows told us; nobody opened a page for it"),
        ),
    ]


@dataclass(frozen=True, slots=True)
class StatementBasis:
    """Numbers of statements of a record. `read`: a passage of a primary source stands on its page now; `changed`: one
    stood there, and stands otherwise now or no longer; `quoted`: one is quoted, but was not seen there; `secondary`:
    they are supported, but by no passage of a primary source; `open`: no source supports them. `only` is the key of the
    source that alone supports the secondary ones, if it is one."""

    read: int = 0
    changed: int = 0
    quoted: int = 0
    secondary: int = 0
    open: int = 0
    only: str = ""

    @property
    def total(self) -> int:
        return self.read + self.changed + self.quoted + self.secondary + self.open

    @property
    def all_read(self) -> bool:
        return bool(self.read) and self.read == self.total


def count_statements_by_basis(document: Mapping[str, Any], sighted: Mapping[str, Sighting]) -> StatementBasis:
    """Count the statements on the page of a record by what they rest on; `sighted` are the sightings of its citations
    by ID."""
    numbers = dict.fromkeys(("read", "changed", "quoted", "secondary", "open"), 0)
    keys: set[str] = set()
    for citations in statements_with_citations(document).values():
        supporting = [citation for citation in citations if citation["verdict"] in SUPPORTING]
        primary = [citation for citation in supporting if is_primary_passage(citation)]
        if any(_passage_stands(sighted.get(citation["id"])) for citation in primary):
            numbers["read"] += 1
        elif any(passage_changed(sighted.get(citation["id"])) for citation in primary):
            numbers["changed"] += 1
        elif primary:
            numbers["quoted"] += 1
        elif supporting:
            numbers["secondary"] += 1
            keys |= {citation["source"]["key"] for citation in supporting}
        else:
            numbers["open"] += 1
    return StatementBasis(**numbers, only=keys.pop() if len(keys) == 1 else "")


def _passage_stands(sighting: Sighting | None) -> bool:
    return sighting is not None and sighting.state == QuoteState.PRESENT
