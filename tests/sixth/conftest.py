import pytest
from django.db import connection

from observatory.records import registry
from tests.sixth.models import CALL, Call


@pytest.fixture
def calls(db, settings):
    """The sixth type with its table and its addresses, for one test."""
    with connection.schema_editor() as editor:
        editor.create_model(Call)
    registry.register(CALL)
    settings.ROOT_URLCONF = "tests.sixth.urls"
    yield Call
    registry._types.pop("call")
