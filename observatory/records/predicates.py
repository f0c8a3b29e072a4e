"""The controlled predicates of relations, with a label for each direction, and the types of record that they fit."""

from collections.abc import Iterable, Iterator, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.records.closed_lists import check_complete


class Predicate(models.TextChoices):
    """The relation of the subject to the object: "SUBJECT issued OBJECT"."""

    ISSUED = "issued", _("issued")
    LAUNCHED = "launched", _("launched")
    ESTABLISHED = "established", _("established")
    DEVELOPED = "developed", _("developed")
    RELEASED = "released", _("released")
    SUPPORTS = "supports", _("supports")
    FUNDS = "funds", _("funds")
    ORGANISED = "organised", _("organised")
    HOSTED = "hosted", _("hosted")
    PARTICIPATES_IN = "participates_in", _("participates in")
    ADVISES = "advises", _("advises")
    PART_OF = "part_of", _("is part of")
    IMPLEMENTS = "implements", _("implements")
    BASED_ON = "based_on", _("is based on")
    APPLIES_TO = "applies_to", _("applies to")
    AMENDS = "amends", _("amends")
    REPEALS = "repeals", _("repeals")
    SUCCEEDS = "succeeds", _("succeeds")
    PARTNER_OF = "partner_of", _("works with")


# By these the subject created or enabled the object; a list names the first of them first.
ACTORS = (
    *(Predicate.ISSUED, Predicate.LAUNCHED, Predicate.ESTABLISHED, Predicate.DEVELOPED, Predicate.RELEASED),
    *(Predicate.ORGANISED, Predicate.HOSTED, Predicate.FUNDS, Predicate.SUPPORTS),
)

# The same statement seen from the object: "OBJECT was issued by SUBJECT".
INVERSE = check_complete(
    Predicate,
    {
        Predicate.ISSUED: _("issued by"),
        Predicate.LAUNCHED: _("launched by"),
        Predicate.ESTABLISHED: _("established by"),
        Predicate.DEVELOPED: _("developed by"),
        Predicate.RELEASED: _("released by"),
        Predicate.SUPPORTS: _("supported by"),
        Predicate.FUNDS: _("funded by"),
        Predicate.ORGANISED: _("organised by"),
        Predicate.HOSTED: _("hosted by"),
        Predicate.PARTICIPATES_IN: _("participants"),
        Predicate.ADVISES: _("advised by"),
        Predicate.PART_OF: _("has part"),
        Predicate.IMPLEMENTS: _("implemented by"),
        Predicate.BASED_ON: _("basis of"),
        Predicate.APPLIES_TO: _("subject to"),
        Predicate.AMENDS: _("amended by"),
        Predicate.REPEALS: _("repealed by"),
        Predicate.SUCCEEDS: _("succeeded by"),
        Predicate.PARTNER_OF: _("works with"),
    },
)

# Types of record by what they can do. A type that is not named here fits everywhere.
_ACTORS = frozenset({"organisation", "body"})
_INITIATIVES = frozenset({"initiative"})
_INSTRUMENTS = frozenset({"instrument"})
_PLATFORMS = frozenset({"platform"})
_WORKS = _INITIATIVES | _INSTRUMENTS | _PLATFORMS
_ALL = _ACTORS | _WORKS
_DOERS = _ACTORS | _INITIATIVES  # a programme launches projects and funds institutes

# For each predicate, pairs of the types that its subject and its object may have.
_FITTING: Mapping[Predicate, tuple[tuple[frozenset[str], frozenset[str]], ...]] = check_complete(
    Predicate,
    {
        Predicate.ISSUED: ((_ACTORS, _INSTRUMENTS | _INITIATIVES),),
        Predicate.LAUNCHED: ((_DOERS, _INITIATIVES | _PLATFORMS),),
        Predicate.ESTABLISHED: ((_DOERS | _INSTRUMENTS, _ACTORS | _PLATFORMS),),
        Predicate.DEVELOPED: ((_DOERS, _PLATFORMS | _INSTRUMENTS),),
        Predicate.RELEASED: ((_DOERS | _PLATFORMS, _PLATFORMS | _INSTRUMENTS),),
        Predicate.SUPPORTS: ((_ALL, _ALL),),
        Predicate.FUNDS: ((_DOERS, _ACTORS | _INITIATIVES | _PLATFORMS),),
        Predicate.ORGANISED: ((_DOERS, _INITIATIVES),),
        Predicate.HOSTED: ((_ACTORS, _ACTORS | _INITIATIVES | _PLATFORMS),),
        Predicate.PARTICIPATES_IN: ((_ACTORS, _ACTORS | _INITIATIVES | _PLATFORMS),),
        Predicate.ADVISES: ((_ACTORS, _ACTORS | _INITIATIVES),),
        Predicate.PART_OF: (
            (_ACTORS, _ACTORS | _INITIATIVES),
            (_INITIATIVES, _INITIATIVES),
            (_INSTRUMENTS, _INSTRUMENTS | _INITIATIVES),
            (_PLATFORMS, _PLATFORMS | _INITIATIVES),
        ),
        Predicate.IMPLEMENTS: ((_ALL, _INITIATIVES | _INSTRUMENTS),),
        Predicate.BASED_ON: ((_WORKS, _WORKS),),
        Predicate.APPLIES_TO: ((_INSTRUMENTS, _ALL),),
        Predicate.AMENDS: ((_INSTRUMENTS, _INSTRUMENTS), (_INITIATIVES, _INITIATIVES)),
        Predicate.REPEALS: ((_INSTRUMENTS, _INSTRUMENTS | _INITIATIVES),),
        Predicate.SUCCEEDS: (
            (_ACTORS, _ACTORS),
            *((each, each) for each in (_INITIATIVES, _INSTRUMENTS, _PLATFORMS)),
        ),
        Predicate.PARTNER_OF: ((_ACTORS, _ACTORS),),
    },
)
# Said of either, they mean the same: a record has one way to state them.
_SYMMETRIC = frozenset({Predicate.PARTNER_OF})
OUTGOING, INCOMING = "out", "in"


def predicate_fits(subject: str, predicate: str, other: str) -> bool:
    """Return whether a record of one type (its `kind`) can stand in a relation to a record of another."""
    if subject not in _ALL or other not in _ALL:
        return True
    return any(subject in subjects and other in objects for subjects, objects in _FITTING[Predicate(predicate)])


def sentence_choices(kind: str, kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what can be said of a record of a type and of others of the types `kinds`: `DIRECTION:PREDICATE` and words.

    In the order of the public page: who brought it about, what it did, and how others relate to it.
    """
    others = set(kinds)
    incoming = [each for each in Predicate if any(predicate_fits(other, each, kind) for other in others)]
    outgoing = [each for each in Predicate if any(predicate_fits(kind, each, other) for other in others)]
    yield from (_sentence(INCOMING, each) for each in incoming if each in ACTORS)
    yield from (_sentence(OUTGOING, each) for each in outgoing)
    yield from (_sentence(INCOMING, each) for each in incoming if each not in ACTORS and each not in _SYMMETRIC)


def _sentence(direction: str, predicate: Predicate) -> tuple[str, str]:
    return f"{direction}:{predicate}", INVERSE[predicate] if direction == INCOMING else predicate.label


def kinds_that_fit(kind: str, sentence: str, kinds: Iterable[str]) -> list[str]:
    """Return the types, of those in `kinds`, that a record of a type can be in a relation (`sentence_choices`) to."""
    direction, _colon, predicate = sentence.partition(":")
    if predicate not in Predicate.values:
        return list(kinds)
    if direction == INCOMING:
        return [other for other in kinds if predicate_fits(other, predicate, kind)]
    return [other for other in kinds if predicate_fits(kind, predicate, other)]
