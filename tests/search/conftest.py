import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_kept():
    """Counts are kept between searches of one catalogue; each test has its own."""
    cache.clear()
