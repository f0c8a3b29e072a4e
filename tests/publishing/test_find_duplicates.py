"""Likely duplicates in the whole catalogue of the China case study, and the command that lists them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.publishing.management.commands import find_duplicates
from observatory.records.models import LikelyDuplicate, Record, RecordKey
from observatory.records.record_duplicates import find_duplicates_of, likely_duplicates_of_name
from observatory.sources.models import LikelyDuplicateSource
from observatory.sources.source_duplicates import find_duplicates_of as find_duplicate_sources
from tests.case_study import loaded_case_study
from tests.factories import InitiativeFactory, SourceFactory


@pytest.fixture
def twenty(db):
    return [InitiativeFactory(title_en=f"Plan {number // 2} of the country", slug=f"p{number}") for number in range(40)]


def queries_of(keys) -> int:
    with CaptureQueriesContext(connection) as captured:
        find_duplicates_of(keys)
    return len(captured)


def test_finding_takes_as_many_queries_for_forty_records_as_for_two(twenty):
    keys = [row.pk for row in twenty]
    few = queries_of(keys[:2])
    assert queries_of(keys) <= few + 2
    assert LikelyDuplicate.objects.count() == 20


def written() -> list:
    return [*LikelyDuplicate.objects.order_by("pk").values(), *RecordKey.objects.order_by("pk").values()]


def test_finding_again_changes_nothing_and_a_new_name_ends_what_was_found(twenty):
    keys = [row.pk for row in twenty]
    find_duplicates_of(keys)
    before = written()
    call_command("find_duplicates", verbosity=0)
    assert written() == before
    Record.objects.filter(pk=keys[0]).update(title_en="Another thing", title_zh_hans="别的")
    find_duplicates_of(keys[:1])
    assert LikelyDuplicate.objects.count() == 19


def test_a_key_that_very_many_records_share_finds_nothing(db):
    rows = [InitiativeFactory(title_en="Work plan", slug=f"w{number}") for number in range(45)]
    find_duplicates_of([row.pk for row in rows])
    assert not LikelyDuplicate.objects.exists()


def test_a_name_is_looked_up_before_a_record_is_made(twenty, django_assert_max_num_queries):
    find_duplicates_of([row.pk for row in twenty])
    with django_assert_max_num_queries(12):
        found = likely_duplicates_of_name(["  the plan 3 of the country\x00", ""], "initiative")
    assert [twin.record.title_en for twin in found] == ["Plan 3 of the country"] * 2
    assert likely_duplicates_of_name(["Plan 3 of the country"], "organisation") == []
    assert likely_duplicates_of_name([], "initiative") == []


def test_a_deleted_or_standalone_source_needs_no_care(db):
    source = SourceFactory(title_en="A plan for the whole country")
    other = SourceFactory(title_en="A plan for the whole country")
    find_duplicate_sources([source.pk, other.pk, 10**9])
    assert LikelyDuplicateSource.objects.count() == 1
    other.delete()
    assert not LikelyDuplicateSource.objects.exists()
    assert find_duplicate_sources([]) == 0


@pytest.fixture(scope="module")
def case_study(django_db_setup, django_db_blocker):
    with loaded_case_study(django_db_blocker, publish=False):
        yield


def described(pairs) -> list[str]:
    return [f"{row.score} {row.one} = {row.other}: {row.reasons}" for row in pairs.select_related("one", "other")]


@pytest.mark.usefixtures("case_study")
def test_the_case_study_has_no_false_duplicate(db):
    call_command("find_duplicates", verbosity=0)
    assert described(LikelyDuplicate.objects) == []
    # Each is one text at two addresses: a notice and its reprints, and one initiative on two sites.
    assert [(row.score, row.one.key, row.other.key) for row in LikelyDuplicateSource.objects.all()] == [
        (85, "MOE 2024", "China Education Daily 2024"),
        (80, "Ni 2024", "ais.cn 2024"),
        (65, "CAC 2023b", "comparativeai.org n.d."),
    ]


def test_the_command_goes_on_after_a_row_and_refuses_what_is_none(twenty, capsys, monkeypatch):
    monkeypatch.setattr(find_duplicates, "PROGRESS", -1)
    keys = sorted(row.pk for row in twenty)
    call_command("find_duplicates", after=f"records:{keys[-3]}")
    told = capsys.readouterr().out
    assert f"2 of 2 records compared; to go on from here: --after records:{keys[-1]}" in told
    assert "sources compared" in told
    assert LikelyDuplicate.objects.count() == 1
    call_command("find_duplicates", after="sources:0")
    assert "records" not in capsys.readouterr().out
    for wrong in ("bodies:1", "records", "records:-1", "records:" + "9" * 30):
        with pytest.raises(CommandError, match="records:NUMBER"):
            call_command("find_duplicates", after=wrong)
