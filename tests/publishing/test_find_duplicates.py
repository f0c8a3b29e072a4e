"""Likely duplicates in the whole catalogue of the China case study, and the command that lists them."""

import pytest
from django.core.management import call_command

from observatory.records.models import LikelyDuplicate
from observatory.sources.models import LikelyDuplicateSource
from tests.case_study import loaded_case_study


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
