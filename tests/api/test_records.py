"""Lists and details: the stored document, and nothing that is not public."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observatory.publishing.documents.record_documents import document_digest
from observatory.publishing.merging.merge_records import merge_public_records
from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish, withdraw
from observatory.records.models import FormerSlug, Record
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

PREFIXES = {
    "initiatives": "plan",
    "bodies": "body",
    "instruments": "rule",
    "platforms": "model",
    "organisations": "ministry",
}


@pytest.mark.parametrize(("prefix", "name"), PREFIXES.items())
def test_every_type_has_a_list_and_details_by_id_and_by_slug(api, catalogue, ids, prefix, name):
    record = getattr(catalogue, name)
    stored = Entry.objects.get(record_id=record.pk).document
    assert record.public_id in ids(api(f"{prefix}/"))
    assert api(f"{prefix}/{record.public_id}/").json() == stored
    assert api(f"{prefix}/{record.slug}/").json() == stored
    assert api(f"records/{record.public_id}/").json() == stored


def test_a_list_holds_the_stored_documents_of_its_type_only(api, catalogue):
    rows = api("initiatives/").json()["results"]
    stored = Entry.objects.filter(kind="initiative").values_list("document", flat=True)
    assert sorted(rows, key=lambda row: row["id"]) == sorted(stored, key=lambda row: row["id"])
    assert {row["kind"] for row in api("records/").json()["results"]} == {
        "organisation",
        "initiative",
        "body",
        "instrument",
        "platform",
    }


def test_a_draft_is_nowhere(api, catalogue):
    assert b"Secret draft" not in api("records/").content
    assert b"Secret draft" not in b"".join(api("export.jsonl").streaming_content)
    api(f"initiatives/{catalogue.draft.public_id}/", 404)
    api(f"initiatives/{catalogue.draft.slug}/", 404)
    FormerSlug.objects.create(record=catalogue.draft, slug="once-secret")
    api("initiatives/once-secret/", 404)


def test_an_edit_shows_only_after_it_was_published(api, catalogue):
    Record.objects.filter(pk=catalogue.plan.pk).update(title_en="Edited")
    assert b"Edited" not in api(f"initiatives/{catalogue.plan.public_id}/").content
    publish(record=catalogue.plan, by=None, reason="r")
    assert b"Edited" in api(f"initiatives/{catalogue.plan.public_id}/").content


def test_an_old_slug_leads_to_the_permanent_address_with_the_query(api, catalogue):
    Record.objects.filter(pk=catalogue.plan.pk).update(slug="renamed")
    publish(record=catalogue.plan, by=None, reason="r")
    response = api("initiatives/plan/?format=json", 301)
    assert response["Location"] == f"/api/v1/initiatives/{catalogue.plan.public_id}/?format=json"
    response = api("initiatives/plan/versions/1/", 301)
    assert response["Location"] == f"/api/v1/initiatives/{catalogue.plan.public_id}/versions/1/"
    assert api("records/plan/", 301)["Location"] == f"/api/v1/records/{catalogue.plan.public_id}/"


def test_a_record_asked_for_under_another_type_redirects_to_its_own(api, catalogue):
    response = api(f"platforms/{catalogue.plan.public_id}/", 301)
    assert response["Location"] == f"/api/v1/initiatives/{catalogue.plan.public_id}/"


def test_a_withdrawn_record_says_since_when_and_why(api, catalogue):
    version = withdraw(record=catalogue.plan, by=None, reason="Published by mistake")
    response = api(f"initiatives/{catalogue.plan.public_id}/", 410)
    problem = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (problem["id"], problem["kind"]) == (catalogue.plan.public_id, "initiative")
    assert problem["reason"] == "Published by mistake"
    assert problem["withdrawn_at"] == version.published_at.isoformat()
    assert catalogue.plan.public_id not in response.json().get("title", "")
    assert b"Special Deployment" not in api("records/").content


@pytest.mark.parametrize("key", ["nothing", "0" * 300, "zzzzzzzz"])
def test_an_unknown_key_is_not_found(api, catalogue, key):
    assert api(f"initiatives/{key}/", 404).json()["status"] == 404


def test_the_id_wins_over_a_slug_that_looks_like_it(api, catalogue):
    twin = InitiativeFactory(slug=catalogue.plan.public_id)
    publish(record=twin, by=None, reason="r")
    assert api(f"initiatives/{catalogue.plan.public_id}/").json()["id"] == catalogue.plan.public_id


def _grow(entry, count):
    """Add copies of an entry, with a record each, in two statements."""
    made = {"id": "nextval(pg_get_serial_sequence('records_record', 'id'))", "public_id": "'copy' || n"}
    _copy(Record, made | {"slug": "'copy-' || n"}, "records_record.id = %s", entry.pk, count)
    made = {"record_id": "made.id", "public_id": "made.public_id", "slug": "made.slug", "sequence": "-made.id"}
    _copy(Entry, made, "record_id = %s AND made.public_id = 'copy' || n", entry.pk, count)


def _copy(model, made, where, pk, count):
    names = [field.column for field in model._meta.local_concrete_fields if not field.generated]
    table = model._meta.db_table
    values = ", ".join(made.get(name, f"{table}.{name}") for name in names)
    joined = "" if model is Record else ", records_record made"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table}{joined}, generate_series(1, %s) n"
            f" WHERE {where}",
            [count, pk],
        )


def _queries(api, path, **headers):
    with CaptureQueriesContext(connection) as queries:
        api(path, headers.pop("status", 200), **headers)
    return len(queries)


@pytest.mark.parametrize("count", [10, 1000])
def test_a_list_costs_one_query_at_any_size_and_one_more_for_the_count(api, catalogue, count):
    _grow(Entry.objects.get(record_id=catalogue.event.pk), count)
    assert api("initiatives/?count=true").json()["count"] == count + 2
    assert _queries(api, "initiatives/?limit=100") == 1
    assert _queries(api, "initiatives/?limit=100&count=true") == 2
    assert _queries(api, "initiatives/?limit=5&ordering=-date") <= 2


def test_a_detail_costs_one_query(api, catalogue):
    assert _queries(api, f"initiatives/{catalogue.plan.public_id}/") == 1
    assert _queries(api, "initiatives/plan/") == 1


def test_count_is_of_all_that_match(api, catalogue):
    assert "count" not in api("records/").json()
    assert api("records/?count=true&limit=2").json()["count"] == 6
    assert api("records/?count=true&kind=initiative").json()["count"] == 2


@pytest.mark.parametrize("value", ["1", "0", "True", "False", "TRUE"])
def test_count_is_taken_as_programs_write_it(api, catalogue, value):
    assert ("count" in api(f"records/?count={value}").json()) == (value.lower() in ("1", "true"))


def test_the_present_read_as_of_now_is_the_present(api, catalogue):
    path = f"initiatives/{catalogue.plan.public_id}/"
    assert api(f"{path}?as_of=9999-01-01").json() == api(path).json()
    assert api("records/?as_of=9999-01-01").json() == api("records/").json()


MARKED = ["initiatives/{}/", "records/?id={}", "initiatives/?id={}&ordering=-date", "initiatives/?q=plan&id={}"]


@pytest.mark.parametrize("path", [*MARKED, "initiatives/"])
def test_withdrawn_objects_of_relations_are_marked_beside_the_frozen_document(api, catalogue, path):
    path = path.format(catalogue.plan.public_id)
    before = api(path)
    withdrawal = withdraw(record=catalogue.rule, by=None, reason="r")
    after = api(path, 200, if_none_match=before["ETag"])
    document = after.json() if "results" not in after.json() else _row(after.json(), catalogue.plan.public_id)
    mark = {"id": catalogue.rule.public_id, "withdrawn_at": withdrawal.published_at.isoformat()}
    assert document.pop("withdrawn_objects") == [mark]
    sha256 = document.pop("version")["sha256"]
    assert document_digest(document) == sha256
    publish(record=catalogue.rule, by=None, reason="Back")
    assert "withdrawn_objects" not in str(api(path, 200, if_none_match=after["ETag"]).json())


def _row(page, public_id):
    return next(row for row in page["results"] if row["id"] == public_id)


def test_the_mark_of_a_merged_object_leads_to_the_winner(api, catalogue):
    merge_public_records(record=catalogue.rule, into=catalogue.event, by=None, reason="One thing")
    (mark,) = api("initiatives/plan/").json()["withdrawn_objects"]
    assert mark["merged_into"] == catalogue.event.public_id


def test_a_mark_that_comes_or_goes_modifies_the_answer(api, catalogue):
    def modified():
        return parsedate_to_datetime(api("initiatives/plan/")["Last-Modified"])

    hours = [timezone.now().replace(microsecond=0) + timedelta(hours=hour) for hour in (1, 2)]
    with time_machine.travel(hours[0], tick=False):
        withdraw(record=catalogue.rule, by=None, reason="r")
    assert modified() == hours[0]
    with time_machine.travel(hours[1], tick=False):
        publish(record=catalogue.rule, by=None, reason="Back")
    assert modified() == hours[1]


def test_copies_and_readings_of_the_past_are_not_marked(api, catalogue):
    withdraw(record=catalogue.rule, by=None, reason="r")
    assert b"withdrawn_objects" not in b"".join(api("export.jsonl").streaming_content)
    for path in ("changes/", "initiatives/plan/?as_of=9000-01-01", "records/?as_of=9000-01-01"):
        assert b"withdrawn_objects" not in api(path).content


def test_addresses_that_lead_on_are_asked_again_since_a_merge_can_be_undone(api, catalogue):
    merge_public_records(record=catalogue.event, into=catalogue.plan, by=None, reason="One thing under two names")
    for path in (f"initiatives/{catalogue.event.public_id}/", f"platforms/{catalogue.plan.public_id}/"):
        assert api(path, 301)["Cache-Control"] == "no-cache"
    publish(record=catalogue.event, by=None, reason="Two things after all")
    api(f"initiatives/{catalogue.event.public_id}/", 200)


def test_a_merged_record_leads_to_the_one_it_became_part_of(api, catalogue):
    merge_public_records(record=catalogue.event, into=catalogue.plan, by=None, reason="One thing under two names")
    response = api(f"initiatives/{catalogue.event.public_id}/", 301)
    assert response["Location"] == f"/api/v1/initiatives/{catalogue.plan.public_id}/"
    assert api(f"records/{catalogue.event.slug}/", 301)["Location"] == f"/api/v1/records/{catalogue.plan.public_id}/"
