import pytest
from django.db import connection

from observatory.publishing.index import facets
from observatory.records import registry
from tests.sixth.models import CALL, Call


@pytest.fixture
def calls(db, settings):
    """The sixth type with its table and its addresses, for one test."""
    with connection.schema_editor() as editor:
        editor.create_model(Call)
    registry.register_record_type(CALL)
    settings.ROOT_URLCONF = "tests.sixth.urls"
    yield Call
    registry._types.pop("call")


@pytest.fixture
def languages():
    """A facet that no list has by itself, for one test: the language of the original title."""
    facet = facets.Facet("language", "Language", _languages)
    facets.register_facet(facet)
    yield facet
    facets._facets.pop("language")


def _languages(document, columns) -> list[str]:
    return [language] if (language := document["title"]["original_language"]) else []
