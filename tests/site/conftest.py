import pytest


@pytest.fixture
def world(kept_world):
    return kept_world
