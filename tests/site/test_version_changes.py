"""What changed between two versions of a record: page and API say the same."""

import json
from pathlib import Path

import pytest
from lxml import html

from observatory.publishing.models import Version
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import CitationFactory, InitiativeFactory, OtherNameFactory, RelationFactory, SourceFactory
from tests.publishing.golden_records import make
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parents[1] / "publishing/golden"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
@made_once
def plan():
    record = InitiativeFactory(
        title_en="Plan", title_zh_hans="规划", slug="plan", launched="2023", summary_en="Launched in March.", website=""
    )
    source = SourceFactory(key="MOST 2023a", title_en="Notice")
    CitationFactory(record=record, public_id="1avnched", field="launched", source=source, locator="p. 1")
    CitationFactory(record=record, public_id="t1t1e000", field="title", source=source)
    publish(record=record, by=None, reason="First.")
    record.launched, record.summary_en = "2024", "Launched in May."
    record.save()
    passage = {"quote": HOSTILE, "basis": "passage", "verdict": "supports", "checked_at": "2026-11-01"}
    record.citations.filter(public_id="1avnched").update(**passage)
    record.citations.filter(public_id="t1t1e000").delete()
    OtherNameFactory(record=record, name="AI4S Plan")
    publish(record=record, by=None, reason="Checked.")
    return record


def table(client, address: str) -> list[tuple[str, ...]]:
    response = client.get(address)
    assert response.status_code == 200
    text = response.content.decode()
    assert HOSTILE not in text
    page = html.fromstring(text)
    return [tuple(" ".join(cell.text_content().split()) for cell in row) for row in page.xpath("//tbody/tr")]


def test_it_says_what_changed_in_words(client, plan):
    assert set(table(client, "/initiatives/plan/versions/2/changes/")) == {
        ("Summary · English", "changed", "Launched in March.", "Launched in May."),
        ("Launched", "changed", "2023", "2024"),
        ("Other names", "added", "–", "AI4S Plan · en · alternative name"),
        ("Evidence · title", "removed", "MOST 2023a · not checked", "–"),
        ("Evidence · Launched · MOST 2023a · p. 1 · verdict", "changed", "not checked", "supports"),
        ("Evidence · Launched · MOST 2023a · p. 1 · basis of the verdict", "added", "–", "passage read"),
        ("Evidence · Launched · MOST 2023a · p. 1 · quote", "added", "–", HOSTILE),
        ("Evidence · Launched · MOST 2023a · p. 1 · checked on", "added", "–", "2026-11-01"),
        ("Evidence status", "changed", "not fully checked", "supported, primary sources missing"),
    }


def test_it_is_in_chinese_too(client, plan):
    rows = table(client, "/zh-hans/initiatives/plan/versions/2/changes/")
    assert ("其他名称", "新增", "–", "AI4S Plan · en · 又称") in rows
    assert all(row[1] in ("新增", "移除", "改动") for row in rows)


def test_only_the_words_that_differ_are_marked(client, plan):
    page = html.fromstring(client.get("/initiatives/plan/versions/2/changes/").content.decode())
    assert "March" in page.xpath("//del/text()")
    assert "May" in page.xpath("//ins/text()")


def test_any_two_versions_are_compared_in_the_order_asked_for(client, plan):
    plan.launched = "2025"
    plan.save()
    publish(record=plan, by=None, reason="Third.")
    assert table(client, "/initiatives/plan/versions/3/changes/") == [("Launched", "changed", "2024", "2025")]
    assert ("Launched", "changed", "2023", "2025") in table(client, "/initiatives/plan/versions/3/changes/?from=1")
    assert ("Launched", "changed", "2025", "2023") in table(client, "/initiatives/plan/versions/1/changes/?from=3")
    assert table(client, "/initiatives/plan/versions/3/changes/?from=3") == []


def test_a_relation_says_what_changed_in_it(client):
    relation = RelationFactory(subject__slug="most", subject__title_en="MOST", object__title_en="Plan")
    CitationFactory(record=relation.subject, field="", relation=relation, source__key="Daily")
    publish(record=relation.object, by=None, reason="First.")
    publish(record=relation.subject, by=None, reason="First.")
    relation.role = "lead"
    relation.save()
    relation.citations.update(verdict="contradicts", basis="reference", checked_at="2026-11-01")
    publish(record=relation.subject, by=None, reason="Second.")
    rows = table(client, "/organisations/most/versions/2/changes/")
    assert ("Relations · launched Plan · role", "added", "–", "lead") in rows
    assert ("Relations · launched Plan · evidence · Daily · verdict", "changed", "not checked", "contradicts") in rows


def test_versions_without_a_document_or_a_predecessor_say_so(client, plan):
    withdraw(record=plan, by=None, reason="Not a plan.")
    for address, words in (
        ("1/changes/", "This is the first version"),
        ("3/changes/", "In this version the record was withdrawn"),
        ("2/changes/?from=3", "In version 3 the record was withdrawn"),
    ):
        response = client.get(f"/initiatives/plan/versions/{address}")
        assert (response.status_code, words in response.content.decode()) == (200, True)
    publish(record=plan, by=None, reason="It is one.")
    assert table(client, "/initiatives/plan/versions/4/changes/") == []


@pytest.mark.parametrize("query", ["?from=9", "?from=x", "?from=", "?from=-1", "?from=1&from=٣", "?from=99999999999"])
def test_a_version_that_there_is_not_is_refused(client, plan, query):
    assert client.get(f"/initiatives/plan/versions/2/changes/{query}").status_code == 400
    assert client.get("/initiatives/plan/versions/9/changes/").status_code == 404


def test_a_former_slug_leads_to_it(client, plan):
    plan.slug = "the-plan"
    plan.save()
    publish(record=plan, by=None, reason="Better slug.")
    response = client.get("/initiatives/plan/versions/2/changes/?from=1")
    assert (response.status_code, response["Location"]) == (301, "/initiatives/the-plan/versions/2/changes/?from=1")
    assert ("Slug", "changed", "plan", "the-plan") in table(client, "/initiatives/the-plan/versions/3/changes/")


def test_the_list_of_versions_links_to_what_changed_in_each(client, plan):
    page = html.fromstring(client.get("/initiatives/plan/versions/").content.decode())
    assert page.xpath("//main//a[contains(@href, '/changes/')]/@href") == ["/initiatives/plan/versions/2/changes/"]


def test_a_page_that_the_browser_has_is_not_sent_again(client, plan):
    address = "/initiatives/plan/versions/2/changes/"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("number", [0, 1])
def test_versions_of_older_formats_are_compared_by_what_they_say(client, number):
    record, _related = make("initiative")
    publish(record=record, by=None, reason="First.")
    golden = json.loads((GOLDEN / f"initiative-{number}.json").read_text())
    golden["summary"] = {"en": "Older.", "zh-hans": ""}
    stamp = {"reason": "r", "published_at": "2026-11-20T00:00Z", "sha256": "0" * 64}
    Version.objects.create(record=record, number=2, document=golden, **stamp)
    rows = table(client, f"/initiatives/{record.slug}/versions/1/changes/?from=2")
    assert ("Summary · English", "changed", "Older.", "A summary.") in rows
    assert not any("permanent ID" in row[0] for row in rows)


def test_the_api_says_the_same(client, plan):
    answer = client.get("/api/v1/initiatives/plan/versions/2/changes/").json()
    assert (answer["from"]["number"], answer["to"]["reason"]) == (1, "Checked.")
    changes = {row["path"]: row for row in answer["changes"]}
    verdict = changes["evidence.launched.verdict"]
    assert (verdict["change"], verdict["before"], verdict["after"]) == ("changed", "not_checked", "supports")
    assert verdict["before_text"]["en"] == "not checked"
    assert verdict["label"]["en"] == "Evidence · Launched · MOST 2023a · p. 1 · verdict"
    assert verdict["label"]["zh-hans"].endswith("核对结论")
    assert (changes["names"]["before"], changes["names"]["after"]["name"]) == (None, "AI4S Plan")
    assert changes["evidence.title"]["before"]["id"] == "t1t1e000"
    assert client.get(f"/api/v1/records/{plan.public_id}/versions/1/changes/?from=2").json()["to"]["number"] == 1
    assert client.get("/api/v1/initiatives/plan/versions/1/changes/").json()["from"] is None


@pytest.mark.parametrize(
    ("query", "status"), [("9/changes/", 404), ("2/changes/?from=9", 404), ("2/changes/?from=x", 400)]
)
def test_the_api_refuses_versions_that_there_are_not(client, plan, query, status):
    assert client.get(f"/api/v1/initiatives/plan/versions/{query}").status_code == status


def test_a_comparison_takes_few_queries(client, plan, django_assert_max_num_queries):
    client.get("/initiatives/plan/versions/2/changes/")
    with django_assert_max_num_queries(6):
        client.get("/initiatives/plan/versions/1/changes/?from=2")
    with django_assert_max_num_queries(4):
        client.get("/api/v1/initiatives/plan/versions/2/changes/")
