"""The complete case study, published: every page of a record or source, every table and every document."""

import csv
import io

import pytest
from django.test import Client

from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.sources.models import Citation, Source
from tests.api.test_tables import LISTS
from tests.case_study import loaded_case_study
from tests.site.spreadsheets import body, xlsx_rows

TABLES = [name for name in LISTS if "plan" not in name]


@pytest.fixture(scope="module")
def case_study(django_db_setup, django_db_blocker):
    with loaded_case_study(django_db_blocker, publish=True):
        yield


def addresses() -> list[str]:
    prefixes = {each.kind: each.prefix for each in registry.all_types()}
    records = [f"/{prefixes[row.kind]}/{row.slug}/" for row in Entry.objects.live()]
    return records + [f"/sources/{row.public_id}/" for row in Source.objects.all()]


@pytest.mark.walk
@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_every_record_and_every_source_has_its_page(case_study, db, client: Client, language):
    found = {address: client.get(language + address).status_code for address in addresses()}
    assert len(found) > 160
    assert {address: status for address, status in found.items() if status != 200} == {}


def test_a_record_of_every_type_and_a_source_have_their_pages(case_study, db, client: Client):
    firsts = {address.split("/")[1]: address for address in reversed(addresses())}
    assert firsts.keys() == {each.prefix for each in registry.all_types()} | {"sources"}
    pages = [language + address for address in firsts.values() for language in ("", "/zh-hans")]
    assert {page: status for page in pages if (status := client.get(page).status_code) != 200} == {}


def test_every_document_is_handed_on(case_study, db, client):
    lines = b"".join(client.get("/api/v1/export.jsonl").streaming_content).splitlines()
    assert len(lines) == Entry.objects.live().count()


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_all_its_rows(case_study, db, client, name):
    text = body(client.get(f"/api/v1/{name}/?format=csv")).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == len(xlsx_rows(client.get(f"/api/v1/{name}/?format=xlsx")))
    if name == "citations":
        assert len(found) == Citation.objects.count()


@pytest.mark.parametrize("name", ["export.zip", "export.xlsx"])
def test_everything_can_be_had_at_once(case_study, db, client, name):
    assert len(body(client.get(f"/api/v1/{name}"))) > 10_000
