"""Migrations can be taken back, and say what the models say."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db


def functions() -> set[str]:
    """Names of the functions in the schema, without those that django-pgtrigger and django-pghistory leave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        names = {name for (name,) in cursor.fetchall()}
    return {name for name in names if not name.startswith(("pgtrigger_", "_pgtrigger_", "_pgh_"))}


def test_the_models_need_no_other_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.slow
def test_the_migrations_of_all_apps_can_be_reversed():
    assert {"edtf_lower", "slug_leads_to_one_record", "version_is_append_only"} <= functions()
    executor = MigrationExecutor(connection)
    executor.migrate([(app, None) for app in executor.loader.migrated_apps])

    assert connection.introspection.table_names() == ["django_migrations"]
    assert functions() == set()
    assert executor.recorder.applied_migrations() == {}
