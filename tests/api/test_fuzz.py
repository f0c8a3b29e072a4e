"""Requests made up from the schema, valid and not, for every operation that it lists.

Never a 500, never an answer that is not described; what the schema forbids is refused, and what it allows is taken,
unless for a reason that no schema can state.
"""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from observatory.api.openapi_document import document
from observatory.public.published_records import refuse_past_moment
from observatory.text.input_cleaning import clean_text

CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
)
# Which cursor is one of this list, which codes are loaded, which days the calendar has, what goes together.
BEYOND_A_SCHEMA = {"cursor", "as_of", "kind", "published_since", "searched_since", "date_from", "date_to"}
BEYOND_A_SCHEMA |= {"jurisdiction", "theme", "instrument_type", "field"}
TAKEN = {200, 301, 404, 410, 414}


@pytest.fixture(scope="module")
def described():
    schema = schemathesis.openapi.from_dict(document())
    schema.app = WSGIHandler()
    return schema


@pytest.fixture
def openapi(described, catalogue):
    # As Django's own test client does: a request must not close the connection that holds the test's data.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield described
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def send(openapi, path, mode, examples):
    """Send requests made up for one operation and look at each answer."""
    operation = openapi[path]["GET"]

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        response = case.call_and_validate(checks=CHECKS, headers={"Host": "localhost", "Accept-Encoding": "identity"})
        if mode == GenerationMode.POSITIVE and response.status_code not in TAKEN:
            named = {error["parameter"] for error in response.json().get("errors", [])}
            assert named, (case.path_parameters, case.query, response.text)
            beyond = BEYOND_A_SCHEMA | ({*refuse_past_moment()} if "as_of" in case.query else set())
            # A text may be cleaned to nothing: all of its characters are invisible.
            beyond = beyond | {name for name in named if not clean_text(str(case.query.get(name, "")))}
            assert named <= beyond, (case.query, response.text)

    run()


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", document()["paths"])
def test_requests_made_up_from_the_schema(openapi, path, mode):
    send(openapi, path, mode, examples=6)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", document()["paths"])
def test_many_requests_made_up_from_the_schema(openapi, path, mode):
    send(openapi, path, mode, examples=60)
