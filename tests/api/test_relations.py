import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.publishing.merging.merge_records import merge_public_records
from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish_many, withdraw
from tests.factories import InitiativeFactory, OrganisationFactory, RelationFactory

pytestmark = pytest.mark.django_db


def told(api, query=""):
    rows = api(f"relations/{query}").json()["results"]
    return {(row["subject"]["id"], row["predicate"]["value"], row["object"]["id"]) for row in rows}


@pytest.fixture
def both(catalogue):
    return (
        (catalogue.ministry.public_id, "launched", catalogue.plan.public_id),
        (catalogue.plan.public_id, "based_on", catalogue.rule.public_id),
    )


def test_every_relation_that_a_public_record_states_is_told_with_its_evidence(api, catalogue, both):
    assert told(api) == set(both)
    launched = next(row for row in api("relations/").json()["results"] if row["predicate"]["value"] == "launched")
    stored = Entry.objects.get(record_id=catalogue.ministry.pk).document
    assert {name: value for name, value in launched.items() if name != "subject"} == stored["relations"][0]
    assert launched["subject"] == {name: stored[name] for name in ("id", "kind", "title")}


def test_relations_are_filtered_from_both_ends_and_by_predicate(api, catalogue, both):
    launched, based = both
    assert told(api, f"?subject={catalogue.ministry.public_id}") == {launched}
    assert told(api, f"?object={catalogue.plan.public_id}") == {launched}
    assert told(api, "?predicate=based_on") == {based}
    assert told(api, "?predicate=based_on,launched") == {launched, based}
    assert told(api, "?subject_kind=organisation") == {launched}
    assert told(api, "?object_kind=instrument") == {based}
    assert told(api, f"?subject={catalogue.plan.public_id}&predicate=launched") == set()
    assert api("relations/?predicate=launch", 400).json()["errors"][0]["nearest"] == "launched"


def test_a_withdrawn_record_states_nothing(api, catalogue, both):
    withdraw(record=catalogue.ministry, by=None, reason="r")
    assert told(api) == {both[1]}


def test_an_object_that_was_withdrawn_is_marked_with_what_became_of_it(api, catalogue, both):
    def marks():
        rows = api("relations/").json()["results"]
        return {row["object"]["id"]: row["withdrawn_object"] for row in rows if "withdrawn_object" in row}

    tag, plan = api("relations/")["ETag"], catalogue.plan
    withdrawal = withdraw(record=catalogue.rule, by=None, reason="r")
    mark = {"id": catalogue.rule.public_id, "withdrawn_at": withdrawal.published_at.isoformat()}
    assert marks() == {catalogue.rule.public_id: mark}
    api("relations/", 200, if_none_match=tag)
    merge_public_records(record=plan, into=catalogue.event, by=None, reason="One thing")
    assert marks()[plan.public_id]["merged_into"] == catalogue.event.public_id
    publish_many(records=[plan], by=None, reason="r")
    assert marks() == {}


def test_relations_come_in_pages_by_one_query_each(api, db):
    ministry = OrganisationFactory()
    plans = InitiativeFactory.create_batch(7)
    for plan in plans:
        RelationFactory(subject=ministry, object=plan)
    publish_many(records=[ministry, *plans], by=None, reason="r")
    seen, path = [], f"relations/?limit=3&subject={ministry.public_id}"
    while path:
        with CaptureQueriesContext(connection) as queries:
            page = api(path).json()
        assert len(queries) == 1
        seen += [row["object"]["id"] for row in page["results"]]
        path = page["next"]
    assert sorted(seen) == sorted(plan.public_id for plan in plans)
