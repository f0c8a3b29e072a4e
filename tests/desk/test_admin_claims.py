"""Claim by claim through the pages of the admin: decide, confirm, dismiss, undo; the review, the history."""

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import AffectedCitation, Change
from observatory.publishing.record_publication import publish
from observatory.records.models import Record
from tests.desk.browser_form import form_values
from tests.desk.claims import (
    CLOSED,
    INBOX,
    NEW,
    OLD,
    changed,
    claim,
    decision_page,
    gone,
    page_of,
    pressed,
    reworded,
    said,
    sent_form,
    undo_page,
)
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory, RelationFactory, UserFactory

pytestmark = pytest.mark.django_db


# --- The page of a change ---------------------------------------------------------------------------------------------


def test_a_claim_shows_what_is_said_what_was_quoted_and_what_is_there_now(curator):
    row = claim()
    page = curator.get(page_of(row.change)).content.decode()
    (shown,) = html.fromstring(page).xpath(f"//*[@id='claim-{row.citation_id}']")
    words = " ".join(shown.text_content().split())
    assert "4.5 billion yuan" in words
    assert "will provide was 4.5 is now 3.2 billion yuan over three years." in words
    assert "the meaning changed" in words
    assert "Changed: figure." in words
    assert "draft · only source" in words
    assert [each.get("data-key") for each in shown.xpath(".//*[@data-key]")] == list("12345c")
    assert "2. " not in words
    assert "<script" not in "".join(html.tostring(shown, encoding="unicode"))


def test_the_role_of_a_relation_is_said_in_the_language_of_the_page(curator):
    relation = RelationFactory(role="lead")
    row = claim(citation=CitationFactory(record=relation.subject, field="", relation=relation, quote=OLD))
    page = curator.get(f"/zh-hans{page_of(row.change)}").content.decode()
    (shown,) = html.fromstring(page).xpath(f"//*[@id='claim-{row.citation_id}']")
    assert "牵头" in shown.text_content()
    assert "lead" not in shown.text_content()


def test_text_of_the_web_is_never_markup(curator):
    hostile = "<img src=x onerror=alert(1)>"
    row = claim(passage=hostile, prefix=hostile, suffix=hostile, differences=[["insert", hostile, hostile]])
    for address in (page_of(row.change), decision_page(row, "still_supported"), INBOX):
        page = curator.get(address).content.decode()
        assert "<img src=x" not in page
    page = curator.get(f"/admin/monitoring/change/settle/?changes={row.change_id}").content.decode()
    assert "<img src=x" not in page


@pytest.mark.parametrize("language", ["", "/zh-hans"])
@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_every_role_that_edits_decides_in_both_languages(person, role, language):
    user, client = person(role)
    row = gone()
    page = client.get(language + page_of(row.change)).content.decode()
    response = pressed(client, row, "4", page=page)
    assert response.status_code == 200
    row.refresh_from_db()
    assert (row.decision, row.decided_by) == ("not_supported", user)


def test_who_may_only_look_decides_nothing(person):
    _, client = person(None)
    row = gone()
    assert client.get(page_of(row.change)).status_code == 403
    for address in (decision_page(row, "not_supported"), undo_page(row), CLOSED.format(row.change_id, "dismiss")):
        assert client.post(address, {"decided": "yes", "reason": "x"}).status_code == 403
    assert client.get("/admin/monitoring/change/settle/").status_code == 403
    assert client.post(f"/admin/monitoring/change/{row.change_id}/reopen/").status_code == 403
    assert AffectedCitation.objects.undecided().count() == 1


def test_only_reworded_takes_one_key_and_a_changed_meaning_a_confirmation(curator):
    light = reworded()
    pressed(curator, light, "1")
    light.citation.refresh_from_db()
    assert light.citation.quote == NEW

    row = claim(changed())
    page = pressed(curator, row, "1").content.decode()
    assert "The figure changed from 4.5 to 3.2. Does it still support “4.5 billion yuan”?" in page
    response = sent_form(curator, row, "still_supported")
    assert response.context["form"].errors["confirmed"] == ["Tick this box to confirm, or take another decision."]
    row.citation.refresh_from_db()
    assert row.citation.quote == OLD
    sent_form(curator, row, "still_supported", confirmed="on")
    row.citation.refresh_from_db()
    assert row.citation.quote == NEW


def test_still_supported_is_not_offered_where_nothing_is_there_nor_on_a_closed_change(curator):
    row = gone()
    shown = html.fromstring(curator.get(page_of(row.change)).content.decode())
    assert [each.get("data-key") for each in shown.xpath("//article//*[@data-key]")] == list("2345c")
    response = curator.post(decision_page(row, "still_supported"), {"seen": "x", "confirmed": "on"}, follow=True)
    assert "no passage that could support" in said(response)
    Change.objects.update(state="resolved", closed_at=timezone.now())
    assert not html.fromstring(curator.get(page_of(row.change)).content.decode()).xpath("//article//*[@data-key]")
    response = curator.post(decision_page(row, "not_supported"), {"seen": "x"}, follow=True)
    assert "This change is closed" in said(response)
    assert not AffectedCitation.objects.decided().exists()


def test_amend_opens_the_record_at_the_field_and_leads_back(curator, form_of):
    row = claim(citation=CitationFactory(field="summary", quote=OLD, source=LocationFactory().source))
    shown = html.fromstring(curator.get(page_of(row.change)).content.decode())
    (link,) = shown.xpath("//article//*[@data-key='2']/@href")
    address, _hash, anchor = link.partition("#")
    assert anchor == "id_summary_en"
    assert curator.get(address).content.decode().count(f'id="{anchor}"') == 1
    response = curator.post(address, form_of(curator, address) | {"summary_en": "3.2 billion yuan."}, follow=True)
    assert response.redirect_chain[-1][0] == decision_page(row, "amended")
    assert "3.2 billion yuan." in response.content.decode()
    response = curator.post(decision_page(row, "amended"), form_values(response) | {"quote_passage": "on"}, follow=True)
    row.refresh_from_db()
    assert (row.decision, row.citation.quote, row.change.state) == ("amended", NEW, "resolved")


def test_a_form_leads_back_to_no_other_site(curator, form_of):
    record = InitiativeFactory()
    address = f"/admin/initiatives/initiative/{record.pk}/change/"
    for other in ("https://evil.example/", "//evil.example/admin/", "/\\evil.example", "javascript:alert(1)"):
        response = curator.post(f"{address}?next={other}", form_of(curator, address))
        assert response.headers["Location"].startswith("/admin/initiatives/initiative/")


def test_cite_elsewhere_leads_to_the_citations_and_back_and_needs_another_source(curator, form_of):
    row = gone()
    page = pressed(curator, row, "3")
    assert "No other source is cited for this statement yet." in page.content.decode()
    (link,) = html.fromstring(page.content.decode()).xpath("//a[.='cite another source']/@href")
    address = link.partition("#")[0]
    assert "No other source is cited" in said(sent_form(curator, row, "cited_elsewhere"))
    CitationFactory(record=row.citation.record, source=LocationFactory(source__key="CAC 2024").source)
    back = curator.post(address, form_of(curator, address), follow=True)
    assert back.redirect_chain[-1][0] == decision_page(row, "cited_elsewhere")
    assert "CAC 2024" in back.content.decode()
    sent_form(curator, row, "cited_elsewhere")
    row.refresh_from_db()
    assert row.decision == "cited_elsewhere"


def test_a_claim_is_dismissed_with_a_reason_and_only_with_one(curator):
    row = gone()
    response = sent_form(curator, row, "dismissed", reason="  ")
    assert response.context["form"].errors["reason"] == ["Say why the change does not matter for this statement."]
    sent_form(curator, row, "dismissed", reason="A page for phones.")
    row.refresh_from_db()
    assert (row.decision, row.reason) == ("dismissed", "A page for phones.")


def test_bad_input_is_never_an_error_of_the_server(curator):
    row, foreign = gone(), gone()
    unknown = f"/admin/monitoring/change/{row.change_id}/decide/{foreign.citation_id}/not_supported/"
    assert curator.post(unknown, {"seen": "x"}).status_code == 404
    assert curator.post(decision_page(row, "nonsense"), {"seen": "x"}).status_code == 404
    assert curator.get(undo_page(row)).status_code == 405
    assert curator.post("/admin/monitoring/change/999999/reopen/").status_code == 404
    for seen in ("", "stale", "\U0001f600"):
        response = curator.post(decision_page(row, "not_supported"), {"seen": seen}, follow=True)
        assert "has changed since you opened this page" in said(response)
    for changes in ("", "x", "1,,2", "9" * 30, "-1"):
        assert curator.get(f"/admin/monitoring/change/settle/?changes={changes}").status_code == 200
    assert not AffectedCitation.objects.decided().exists()


def test_the_second_of_two_deciders_is_told_who_decided_what(person):
    first, client = person("curator")
    _, other = person("reviewer")
    row = gone()
    gone(row.change)
    stale = other.get(page_of(row.change)).content.decode()
    pressed(client, row, "4")
    response = pressed(other, row, "4", page=stale)
    assert f"{first} decided on" in said(response)
    assert "no longer supported" in said(response)


def test_after_a_decision_the_next_claim_is_there_and_after_the_last_the_next_change(curator):
    first = gone()
    second = gone(first.change)
    later = gone(changed())
    response = pressed(curator, first, "4")
    assert response.redirect_chain[-1][0] == f"{page_of(first.change)}#claim-{second.citation_id}"
    response = pressed(curator, second, "4")
    assert response.redirect_chain[-1][0] == f"{page_of(later.change)}#claim-{later.citation_id}"
    assert "the change is closed" in said(response)
    assert f'href="{page_of(second.change)}#claim-{second.citation_id}"' in said(response)


def test_a_decision_is_undone_from_where_it_is_shown(curator):
    row = gone()
    pressed(curator, row, "4")
    for address in (page_of(row.change), INBOX):
        page = html.fromstring(curator.get(address).content.decode())
        assert page.xpath("//form[@class='last-decision']/@action") == [undo_page(row)]
    response = curator.post(undo_page(row), follow=True)
    assert "was undone" in said(response)
    row.refresh_from_db()
    assert (row.decision, row.citation.verdict, row.change.state) == ("", "supports", "open")
    assert "no decision to undo" in said(curator.post(undo_page(row), follow=True))


def test_undo_after_an_edit_is_refused_with_a_message(curator):
    row = gone()
    pressed(curator, row, "4")
    row.citation.refresh_from_db()
    row.citation.note_en = "Not part of a verdict."
    row.citation.locator = "p. 4"
    row.citation.save()
    assert "was edited after this decision" in said(curator.post(undo_page(row), follow=True))


# --- What arrives at the reviewer -------------------------------------------------------------------------------------


def test_a_decision_arrives_at_the_reviewer_and_is_published(person):
    _, curator = person("curator")
    _, reviewer = person("reviewer")
    row = gone()
    record = row.citation.record
    publish(record=record, by=None, reason="First.")
    pressed(curator, row, "4")
    panels = {str(panel.title): panel for panel in reviewer.get("/admin/").context["panels"]}
    decided = panels["Statements decided, waiting for review"]
    assert decided.count == 1
    assert decided.lines[0].title.startswith(f"{record} › ")
    assert reviewer.get(decided.more).context["cl"].result_count == 1
    assert panels["Unpublished changes"].count == 1
    form = reverse("admin:initiatives_initiative_change", args=[record.pk])
    assert "does not support" in reviewer.get(form).content.decode()
    publish(record=Record.objects.get(pk=record.pk), by=UserFactory(), reason="The passage is gone.")
    panels = {str(panel.title): panel for panel in reviewer.get("/admin/").context["panels"]}
    assert panels["Statements decided, waiting for review"].count == 0


def test_a_dismissal_waits_for_the_reviewer_who_sees_its_reason(person):
    _, curator = person("curator")
    _, reviewer = person("reviewer")
    row = gone()
    record = row.citation.record
    publish(record=record, by=None, reason="First.")
    sent_form(curator, row, "dismissed", reason="The page was being rebuilt.")
    panels = {str(panel.title): panel for panel in reviewer.get("/admin/").context["panels"]}
    assert panels["Statements decided, waiting for review"].count == 1
    deciding = reverse("desk-review", args=[record.public_id])
    form = reverse("admin:initiatives_initiative_change", args=[record.pk])
    assert deciding in reviewer.get(form).content.decode()
    page = reviewer.get(deciding)
    assert "The page was being rebuilt." in page.content.decode()
    sent = {"do": "publish", "reason": "The page is back.", "seen": page.context["seen"]}
    reviewer.post(deciding, sent)
    panels = {str(panel.title): panel for panel in reviewer.get("/admin/").context["panels"]}
    assert panels["Statements decided, waiting for review"].count == 0
    assert record.versions.count() == 1
    assert Record.objects.get(pk=record.pk).state == "published"


def test_a_dismissed_change_sends_all_its_records_to_the_reviewer(person):
    _, curator = person("curator")
    first = gone()
    second = gone(first.change)
    for row in (first, second):
        publish(record=row.citation.record, by=None, reason="First.")
    curator.post(CLOSED.format(first.change_id, "dismiss"), {"decided": "yes", "reason": "A test page."})
    keys = [row.citation.record_id for row in (first, second)]
    assert set(Record.objects.filter(pk__in=keys).values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_the_history_of_a_change_says_who_decided_what_and_keeps_the_old_quote(person, language):
    user, client = person("curator")
    row = claim()
    sent_form(client, row, "still_supported", confirmed="on")
    client.post(undo_page(row))
    sent_form(client, row, "dismissed", reason="A misprint, put right the same day.")
    page = client.get(f"{language}/admin/monitoring/change/{row.change_id}/history/")
    events = [event.what for event in page.context["events"]]
    assert len(events) == 7  # found, decided, closed, undone, opened, decided, closed
    text = page.content.decode()
    for words in (str(user), OLD, "A misprint, put right the same day.", str(row.citation.record)):
        assert words in text
