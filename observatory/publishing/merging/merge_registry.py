"""The registry of models whose rows go along when a record is merged (comments, links for experts, followers), and come
back when the merge is undone.

They have no history of their own. A package above this one registers its models with `move_with_merges` when the
program starts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from observatory.publishing.models import ReviewLink
from observatory.records.models import Comment, Record


@dataclass(frozen=True)
class RowsMovedByMerge:
    """A model with a foreign key to records named `owner`; a record has one row for each value of `once_per`, if that
    is given. Only rows of `which` go along."""

    model: type[models.Model]
    owner: str = "record"
    once_per: str = ""
    which: models.Q = field(default_factory=models.Q)

    def without_doubles(self, rows: models.QuerySet, record: Record) -> models.QuerySet:
        """Return the rows that a merge can move to a record: those of what it has one row of already are left out."""
        if not self.once_per:
            return rows
        there = self.model._default_manager.filter(**{self.owner: record.pk})
        return rows.exclude(**{f"{self.once_per}__in": there.values(self.once_per)})


_registered = [RowsMovedByMerge(Comment), RowsMovedByMerge(ReviewLink)]


def move_with_merges(
    model: type[models.Model], *, owner: str = "record", once_per: str = "", which: models.Q | None = None
) -> None:
    """Let the rows of a model (all, or those of `which`) go along when their record is merged into another, and come
    back when that is undone."""
    _registered.append(RowsMovedByMerge(model, owner, once_per, which or models.Q()))


def move_registered_rows(record: Record, into: Record) -> dict[str, list[int]]:
    """Move the rows without a history (comments, followers …) of a merged record to another; return their primary keys
    by model, for `return_registered_rows`."""
    moved = {}
    for each in _registered:
        rows = each.model._default_manager.filter(each.which, **{each.owner: record.pk})
        rows = each.without_doubles(rows, into)
        if keys := list(rows.values_list("pk", flat=True)):
            each.model._default_manager.filter(pk__in=keys).update(**{each.owner: into.pk})
            moved[each.model._meta.label_lower] = keys
    return moved


def return_registered_rows(moved: Mapping[str, list[int]], record: Record, into: Record) -> None:
    """Give a record its rows back that a merge moved to another, if they are still there."""
    known = {each.model._meta.label_lower: each for each in _registered}
    for label, keys in moved.items():
        if label in known and apps.is_installed(known[label].model._meta.app_config.name):
            each = known[label]
            rows = each.model._default_manager.filter(pk__in=keys, **{each.owner: into.pk})
            back = list(each.without_doubles(rows, record).values_list("pk", flat=True))
            each.model._default_manager.filter(pk__in=back).update(**{each.owner: record.pk})
