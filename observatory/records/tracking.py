"""Keep the history of a table: triggers write every change of a row to a table of events (django-pghistory).

The events are what `observatory.history` reads. They are written by the database, so that bulk writes, imports and
commands leave a trace like forms do.
"""

from collections.abc import Callable

import pghistory
import pghistory.models
import pgtrigger
from django.db import models

# What says who works on a row or where it is in the workflow, and is no statement of the catalogue. A change of these
# alone is no event. A column like them that is added to a tracked model belongs here too.
BOOKKEEPING = frozenset({"updated_at", "edited_by", "returned", "assigned_to", "due_on", "cited"})

FIRST = "first"  # the row as it was when its history began
INSERT, UPDATE, DELETE = "insert", "update", "delete"
MOVED = "moved"  # the row as it was before it went to another owner; its "update" follows


class CurrentTransaction(models.Func):
    """The number of the running transaction (PostgreSQL's `txid_current()`)."""

    function = "txid_current"
    output_field = models.BigIntegerField()


class Event(pghistory.models.Event):
    """An event: a row after a change (before it, for a deletion), which step it belongs to, and when it was.

    Events outside of a step have no context; those of one transaction belong together.
    """

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        abstract = True


def track_history(*, owner: str = "") -> Callable[[type[models.Model]], type[models.Model]]:
    """Return a class decorator that keeps the history of a model.

    `owner` is the name of its foreign key to the record, source or term that its rows are a part of; the history of
    that one is read by it. Generated columns and `BOOKKEEPING` are left out. For a table that has rows, the migration
    calls `migration_operations.begin_history`.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        concrete = model._meta.concrete_model or model
        fields = [
            field.name
            for field in concrete._meta.local_concrete_fields
            if not (field.primary_key or field.generated or field.name in BOOKKEEPING)
        ]
        trackers = [pghistory.InsertEvent(INSERT), pghistory.UpdateEvent(UPDATE), pghistory.DeleteEvent(DELETE)]
        name = model._meta.model_name
        indexes = [models.Index(fields=["pgh_obj", "pgh_id"], name=f"{name}_by_row")]
        if owner:
            indexes.append(models.Index(fields=[owner, "pgh_id"], name=f"{name}_by_owner"))
            changed = pgtrigger.AnyChange(owner)
            trackers.append(pghistory.UpdateEvent(MOVED, row=pghistory.Old, condition=changed))
        else:
            deleted = models.Q(pgh_label=DELETE)
            indexes.append(models.Index(fields=["-pgh_id"], condition=deleted, name=f"{name}_deleted"))
        return pghistory.track(
            *trackers,
            fields=fields,
            base_model=Event,
            model_name=f"{model._meta.object_name}Event",
            obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+", db_index=False),
            context_field=pghistory.ContextForeignKey(db_index=True),
            append_only=True,
            level=pgtrigger.Statement,
            meta={"indexes": indexes, "default_permissions": ()},
        )(model)

    return decorate
