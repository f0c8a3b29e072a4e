"""The controlled predicates of relations, with a label for each direction."""

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
