"""The OpenAPI document: valid, complete, and true of what is answered."""

import json

import jsonschema
import pytest
from openapi_spec_validator import validate

from observatory.api.openapi_document import document
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.search.filters import filterset_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def openapi():
    return document()


def answer_of(openapi, path, status=200, media="application/json"):
    """Return a validator for what a path answers, references included."""
    shape = openapi["paths"][f"/api/v1/{path}"]["get"]["responses"][str(status)]["content"][media]["schema"]
    whole = {**shape, "components": openapi["components"]}
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def test_it_is_valid_openapi_3_1(openapi):
    validate(json.loads(json.dumps(openapi)))
    assert openapi["openapi"].startswith("3.1")


def operations(openapi):
    return [path["get"] for path in openapi["paths"].values()]


def test_answers_are_of_one_type_so_that_generated_clients_know_it(openapi):
    """Lists are JSON alone; what is a table and nothing else names both of its forms."""
    for operation in operations(openapi):
        for status, answer in operation["responses"].items():
            types = {name.partition(";")[0] for name in answer.get("content", {})}
            assert "text/html" not in types
            if "text/csv" in types:
                assert operation["tags"] == ["tables"]
            else:
                assert len(types) == (0 if status in ("301", "304") else 1), operation["operationId"]


def test_every_operation_has_a_summary_and_every_error_that_it_may_meet(openapi):
    summaries = [operation["summary"] for operation in operations(openapi)]
    assert len(set(summaries)) == len(summaries)
    for operation in operations(openapi):
        assert {"400", "406", "414", "429", "500", "503"} <= set(operation["responses"])
        assert "ETag" in operation["responses"]["200"]["headers"]
        assert "Retry-After" in operation["responses"]["503"]["headers"]


def test_it_says_what_it_is_and_where(openapi, settings):
    assert openapi["info"]["description"]
    assert openapi["info"]["contact"]["url"] == settings.SITE_URL
    assert [server["url"] for server in openapi["servers"]] == [settings.SITE_URL.rstrip("/")]


def test_values_are_described_by_their_type(openapi):
    told = {each["name"]: each["schema"] for each in openapi["paths"]["/api/v1/records/"]["get"]["parameters"]}
    assert told["count"]["type"] == "boolean"
    assert {each["format"] for each in told["as_of"]["anyOf"]} == {"date", "date-time"}
    assert told["cursor"]["pattern"]


def test_descriptions_of_documents_are_for_those_who_read_them(openapi):
    for name, shape in openapi["components"]["schemas"].items():
        assert "In: " not in shape.get("description", ""), name
        assert "prefetched" not in shape.get("description", ""), name


def test_it_is_in_english_whoever_asks_first_and_is_not_sent_twice(api):
    document.cache_clear()
    first = api("schema/?format=json", accept_language="zh-CN")
    assert not any("\u4e00" <= sign < "\u9fff" for sign in json.dumps(first.json()["paths"], ensure_ascii=False))
    api("schema/?format=json", 304, if_none_match=first["ETag"])
    api("schema/?format=yaml", 200, if_none_match=first["ETag"])


def test_every_address_is_described_with_its_errors(openapi):
    for row in [*registry.all_types(), None]:
        prefix = row.prefix if row else "records"
        for path in ("", "{key}/", "{key}/versions/", "{key}/versions/{number}/"):
            responses = openapi["paths"][f"/api/v1/{prefix}/{path}"]["get"]["responses"]
            assert {"200", "304", "400", "429"} <= set(responses)
    assert "410" in openapi["paths"]["/api/v1/initiatives/{key}/"]["get"]["responses"]


def test_every_filter_is_a_parameter_with_its_meaning(openapi):
    for row in registry.all_types():
        told = {each["name"]: each for each in openapi["paths"][f"/api/v1/{row.prefix}/"]["get"]["parameters"]}
        assert {"limit", "cursor", "ordering", "count", "as_of", "format"} <= set(told)
        assert set(filterset_of(row).base_filters) <= set(told)
        assert [name for name, each in told.items() if not each.get("description")] == []
    kinds = next(each for each in openapi["paths"]["/api/v1/records/"]["get"]["parameters"] if each["name"] == "kind")
    assert kinds["schema"]["items"]["enum"] == [row.kind for row in registry.all_types()]


def test_no_part_of_a_document_is_left_undescribed(openapi):
    """An object that says nothing of its members would let anything pass."""
    for name, shape in openapi["components"]["schemas"].items():
        assert shape != {}, name
        for field, part in shape.get("properties", {}).items():
            told = {"type", "$ref", "oneOf", "allOf", "enum"} & set(part)
            assert told, (name, field)
            if part.get("type") == "object":
                assert part.get("additionalProperties") or part.get("properties"), (name, field)


PATHS = {
    "": "",
    "records/": "records/",
    "records/{key}/": "records/plan/",
    "initiatives/": "initiatives/?count=true&limit=1",
    "initiatives/{key}/": "initiatives/plan/",
    "bodies/{key}/": "bodies/committee/",
    "instruments/{key}/": "instruments/measures/",
    "platforms/{key}/": "platforms/model/",
    "organisations/": "organisations/?as_of=9000-01-01",
    "initiatives/{key}/versions/": "initiatives/plan/versions/",
    "initiatives/{key}/versions/{number}/": "initiatives/plan/versions/1/",
    "records/{key}/versions/{number}/": "records/plan/versions/1/",
    "changes/": "changes/",
    "sources/": "sources/",
    "relations/": "relations/",
    "glossary/": "glossary/",
    "surveys/": "surveys/",
    "vocabularies/": "vocabularies/",
    "vocabularies/{key}/": "vocabularies/themes/",
}


@pytest.mark.parametrize(("described", "asked"), PATHS.items())
def test_what_is_answered_is_what_is_described(api, catalogue, openapi, described, asked):
    answer_of(openapi, described).validate(api(asked).json())


def test_a_source_is_as_described(api, catalogue, openapi):
    answer_of(openapi, "sources/{key}/").validate(api(f"sources/{catalogue.source.public_id}/").json())


def test_problems_are_as_described(api, catalogue, openapi):
    problem = answer_of(openapi, "records/", 400, "application/problem+json")
    problem.validate(api("records/?foo=1&theme=x", 400).json())
    with pytest.raises(jsonschema.ValidationError):
        problem.validate({"detail": "no"})


def test_the_description_is_strict_enough_to_notice_a_missing_part(catalogue, openapi):
    shape = answer_of(openapi, "initiatives/{key}/")
    stored = Entry.objects.get(record_id=catalogue.plan.pk).document
    for name in stored.keys() - {"evidence_state"}:
        with pytest.raises(jsonschema.ValidationError):
            shape.validate({key: value for key, value in stored.items() if key != name})


def test_a_version_from_before_the_state_of_the_evidence_is_as_described(catalogue, openapi):
    version = {"number": 1, "published_at": "2026-01-01T00:00:00Z", "sha256": ""}
    old = dict(Entry.objects.get(record_id=catalogue.plan.pk).document)
    del old["evidence_state"]
    answer_of(openapi, "initiatives/{key}/").validate(old | {"version": version})


def test_it_comes_as_json_and_as_yaml(api):
    assert api("schema/").json()["info"]["title"]
    assert api("schema/", accept="application/yaml").content.startswith(b"openapi:")
