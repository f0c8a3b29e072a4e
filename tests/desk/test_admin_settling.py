"""Changes through the inbox: which come first, closing them, settling alike claims together."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from observatory.monitoring.models import AffectedCitation, Change
from observatory.publishing.record_publication import publish
from tests.desk.claims import CLOSED, INBOX, OLD, changed, claim, gone, page_of, reworded, said
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory

pytestmark = pytest.mark.django_db


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- Closing ----------------------------------------------------------------------------------------------------------


def test_a_change_with_open_claims_is_not_resolved_and_its_claims_are_one_click_away(curator):
    row = gone()
    closed = [changed(), changed()]
    assert CLOSED.format(row.change_id, "resolve") not in curator.get(page_of(row.change)).content.decode()
    keys = [row.change_id, *(change.pk for change in closed)]
    question = curator.post(INBOX, {"action": "resolve", "_selected_action": keys}).content.decode()
    assert "1 statement has not been decided yet, so this change will stay open." in question
    assert str(row.citation.record) in question
    answer = {"action": "resolve", "_selected_action": keys, "decided": "yes", "reason": ""}
    response = curator.post(INBOX, answer, follow=True)
    assert "1 statement has not been decided yet." in said(response)
    assert f'href="{page_of(row.change)}#statements"' in said(response)
    assert "Closed: 2." in said(response)
    assert list(Change.objects.open()) == [row.change]


def test_batch_closing_shows_what_differs_at_each_claim(curator):
    row = claim()
    page = curator.post(INBOX, {"action": "dismiss", "_selected_action": [row.change_id]}).content.decode()
    assert html.fromstring(page).xpath("//del/text()") == ["4.5"]


def test_a_dismissed_change_is_opened_again(curator):
    row = gone()
    curator.post(CLOSED.format(row.change_id, "dismiss"), {"decided": "yes", "reason": "A test page."})
    row.refresh_from_db()
    assert (row.decision, row.reason, row.change.state) == ("dismissed", "A test page.", "dismissed")
    page = curator.get(page_of(row.change)).content.decode()
    assert "closed this change on" in page
    reopened = curator.post(f"/admin/monitoring/change/{row.change_id}/reopen/", follow=True)
    assert "open again" in said(reopened)
    assert "This change is open" in said(curator.post(f"/admin/monitoring/change/{row.change_id}/reopen/", follow=True))
    row.refresh_from_db()
    assert row.decision == ""


def test_a_move_shows_its_statements(curator):
    row = claim(changed(kind="moved", proposed_url="https://example.org/new", after=None), state="not_checked")
    page = curator.get(page_of(row.change)).content.decode()
    assert str(row.citation.record) in page
    assert "https://example.org/new" in page
    assert "No statements cite this source" not in page


# --- Together ---------------------------------------------------------------------------------------------------------


def test_alike_claims_are_settled_together_with_every_difference_in_sight(curator):
    first = claim()
    rows = [first, claim(first.change), claim(changed())]
    reworded(first.change)
    page = curator.get(page_of(first.change)).content.decode()
    assert "Settle 2 alike statements together…" in page
    keys = [row.change_id for row in rows]
    response = curator.post(INBOX, {"action": "settle_selected", "_selected_action": keys})
    address = response.headers["Location"]
    shown = html.fromstring(curator.get(address).content.decode())
    assert shown.xpath("//section[@class='alike']//del/text()") == ["4.5"] * 3
    (group,) = shown.xpath("//section[@class='alike']")
    key = group.get("id").removeprefix("group-")
    sent = {"group": key, "seen": group.xpath(".//input[@name='seen']/@value")}
    response = curator.post(address, sent | {f"{key}-decision": ""})
    assert "Choose a decision." in response.content.decode()
    response = curator.post(address, sent | {f"{key}-decision": "still_supported"})
    assert "Tick this box to confirm" in response.content.decode()
    response = curator.post(address, sent | {f"{key}-decision": "dismissed", f"{key}-reason": " "})
    assert "Say why the change does not matter" in response.content.decode()
    assert not AffectedCitation.objects.decided().exists()
    chosen = {f"{key}-decision": "still_supported", f"{key}-confirmed": "on"}
    response = curator.post(address, sent | chosen, follow=True)
    assert "3 statements: still supported." in said(response)
    assert "statements have changed since" in said(curator.post(address, sent | chosen, follow=True))
    assert AffectedCitation.objects.decided().count() == 3


def test_a_claim_that_came_since_is_not_settled_with_those_that_were_shown(curator):
    first = claim()
    claim(first.change)
    address = f"/admin/monitoring/change/settle/?changes={first.change_id}"
    (group,) = html.fromstring(curator.get(address).content.decode()).xpath("//section[@class='alike']")
    key = group.get("id").removeprefix("group-")
    sent = {"group": key, "seen": group.xpath(".//input[@name='seen']/@value"), f"{key}-decision": "not_supported"}
    third = claim(first.change)
    assert "2 statements" in said(curator.post(address, sent, follow=True))
    third.refresh_from_db()
    assert third.decision == ""


# --- The inbox --------------------------------------------------------------------------------------------------------


def rows_of(client: Client, address: str = f"{INBOX}?state__exact=open") -> list[str]:
    page = html.fromstring(client.get(address).content.decode())
    return [" ".join(row.text_content().split()) for row in page.xpath("//*[@id='result_list']/tbody/tr")]


def test_the_inbox_begins_with_what_matters_most_to_readers(curator):
    light = reworded(changed(LocationFactory(source__key="LIGHT")))
    draft = gone(changed(LocationFactory(source__key="DRAFT")))
    shared = gone(changed(LocationFactory(source__key="SHARED")))
    alone = claim(changed(LocationFactory(source__key="ALONE")), meaning_changed=None)
    changed(LocationFactory(source__key="NOTHING"))
    present = claim(changed(LocationFactory(source__key="PRESENT")), state="present", meaning_changed=None)
    CitationFactory(record=shared.citation.record, source=LocationFactory().source)
    for row in (shared, alone, present, light):
        publish(record=row.citation.record, by=None, reason="First.")
    rows = rows_of(curator)
    keys = ["ALONE", "SHARED", "DRAFT", "LIGHT", "PRESENT", "NOTHING"]
    assert [next(key for key in keys if key in row) for row in rows] == keys
    assert rows[0].startswith("!! ")
    assert "published · only source" in rows[0]
    assert f"{alone.citation.record} › " in rows[0]
    assert "was 4.5 is now 3.2" in rows[0]
    assert "only source" not in rows[1]
    assert "draft" in rows[2]
    assert "No statement" in rows[5]
    assert draft.change.state == "open"


def test_the_inbox_is_filtered_by_finding(curator):
    claim(changed(LocationFactory(source__key="FIGURE")))
    gone(changed(LocationFactory(source__key="GONE")))
    reworded(changed(LocationFactory(source__key="WORDS")))
    changed(LocationFactory(source__key="NOTHING"))
    for finding, key in {"meaning": "FIGURE", "missing": "GONE", "reworded": "WORDS", "none": "NOTHING"}.items():
        (row,) = rows_of(curator, f"{INBOX}?finding={finding}")
        assert key in row
    assert len(rows_of(curator, f"{INBOX}?finding=nonsense")) == 4


def test_pages_cost_no_more_with_110_claims(curator):
    row = claim()
    change = row.change
    CitationFactory()  # one that waits for a verdict, so that home has something in each panel
    few = [cost(curator, address) for address in (page_of(change), INBOX, "/admin/")]
    settle = f"/admin/monitoring/change/settle/?changes={change.pk}"
    claim(change)
    few_alike = cost(curator, settle)
    records = InitiativeFactory.create_batch(110)
    for record in records:
        citation = CitationFactory(record=record, source=change.location.source, quote=OLD)
        claim(change, citation=citation)
        gone(changed(), citation=citation)
    assert [cost(curator, address) for address in (page_of(change), INBOX, "/admin/")] <= few
    assert cost(curator, settle) <= few_alike
    response = curator.get(page_of(change))
    assert len(response.context["claims"]) == 100
    assert "and 12 more statements" in response.content.decode()
    keys = list(Change.objects.values_list("pk", flat=True)[:50])
    with CaptureQueriesContext(connection) as queries:
        curator.post(INBOX, {"action": "dismiss", "_selected_action": keys})
    assert len(queries) <= 12
