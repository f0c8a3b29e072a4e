"""Tests share rows, and none sees what another one did to them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from observatory.publishing.models import Entry, Version
from observatory.records.models import Record
from tests.emptying import KEPT, empty_used_tables
from tests.site.world import make_world


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_does_to_the_shared_catalogue_is_gone_for_the_next(kept_world, turn):
    assert kept_world.plan.title_en == Record.objects.get(pk=kept_world.plan.pk).title_en == "Implementation Plan"
    assert Entry.objects.count() == len(kept_world.records)
    kept_world.plan.title_en = "Another title"
    kept_world.plan.save()
    Entry.objects.all().delete()


def test_the_roles_lie_below_the_catalogue(kept_world, kept_roles):
    assert set(Group.objects.values_list("name", flat=True)) == set(kept_roles)
    assert Record.objects.exists()


def test_who_asks_for_one_sees_nothing_of_the_other(kept_roles):
    assert Group.objects.exists()
    assert not Record.objects.exists()


@pytest.mark.django_db
def test_who_asks_for_nothing_finds_an_empty_catalogue():
    assert not Record.objects.exists()
    assert not Group.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_makes_the_shared_rows_for_itself(kept_world):
    assert not connection.in_atomic_block
    assert Entry.objects.count() == len(kept_world.records)


@pytest.mark.django_db(transaction=True)
def test_no_row_is_left_after_a_test_that_commits():
    make_world()
    assert Version.objects.exists()
    empty_used_tables(None)
    left = []
    with connection.cursor() as cursor:
        for name in set(connection.introspection.django_table_names(only_existing=True)) - KEPT:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            left += [name] if cursor.fetchone()[0] else []
    assert left == []
    assert Permission.objects.exists()
