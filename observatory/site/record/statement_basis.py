"""What the statements of a record rest on: a primary source read, or only what a report about them says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.public.sightings import passage_changed
from observatory.publishing.evidence import SUPPORTING, is_primary_passage
from observatory.publishing.serializers import statements_with_citations


@dataclass(frozen=True, slots=True)
class Basis:
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


def basis_of(document: Mapping[str, Any], sighted: Mapping[str, Sighting]) -> Basis:
    """Return what the statements of a public document rest on; `sighted` are the sightings of its citations by ID."""
    numbers = dict.fromkeys(("read", "changed", "quoted", "secondary", "open"), 0)
    keys: set[str] = set()
    for citations in statements_with_citations(document).values():
        supporting = [citation for citation in citations if citation["verdict"] in SUPPORTING]
        primary = [citation for citation in supporting if is_primary_passage(citation)]
        if any(_seen(sighted.get(citation["id"])) for citation in primary):
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
    return Basis(**numbers, only=keys.pop() if len(keys) == 1 else "")


def _seen(sighting: Sighting | None) -> bool:
    return sighting is not None and sighting.state == QuoteState.PRESENT
