import pytest

from tests.site.world import make_world


@pytest.fixture
def world(db):
    return make_world()
