import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.publishing.actions import withdraw
from observatory.publishing.models import Entry
from observatory.site.api import export

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
    monkeypatch.setattr(export, "BATCH", 2)
    with CaptureQueriesContext(connection) as queries:
        assert len(lines(api)) == 6
    assert len(queries) == 4
