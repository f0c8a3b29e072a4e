"""What the verdict on a citation rests on, in words: a compared passage, a printed reference, the word of a person."""

from datetime import date

from django.utils.translation import gettext as _

from observatory.monitoring.models import Sighting
from observatory.public.location_health import LocationHealth
from observatory.public.published_sightings import Citation, passage_read


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
