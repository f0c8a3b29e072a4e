"""How a location is now, in a word with its date: the one live thing beside the frozen documents."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from observatory.sources.models import Location


@dataclass(frozen=True, slots=True)
class Health:
    """`tone` says how a reader should take it: "good", "care", "lost" or "none"."""

    words: str
    tone: str = "none"
    date: datetime | None = None


def locations_with_health() -> Prefetch:
    """Prefetch of the locations of sources together with all that `health` reads."""
    return Prefetch("locations", Location.objects.all())


def health(location: Location) -> Health:
    """Return how a location is, for readers."""
    if not location.url:
        return Health(_("no address is known"))
    if not location.monitored:
        return Health(_("not watched"))
    return Health(_("not read yet"))
