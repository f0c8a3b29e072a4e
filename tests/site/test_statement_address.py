"""`/s/ID` leads to a citation on the page of its record for ever, or says why it is gone."""

import pytest
from lxml import html

from observatory.publishing.merging.merge_records import merge_public_records
from observatory.publishing.record_publication import publish, publish_many, withdraw
from tests.factories import CitationFactory, InitiativeFactory, RelationFactory, SourceFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script> & "so" on'


@pytest.fixture
@made_once
def plan():
    record = InitiativeFactory(title_en="Plan", title_zh_hans="规划", launched="2023", slug="plan")
    source = SourceFactory(key="MOST 2023a")
    passage = {"quote": HOSTILE, "quote_language": "en", "locator": "p. 1", "stated_value": "2023"}
    CitationFactory(record=record, public_id="1aunched", field="launched", source=source, **passage)
    CitationFactory(record=record, public_id="t1t1e000", field="title", source=source)
    publish(record=record, by=None, reason="First.")
    return record


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_it_redirects_to_the_citation_on_the_page_of_its_record(client, plan, prefix):
    for public_id in ("1aunched", "t1t1e000"):
        response = client.get(f"{prefix}/s/{public_id}")
        assert (response.status_code, response["Cache-Control"]) == (302, "no-cache")
        assert response["Location"] == f"{prefix}/initiatives/plan/#s-{public_id}"
        page = html.fromstring(client.get(f"{prefix}/initiatives/plan/").content.decode())
        assert len(page.xpath(f"//*[@id='s-{public_id}']")) == 1


def test_the_page_shows_the_permanent_address_where_the_passage_unfolds(client, plan, settings):
    page = html.fromstring(client.get("/zh-hans/initiatives/plan/").content.decode())
    [link] = page.xpath("//*[@id='s-1aunched']//details//a[contains(@href, '/s/')]")
    assert link.get("href") == "/zh-hans/s/1aunched"
    assert f"{settings.SITE_URL.rstrip('/')}/s/1aunched" in link.text_content()


def test_an_id_that_was_never_public_is_not_found(client):
    CitationFactory(public_id="draft000")
    assert client.get("/s/draft000").status_code == 404


def test_it_follows_a_new_slug(client, plan):
    plan.slug = "the-plan"
    plan.save()
    publish(record=plan, by=None, reason="Better slug.")
    assert client.get("/s/1aunched")["Location"] == "/initiatives/the-plan/#s-1aunched"


@pytest.mark.parametrize(("prefix", "words"), [("", "removed on"), ("/zh-hans", "已于")], ids=["English", "Chinese"])
def test_a_removed_citation_is_gone_with_the_reason_and_the_last_version(client, plan, prefix, words):
    plan.citations.get(public_id="1aunched").delete()
    publish(record=plan, by=None, reason="It is about another plan.")
    response = client.get(f"{prefix}/s/1aunched")
    assert (response.status_code, response["Cache-Control"]) == (410, "no-cache")
    text = response.content.decode()
    assert HOSTILE not in text
    page = html.fromstring(text)
    said = page.text_content()
    assert words in said
    assert "It is about another plan." in said
    assert HOSTILE in said
    [last] = page.xpath("//a[contains(@href, '/versions/1/')]/@href")
    assert last == f"{prefix}/initiatives/plan/versions/1/#s-1aunched"
    assert html.fromstring(client.get(last.partition("#")[0]).content.decode()).xpath("//*[@id='s-1aunched']")
    assert client.get(f"{prefix}/s/t1t1e000").status_code == 302


def test_a_program_gets_the_reason_as_json(client, plan):
    withdraw(record=plan, by=None, reason="Not a plan.")
    response = client.get("/s/1aunched", headers={"accept": "application/json"})
    assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
    assert response.json()["reason"] == "Not a plan."
    assert response.json()["last_version"].endswith(f"/r/{plan.public_id}/1")


def test_a_withdrawal_is_the_reason_and_ends_when_the_record_is_public_again(client, plan):
    withdraw(record=plan, by=None, reason="Not a plan.")
    response = client.get("/s/1aunched")
    assert response.status_code == 410
    assert "Not a plan." in response.content.decode()
    publish(record=plan, by=None, reason="It is one.")
    assert client.get("/s/1aunched").status_code == 302


def test_a_merge_leads_on(client, plan):
    winner = InitiativeFactory(slug="winner", title_en="Winner")
    publish(record=winner, by=None, reason="First.")
    merge_public_records(record=plan, into=winner, by=None, reason="One plan under two names.")
    response = client.get("/s/1aunched")
    assert response.status_code == 410
    page = html.fromstring(response.content.decode())
    assert page.xpath("//a[@href='/initiatives/winner/']")
    assert "One plan under two names." in page.text_content()


def test_a_relation_that_the_page_does_not_show_leads_to_the_relations(client):
    first = RelationFactory()
    CitationFactory(record=first.subject, public_id="f1rst000", field="", relation=first)
    rest = [RelationFactory(subject=first.subject) for _ in range(50)]
    CitationFactory(record=first.subject, public_id="1ast0000", field="", relation=rest[-1])
    publish_many(records=[*(row.object for row in [first, *rest]), first.subject], by=None, reason="First.")
    assert client.get("/s/f1rst000")["Location"].endswith("/#relations")
    assert client.get("/s/1ast0000")["Location"].endswith("/#s-1ast0000")
    page = html.fromstring(client.get(f"/organisations/{first.subject.slug}/").content.decode())
    assert page.xpath("//*[@id='s-1ast0000']")
    assert not page.xpath("//*[@id='s-f1rst000']")
    assert page.xpath("//*[@id='relations']")


def test_an_answer_takes_few_queries(client, plan, django_assert_max_num_queries):
    client.get("/s/1aunched")
    with django_assert_max_num_queries(3):
        client.get("/s/1aunched")
    withdraw(record=plan, by=None, reason="Not a plan.")
    with django_assert_max_num_queries(4):
        client.get("/s/1aunched")


def test_a_day_in_the_past_is_refused(client, plan):
    assert client.get("/s/1aunched?as_of=2026-11-12").status_code == 400
