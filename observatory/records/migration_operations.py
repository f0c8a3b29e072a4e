"""Operations of migrations for tables with a history: add many triggers at once, and give rows that exist before
their first event.

Django renders the models anew after each operation, and takes 0.2 s for it.
"""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from observatory.records.tracking import FIRST


class AddTriggers(Operation):
    """Several `AddTrigger` as one operation, after which the models are rendered once."""

    def __init__(self, operations: Sequence[AddTrigger]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for operation in self.operations:
            options = state.models[app_label, operation.model_name].options
            options["triggers"] = [*options.get("triggers", []), operation.trigger]
        state.reload_models({(app_label, operation.model_name) for operation in self.operations}, delay=True)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.operations)} triggers"


def begin_history(app_label: str, *models: str) -> migrations.RunPython:
    """Return an operation that writes an event for every row of these models of an app, one statement a table.

    A migration that begins to track a table with rows needs it: then the first edit of a row has an old value. 100,000
    records with five citations each take a minute.
    """

    def write(apps, schema_editor) -> None:
        for model in models:
            schema_editor.execute(first_events_sql(apps.get_model(app_label, f"{model}Event")))

    return migrations.RunPython(write, migrations.RunPython.noop)


def first_events_sql(event_model) -> str:
    """Return the statement that writes a first event for every row of the table that an event model is about."""
    of = event_model._meta.get_field("pgh_obj").related_model._meta
    columns = [field.column for field in event_model._meta.concrete_fields if not field.name.startswith("pgh_")]
    copied = "".join(f', "{column}"' for column in columns)
    return (
        f'INSERT INTO "{event_model._meta.db_table}" (pgh_created_at, pgh_label, pgh_obj_id{copied})'  # noqa: S608
        f' SELECT statement_timestamp(), \'{FIRST}\', "{of.pk.column}"{copied} FROM "{of.db_table}"'
    )
