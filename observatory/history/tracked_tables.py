"""The tables whose history is kept, in the order of their foreign keys: how their rows are read from events, and a row
in words.
"""

from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import QuerySet
from pghistory.core import event_models

from observatory.records.models import Record, Reviewed
from observatory.records.tracking import MOVED, Event

Values = dict[str, Any]
# What says where a row is in the workflow. It is history, but nobody restores it: what is public does not go back.
STATE = "state"


@dataclass(frozen=True)
class Tracked:
    """A table whose history is kept: its model, the model of its events, and the names of its tracked columns."""

    model: type[models.Model]
    event_model: type[Event]
    columns: tuple[str, ...]
    owner: str  # the column that names the record, source or term of which a row is a part; "" without

    def events(self) -> QuerySet:
        """Return the events, without those that repeat a row as it left its owner."""
        return self.event_model.objects.exclude(pgh_label=MOVED)

    def values(self, event: Event) -> Values:
        """Return the columns of a row as an event has them."""
        return {name: getattr(event, name) for name in self.columns}

    def owner_of(self, pk: int, values: Values) -> tuple[type[models.Model], int | None]:
        """Return the model and the primary key of what a row of this tracked table is a part of, or of the row
        itself."""
        if not self.owner:
            return root_of(self.model), pk
        field = self.model._meta.get_field(self.owner.removesuffix("_id"))
        return field.related_model, values[self.owner]


def root_of(model: type[models.Model]) -> type[models.Model]:
    """Return the model whose history a row belongs to: `Record` for a row of any type of record."""
    return Record if issubclass(model, Record) else model


@cache
def tracked_tables() -> tuple[Tracked, ...]:
    """Return the tracked tables, each after those that its foreign keys point at."""
    found = {each.pgh_tracked_model._meta.concrete_model: each for each in event_models() if issubclass(each, Event)}
    graph = {model: _pointed_at(model) & set(found) for model in found}
    return tuple(_tracked_table(found[model]) for model in TopologicalSorter(graph).static_order())


@cache
def tables_of(root: type[models.Model]) -> tuple[Tracked, ...]:
    """Return the tables that the history of a record, source, term or survey is read from; its own come first."""
    own = [each for each in tracked_tables() if not each.owner and root_of(each.model) is root]
    parts = [each for each in tracked_tables() if each.owner and each.owner_of(0, {each.owner: 0})[0] is root]
    return (*own, *parts)


def table_of(model: type[models.Model]) -> Tracked | None:
    """Return the tracked table of a model, or None."""
    concrete = model._meta.concrete_model
    return next((each for each in tracked_tables() if each.model._meta.concrete_model is concrete), None)


def _pointed_at(model: type[models.Model]) -> set[type[models.Model]]:
    return {field.related_model for field in model._meta.local_concrete_fields if field.is_relation} - {model}


def _tracked_table(event_model: type[Event]) -> Tracked:
    """Return the tracked table of an event model: its columns, and the foreign key to what its rows are parts of."""
    columns = [field.attname for field in event_model._meta.concrete_fields if not field.name.startswith("pgh_")]
    model = event_model.pgh_tracked_model
    owners = [tracker.condition.fields[0] for tracker in event_model.pgh_trackers if tracker.label == MOVED]
    owner = model._meta.get_field(owners[0]).attname if owners else ""
    return Tracked(model, event_model, tuple(columns), owner)


REVIEWED: tuple[type[Reviewed], ...] = tuple(Reviewed.__subclasses__())


def row_in_words(table: Tracked, pk: int, values: Values | None) -> str:
    """Return what kind of row it is and what it says, for example: citation “MOST 2023a · launched”."""
    name = str(table.model._meta.verbose_name)
    return f"{name} “{text_of_tracked_row(table, pk, values)}”" if values else f"{name} {pk}"


def text_of_tracked_row(table: Tracked, pk: int, values: Values) -> str:
    """Return a row of a tracked table as one text, from the values that its history has, also if what it points at was
    deleted."""
    model = table.model
    try:
        return str(model(**{model._meta.pk.attname: pk}, **values))[:200]
    except ObjectDoesNotExist:
        told = (values.get(name) for name in ("title_en", "name", "key", "term", "text", "field", "url", "slug"))
        return next(filter(None, told), str(pk))
