"""Begin the history of rows that exist before it is kept: migrations give each of them a first event."""

from django.db import migrations

from observatory.records.tracking import FIRST


def begin_history(app_label: str) -> migrations.RunPython:
    """Return a migration that writes an event for every row of the tracked tables of an app, one statement a table.

    Then the first edit of a row has an old value. 100,000 records with five citations each take a minute.
    """

    def write(apps, schema_editor) -> None:
        for model in apps.get_app_config(app_label).get_models():
            if any(field.name == "pgh_obj" for field in model._meta.fields):
                schema_editor.execute(first_events_sql(model))

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
