"""A published document of each type and format, kept as a file: it can be read for ever, and new ones are like it.

`GOLDEN=write` writes the files of the current format anew.
"""

import json
import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from lxml import html

from observatory.public.tables import citations_and_relations
from observatory.public.tables.records_and_versions import ChosenRecords, records_table
from observatory.publishing.differences.document_differences import document_differences
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_format import FORMAT, format_of, upgrade_document
from observatory.publishing.models import Entry, Version
from observatory.publishing.record_publication import publish, publish_many
from observatory.records import registry
from observatory.records.models import Record
from tests.factories import InitiativeFactory
from tests.publishing.golden_records import DATES, RECORDS, make
from tests.stored_rows import make_or_restore

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "golden"
FILES = sorted(FOLDER.glob("*.json"))
HASH = "0" * 64

CHANGED_SHAPE = """The documents of the type “{kind}” have another shape than those published in format {number}.
Was a fact added, and nothing else? Write the file anew: GOLDEN=write pytest tests/publishing/test_golden_documents.py
Else, in observatory/publishing/documents/document_format.py, raise FORMAT to {next} and add a step from {number} to
{next}; then GOLDEN=write adds golden/{kind}-{next}.json. Keep golden/{kind}-{number}.json.
Either way, tell operators in CHANGELOG.md to run: manage.py republish --changed-shape."""
CHANGED_VALUES = """The document of the same record reads otherwise than golden/{kind}-{number}.json, in the same shape.
If that is wanted (a label was worded anew): GOLDEN=write pytest tests/publishing/test_golden_documents.py"""


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


def shape(value: Any) -> Any:
    """Return which members the objects of a document have; what is null may be anything."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items() if each not in (None, [], {})} | {"": sorted(value)}
    return [shape(value[0])] if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("kind", RECORDS)
def test_a_document_built_today_is_the_golden_one(kind):
    record, related = make(kind)
    built = record_documents.build_document(record, public={record.pk, *related})
    path = FOLDER / f"{kind}-{FORMAT}.json"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(json.dumps(built, ensure_ascii=False, indent=1) + "\n")
    said = {"kind": kind, "number": FORMAT, "next": FORMAT + 1}
    golden = read(path) if path.exists() else {}
    assert shape(built) == shape(golden), CHANGED_SHAPE.format(**said)
    assert built == golden, CHANGED_VALUES.format(**said)


def test_every_type_and_every_format_before_has_a_golden_document():
    names = {path.stem for path in FILES}
    assert {f"{kind}-{FORMAT}" for kind in RECORDS} <= names
    assert {record_type.kind for record_type in registry.all_types()} == set(RECORDS)
    assert {f"initiative-{number}" for number in range(FORMAT + 1)} <= names


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def frozen(request) -> tuple[Record, dict[str, Any], bytes]:
    """A record whose second version, and whose entry, is a golden document; with that as it stands in the database."""
    return make_or_restore(lambda: freeze(request.param), request.param)


def freeze(path: Path) -> tuple[Record, dict[str, Any], bytes]:
    golden = read(path)
    assert format_of(golden) == int(path.stem.rpartition("-")[2])
    record, related = make(golden["kind"])
    publish_many(records=[record, *Record.objects.filter(pk__in=related)], by=None, reason="new")
    stamp = {"reason": "r", "published_at": "2026-11-20T00:00Z", "sha256": HASH}
    Version.objects.create(record=record, number=2, action="publish", document=golden, **stamp)
    version = {"number": 2, "published_at": "2026-11-20T00:00:00+00:00", "sha256": HASH}
    Entry.objects.filter(record=record).update(document=golden | {"version": version}, version=2, sha256=HASH)
    return record, golden, orjson.dumps(golden, option=orjson.OPT_SORT_KEYS)


@pytest.mark.parametrize(("prefix", "title"), [("", "A golden"), ("/zh-hans", "标准记录")])
@pytest.mark.parametrize("address", ["", "versions/2/"])
def test_it_is_a_page_in_both_languages(frozen, client, address, prefix, title):
    record, golden, _text = frozen
    path = f"{prefix}/{registry.get_record_type(record.kind).prefix}/{record.slug}/{address}"
    response = client.get(path)
    assert response.status_code == 200
    page = html.fromstring(response.content.decode())
    assert title in page.xpath("string(//h1)")
    stated = {name for name, value in golden["facts"].items() if value is not None}
    assert stated <= set(page.xpath("//div/@id"))
    assert page.xpath(f"//div[@id='{DATES[record.kind]}']//*[contains(text(), 'MOST 2023a')]")
    assert "MOST 2023a" in page.text_content()


def test_it_is_compared_with_another(frozen, client):
    record, _golden, _text = frozen
    other = InitiativeFactory()
    publish(record=other, by=None, reason="new")
    page = client.get(f"/compare/?id={record.public_id}&id={other.public_id}").content.decode()
    assert len(html.fromstring(page).xpath("//tbody/tr")) > 3


def test_it_is_compared_with_what_would_be_published_now(frozen):
    record, golden, _text = frozen
    built = record_documents.build_document(record, public=set(Record.objects.values_list("pk", flat=True)))
    paths = {row.path for row in document_differences(upgrade_document(golden), built)}
    # The labels of predicates were worded anew since format 1; those of format 0 had further shapes.
    older = {0: {"evidence_state", "facts.website", "relations.predicate"}, 1: {"relations.predicate"}}
    assert paths <= older.get(format_of(golden), set())


def test_it_is_a_row_of_the_tables(frozen):
    record, golden, _text = frozen
    chosen = ChosenRecords(Entry.objects.filter(record=record))
    table = records_table(chosen, registry.get_record_type(record.kind))
    [[line]] = table.lines()
    row = dict(zip([column.name for column in table.shape.columns()], line, strict=True))
    date = golden["facts"][DATES[record.kind]]
    assert (row["title_zh_hans"], row[DATES[record.kind]]) == ("标准记录", date["value"])
    [cited] = citations_and_relations.citations_table(chosen).lines()
    assert len(cited) == 6
    [readings] = citations_and_relations.disagreements_table(chosen).lines()
    assert len(readings) == 2


def test_the_api_hands_it_out_as_it_was_frozen_and_says_its_format(frozen, client):
    record, golden, text = frozen
    address = f"/api/v1/{registry.get_record_type(record.kind).prefix}/{record.slug}"
    version = client.get(f"{address}/versions/2/").json()
    assert version["format"] == format_of(golden)
    assert orjson.dumps(version["document"], option=orjson.OPT_SORT_KEYS) == text
    current = client.get(f"{address}/").json()
    assert {name: part for name, part in current.items() if name != "version"} == golden


def test_search_shows_a_passage_of_it(frozen, client):
    record, _golden, _text = frozen
    page = html.fromstring(client.get(f"/search/?q=golden+{record.kind}").content.decode())
    assert f"A golden {record.kind}" in page.text_content()
