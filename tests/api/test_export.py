import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.api import export_files
from observatory.publishing.models import Entry
from observatory.publishing.record_publication import withdraw

pytestmark = pytest.mark.django_db


def lines(api, query=""):
    response = api(f"export.jsonl{query}")
    return [orjson.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def test_the_export_holds_every_public_document_once(api, catalogue):
    withdraw(record=catalogue.event, by=None, reason="r")
    stored = Entry.objects.live().order_by("record_id").values_list("document", flat=True)
    assert lines(api) == list(stored)


def test_it_is_filtered_like_a_list(api, catalogue):
    assert [row["title"]["en"] for row in lines(api, "?kind=platform")] == ["Model"]
    api("export.jsonl?kind=nothing", 400)


def test_it_is_read_in_batches(api, catalogue, monkeypatch):
    monkeypatch.setattr(export_files, "BATCH", 2)
    with CaptureQueriesContext(connection) as queries:
        assert len(lines(api)) == 6
    assert len(queries) == 5  # one for the state of the catalogue


@pytest.mark.parametrize("media_type", ["application/jsonl", "application/x-ndjson"])
def test_it_is_served_as_its_own_media_type(api, catalogue, media_type):
    response = api("export.jsonl", accept=media_type)
    assert response["Content-Type"] == media_type
    assert api("export.jsonl", accept="text/html,*/*;q=0.8")["Content-Type"] == "application/jsonl"
    assert api("export.jsonl", 406, accept="application/json")["Content-Type"] == "application/problem+json"
    assert api("export.jsonl?limit=1", 400, accept=media_type)["Content-Type"] == "application/problem+json"


def test_it_is_not_sent_again_until_something_is_published_or_withdrawn(api, catalogue):
    held = {"if_none_match": api("export.jsonl")["ETag"]}
    with CaptureQueriesContext(connection) as queries:
        api("export.jsonl", 304, **held)
    assert len(queries) == 1
    api("export.jsonl?kind=platform", 200, **held)
    withdraw(record=catalogue.event, by=None, reason="r")
    api("export.jsonl", 200, **held)
