"""The check of sources that needs the monitor: whether their addresses still lead to them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models import Watch
from observatory.monitoring.outcomes import Health
from observatory.publishing.checks.item_rules import SOURCE
from observatory.publishing.checks.registry import Check, Place, Severity, Subject, register_check

DEAD = (Health.BROKEN, Health.GONE)


def _read_dead(subjects: Sequence[Subject]) -> set[int]:
    """Return the keys of the locations of sources that can no longer be read, in one query."""
    keys = [place["id"] for subject in subjects for place in subject.document["locations"]]
    return set(Watch.objects.filter(location__in=keys, health__in=DEAD).values_list("location_id", flat=True))


def _find_dead(subject: Subject, dead: set[int]) -> Iterator[Place]:
    places: Sequence[Mapping[str, Any]] = subject.document["locations"]
    for number, place in enumerate(places):
        if place["id"] in dead and not place["retired_on"]:
            yield Place(f"location:{number}")


DEAD_ADDRESS = Check(
    "source-address-dead",
    Severity.WARNING,
    _("A web address no longer leads to the source"),
    _("Add the new address or an archived copy, and retire the old one."),
    _find_dead,
    _read_dead,
    of=SOURCE,
)


def register_address_checks() -> None:
    """Register the check; called once, at start-up."""
    register_check(DEAD_ADDRESS)
