"""A database of another version is refused in one line, before anything is changed."""

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from observatory.operations.migration_checks import explain_unknown_migrations, missing_migrations, unknown_migrations

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_another_version():
    MigrationRecorder(connection).record_applied("publishing", "0017_numbers_of_facets_of_old")


def test_the_database_of_this_version_is_accepted():
    assert unknown_migrations() == []
    call_command("migrate", verbosity=0, skip_checks=False)


def squashed() -> list[Migration]:
    found = [each for each in MigrationLoader(None).disk_migrations.values() if each.replaces]
    assert found
    return found


def test_a_database_with_all_migrations_that_were_squashed_is_upgraded():
    recorded = MigrationRecorder(connection).migration_qs
    for migration in squashed():
        recorded.filter(app=migration.app_label, name=migration.name).delete()
    assert missing_migrations()
    call_command("migrate", verbosity=0, skip_checks=False)
    assert missing_migrations() == unknown_migrations() == []


@pytest.mark.parametrize(
    "had", [slice(None, 1), slice(None, -1), slice(1, None)], ids=["first", "all but last", "all but first"]
)
def test_a_database_with_some_of_the_migrations_that_were_squashed_is_refused(had):
    expected = []
    for migration in squashed():
        MigrationRecorder(connection).migration_qs.filter(app=migration.app_label).delete()
        for app, name in migration.replaces[had]:
            MigrationRecorder(connection).record_applied(app, name)
            expected.append(f"{app}.{name}")
    assert unknown_migrations() == sorted(expected)
    with pytest.raises(SystemCheckError, match="export_catalogue FOLDER"):
        call_command("migrate", verbosity=0, skip_checks=False)


def test_a_database_of_the_first_days_is_refused():
    for migration in squashed():
        MigrationRecorder(connection).migration_qs.filter(app=migration.app_label).delete()
    MigrationRecorder(connection).record_applied("records", "0001_initial")
    assert unknown_migrations() == ["records.0001_initial"]


def test_migrations_of_other_packages_are_their_own_affair():
    MigrationRecorder(connection).record_applied("removed_package", "0001_initial")
    assert unknown_migrations() == []


def test_migrate_refuses_the_database_of_another_version(of_another_version):
    with pytest.raises(SystemCheckError, match="0017_numbers_of_facets_of_old"):
        call_command("migrate", verbosity=0, skip_checks=False)


def test_prepare_says_in_one_line_what_to_do(of_another_version):
    with pytest.raises(CommandError) as refused:
        call_command("prepare", database_only=True)
    (line,) = str(refused.value).splitlines()
    assert "export_catalogue" in line
    assert "load_catalogue" in line


def test_many_unknown_migrations_are_named_in_part():
    names = [f"publishing.{number:04d}" for number in range(20)]
    assert "publishing.0002 ..." in explain_unknown_migrations(names)
    assert "publishing.0003" not in explain_unknown_migrations(names)
