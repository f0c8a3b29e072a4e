"""Why records of two types cannot stand in a relation, in words: for forms, catalogue files and tables."""

from django.core.exceptions import ValidationError

from observatory.records import registry
from observatory.records.models import Record
from observatory.records.predicates import Predicate, predicate_fits
from observatory.records.translatable_messages import gettext as _


def relation_misfit(subject: str, predicate: str, other: str) -> str:
    """Return why a record of one type (its `kind`) cannot stand in a relation to one of another, in words; "" if it
    can."""
    if predicate_fits(subject, predicate, other):
        return ""
    words = {
        "predicate": Predicate(predicate).label,
        "subject": registry.get_record_type(subject).model._meta.verbose_name,
        "object": registry.get_record_type(other).model._meta.verbose_name,
    }
    return (
        _(
            "“%(predicate)s” cannot be said of a record of the type “%(subject)s” and one of the type “%(object)s”."
            " Choose another relation type or another record."
        )
        % words
    )


def require_fitting(subject: Record, predicate: str, other: Record) -> None:
    """Raise `ValidationError` if records of these types cannot stand in this relation (`predicates.predicate_fits`)."""
    if reason := relation_misfit(subject.kind, predicate, other.kind):
        raise ValidationError(reason, code="types")
