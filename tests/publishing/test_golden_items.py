"""A published document of a source, an official term and a coverage search in each format, kept as a file: it can be
read for ever, and new ones are like it.

`GOLDEN=write` writes the files of the current format anew. Those of format 1 are as the program of that time wrote
them.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from observatory.publishing.documents.document_format import ITEM_FORMAT, upgrade_item
from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.item_publication import ITEM_TYPES, ItemType, publish_items, republish_items
from observatory.publishing.record_publication import publish
from observatory.records.models import Reviewed
from observatory.sources.models import OTHER_IDENTIFIERS, Source
from tests.factories import CitationFactory, InitiativeFactory
from tests.publishing.golden_items import ITEMS, SINCE_FORMAT_1, build_now
from tests.stored_rows import make_or_restore

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "golden" / "items"
FILES = sorted(FOLDER.glob("*.json"))
# Where readers see an item, on the site and in the API, and what they see of it there.
PAGES = {"source": "/sources/s0urce01/", "term": "/glossary/", "survey": "/coverage/"}
API = {"source": "sources/s0urce01/", "term": "glossary/", "survey": "surveys/"}
SHOWN = {"source": ["A golden source", "标准来源"], "term": ["golden term", "标准术语"]}
SHOWN["survey"] = ["none found (searched on 1 Nov 2026)", "2026年11月1日检索，未发现"]
# What the API hands out as it is in the document.
API_PARTS = {
    "source": ["id", "key", "type", "publisher", "doi", "contributors", "note"],
    "term": ["term", "language", "note"],
    "survey": ["outcome", "searched_on", "note"],
}

CHANGED = """The document of a {name} is another than golden/items/{name}-{number}.json.
Was a part added that may be missing (read with a default), or a value worded anew? Then write the file anew:
GOLDEN=write pytest tests/publishing/test_golden_items.py
Else raise ITEM_FORMAT to {next} in observatory/publishing/documents/document_format.py, and add a step from
{number} to {next}; then GOLDEN=write adds the files of format {next}. Keep those of format {number}.
Either way, tell operators in CHANGELOG.md to run: manage.py republish --changed-shape."""


def golden(name: str, number: int | str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}-{number}.json").read_text())


@pytest.mark.parametrize("name", ITEMS)
def test_a_document_built_today_is_the_golden_one(name):
    built = build_now(name)
    path = FOLDER / f"{name}-{ITEM_FORMAT}.json"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(json.dumps(built, ensure_ascii=False, indent=1) + "\n")
    said = CHANGED.format(name=name, number=ITEM_FORMAT, next=ITEM_FORMAT + 1)
    assert path.exists(), said
    assert built == golden(name, ITEM_FORMAT), said


def test_every_type_of_item_has_a_golden_document_of_every_format():
    names = {f"{item_type.name}-{number}" for item_type in ITEM_TYPES for number in range(1, ITEM_FORMAT + 1)}
    assert names == {path.stem for path in FILES}
    assert all(golden(*path.stem.split("-"))["format"] == int(path.stem.rpartition("-")[2]) for path in FILES)


def test_a_source_of_format_1_is_read_as_secondary_with_its_passages_shown():
    old, new = golden("source", 1), golden("source", 2)
    assert set(new) - set(old) == set(SINCE_FORMAT_1)
    without = {name: value for name, value in new.items() if name not in OTHER_IDENTIFIERS}
    assert upgrade_item(old) == without | {"standing": "secondary", "rights": "passages"}
    content = SourceContent.from_document(old)
    assert (content.standing, content.rights) == (Source.Standing.SECONDARY, Source.Rights.PASSAGES)
    assert content.other_identifiers == {}


@pytest.mark.parametrize("name", ["term", "survey"])
def test_a_term_or_a_search_of_format_1_differs_in_its_number_alone(name):
    assert upgrade_item(golden(name, 1)) == golden(name, 2)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def frozen(request) -> tuple[ItemType, Reviewed, dict[str, Any]]:
    """An item whose second version, and whose current row, is a golden document; with that document."""
    return make_or_restore(lambda: freeze(*request.param.stem.split("-")), request.param)


def freeze(name: str, number: str) -> tuple[ItemType, Reviewed, dict[str, Any]]:
    item_type, make = ITEMS[name]
    item, document = make(), golden(name, number)
    record = InitiativeFactory(slug="plan")
    for source in Source.objects.all():
        CitationFactory(record=record, field="launched", source=source)
    publish(record=record, by=None, reason="new")
    publish_items(item_type, items=[item], by=None, reason="new")
    stamp = {"reason": "r", "published_at": "2026-11-20T00:00Z", "sha256": "0" * 64}
    version = item_type.version.objects.create(item=item, number=2, action="publish", document=document, **stamp)
    item_type.write({item.pk: version})
    return item_type, item, document


@pytest.mark.parametrize(("language", "prefix"), [(0, ""), (1, "/zh-hans")])
def test_it_is_on_a_page_in_both_languages(frozen, client, prefix, language):
    item_type, _item, _document = frozen
    response = client.get(prefix + PAGES[item_type.name])
    assert response.status_code == 200
    page = html.fromstring(response.content.decode())
    assert SHOWN[item_type.name][language] in page.xpath("string(//main)")


def test_the_api_says_what_it_says(frozen, client):
    item_type, _item, document = frozen
    found = client.get(f"/api/v1/{API[item_type.name]}").json()
    [row] = found.get("results", [found])
    said = {name: document[name] for name in API_PARTS[item_type.name]}
    assert {name: row[name] for name in said} == said


def test_it_is_republished_in_the_current_format_from_what_it_says(frozen):
    item_type, item, document = frozen
    expected = upgrade_item(document)
    assert republish_items(item_type, keys=[item.pk]) == (document["format"] < ITEM_FORMAT)
    current = item_type.version.objects.filter(item=item).latest("number")
    assert current.document == expected
    assert current.document["format"] == ITEM_FORMAT
    assert (current.action, current.number) == (("reshape", 3) if document["format"] < ITEM_FORMAT else ("publish", 2))


def test_publishing_what_it_says_already_makes_no_version(frozen):
    """That the working copy is of a later format is no edit; a source of format 1 says less than the working copy."""
    item_type, item, document = frozen
    says_less = item_type.name == "source" and document["format"] == 1
    [made] = publish_items(item_type, items=[item], by=None, reason="again")
    assert made.created == says_less
