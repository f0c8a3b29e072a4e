"""The case study, and people with a role."""

import pytest

from tests.case_study import loaded_case_study
from tests.desk.conftest import _cache_of_its_own, administrator, curator, person, reviewer, roles  # noqa: F401


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with loaded_case_study(django_db_blocker, publish=True) as report:
        yield report
