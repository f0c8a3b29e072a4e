"""Requests made up from the schema, valid and not: never a 500, and never an answer that is not described."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation import GenerationMode

from observatory.site.api.schema import document

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
PATHS = [
    "",
    "records/",
    "records/{key}/",
    "instruments/",
    "bodies/{key}/",
    "initiatives/{key}/versions/",
    "initiatives/{key}/versions/{number}/",
    "changes/",
    "sources/",
    "sources/{key}/",
    "relations/",
    "glossary/",
    "surveys/",
    "vocabularies/{key}/",
    "export.jsonl",
]


@pytest.fixture
def openapi(catalogue):
    # As Django's own test client does: a request must not close the connection that holds the test's data.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    described = schemathesis.openapi.from_dict(document())
    described.app = WSGIHandler()
    yield described
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", PATHS)
def test_requests_made_up_from_the_schema(openapi, path, mode):
    operation = openapi[f"/api/v1/{path}"]["GET"]

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        case.call_and_validate(checks=CHECKS, headers={"Host": "localhost"})

    run()
