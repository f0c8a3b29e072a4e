"""The inbox: who has a change, and many that are settled together."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import AffectedCitation, Change
from tests.desk.claims import INBOX, changed, claim, page_of, said, shown
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory

pytestmark = pytest.mark.django_db


def assign_page(change: Change) -> str:
    return reverse("admin:monitoring_change_assign", args=[change.pk])


# --- Who has it -------------------------------------------------------------------------------------------------------


def test_one_takes_a_change_and_the_second_is_told_who_has_it(person):
    me, client = person("curator")
    _, second = person("reviewer")
    row = changed()
    page = html.fromstring(second.get(INBOX).content.decode())
    (address,) = page.xpath("//button[@value='take']/@formaction")
    response = client.post(address, {"do": "take"}, follow=True)
    assert f"{me} has “" in said(response)
    assert response.redirect_chain[-1][0] == INBOX
    response = second.post(address, {"do": "take"}, follow=True)
    assert f"was not assigned: {me} has taken this." in said(response)
    row.refresh_from_db()
    assert row.assigned_to == me
    client.post(address, {"do": "take"})  # a double click
    events = client.get(f"/admin/monitoring/change/{row.pk}/history/").context["events"]
    assert [event.what for event in events].count(f"Assigned to {me}") == 1


def test_a_change_is_given_with_a_day_and_given_back(person):
    _, client = person("curator")
    other, theirs = person("reviewer")
    row = changed()
    day = timezone.localdate() + timezone.timedelta(days=3)
    given = {"do": "give", "to": other.pk, "due_on": day.isoformat(), "holder": ""}
    assert f"{other} has" in said(client.post(assign_page(row), given, follow=True))
    row.refresh_from_db()
    assert (row.assigned_to, row.due_on) == (other, day)
    assert shown(theirs, "who=mine&due=soon") == {row.pk}
    # `holder` is who had it on the page that was sent: somebody else has it by now
    assert "has taken this" in said(client.post(assign_page(row), given, follow=True))
    client.post(assign_page(row), {"do": "back", "holder": other.pk})
    row.refresh_from_db()
    assert (row.assigned_to, row.due_on) == (None, None)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"due_on": "2020-01-01"}, "from today on"),
        ({"due_on": "9999-12-31"}, "within the next three years"),
        ({"due_on": "tomorrow"}, "Enter a day such as 2026-12-31."),
        ({"to": "999999"}, "has no role"),
        ({"to": "x"}, "has no role"),
        ({"holder": "9" * 30, "do": "back"}, ""),
    ],
)
def test_what_cannot_be_assigned_is_refused_with_a_reason(person, typed, why):
    me, client = person("curator")
    row = changed()
    response = client.post(assign_page(row), {"do": "give", "to": me.pk, "holder": "", **typed}, follow=True)
    assert why in said(response)
    row.refresh_from_db()
    assert row.assigned_to is None


@pytest.mark.parametrize("columns", [{"is_active": False}, {"is_staff": False}])
def test_work_is_given_to_active_staff_with_a_role_alone(person, columns):
    _, client = person("curator")
    gone_away, _ = person("curator")
    type(gone_away).objects.filter(pk=gone_away.pk).update(**columns)
    row = changed()
    response = client.post(assign_page(row), {"do": "give", "to": gone_away.pk, "holder": ""}, follow=True)
    assert "has no role" in said(response)


def test_a_closed_change_is_not_taken(curator):
    row = changed()
    Change.objects.update(state="resolved", closed_at=timezone.now())
    assert "closed this change" in said(curator.post(assign_page(row), {"do": "take"}, follow=True))
    assert "Give back" not in curator.get(page_of(row)).content.decode()


def test_who_has_no_role_assigns_nothing(person):
    row = changed()
    _, client = person(None)
    assert client.post(assign_page(row), {"do": "take"}).status_code == 403
    assert client.get(assign_page(row)).status_code == 405
    _, client = person("curator")
    assert client.post(assign_page(row), {"do": "nonsense"}).status_code == 404
    assert client.post("/admin/monitoring/change/99999999/assign/", {"do": "take"}).status_code == 404


def test_many_are_given_at_once_and_what_others_took_meanwhile_stays_theirs(person):
    _, client = person("reviewer")
    other, _ = person("curator")
    third, _ = person("curator")
    rows = [changed() for _ in range(12)]
    keys = [row.pk for row in rows]
    page = client.post(INBOX, {"action": "give_selected", "_selected_action": keys})
    form = html.fromstring(page.content.decode())
    holders = form.xpath("//input[@name='holders']/@value")
    assert len(holders) == 12
    Change.objects.filter(pk=keys[0]).update(assigned_to=third)
    answer = {"action": "give_selected", "_selected_action": keys, "holders": holders, "assigned": "yes"}
    response = client.post(INBOX, answer | {"to": other.pk, "due_on": ""}, follow=True)
    assert "Assigned: 11." in said(response)
    assert f"{third} has taken this." in said(response)
    assert Change.objects.filter(assigned_to=other).count() == 11
    response = client.post(INBOX, {"action": "take_selected", "_selected_action": keys[:2]}, follow=True)
    assert "Assigned" not in said(response)


@pytest.mark.parametrize("language", ["", "/zh-hans"])
@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_every_role_takes_a_change_in_both_languages(person, role, language):
    user, client = person(role)
    row = changed()
    address = language + page_of(row)
    page = html.fromstring(client.get(address).content.decode())
    (action,) = page.xpath("//section[@class='assignment']/form/@action")
    response = client.post(action, {"do": "take"}, follow=True)
    assert response.redirect_chain[-1][0] == address
    row.refresh_from_db()
    assert row.assigned_to == user
    assert not language or re.search("[\u4e00-\u9fff]", said(response))


# --- Alike, by ten and by two hundred ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [10, pytest.param(200, marks=pytest.mark.walk)])
def test_many_alike_are_settled_in_one_go_with_every_difference_in_sight(curator, number):
    place = LocationFactory()
    change = changed(place)
    records = InitiativeFactory.create_batch(number)
    for record in records:
        claim(change, citation=CitationFactory(record=record, source=place.source, quote="q"))
    address = f"/admin/monitoring/change/settle/?changes={change.pk}"
    (group,) = html.fromstring(curator.get(address).content.decode()).xpath("//section[@class='alike']")
    assert group.xpath(".//del/text()") == ["4.5"] * number
    key = group.get("id").removeprefix("group-")
    answer = {"group": key, "seen": group.xpath(".//input[@name='seen']/@value"), f"{key}-decision": "not_supported"}
    response = curator.post(address, answer, follow=True)
    assert f"{number} statements: no longer supported." in said(response)
    assert AffectedCitation.objects.decided().count() == number
    change.refresh_from_db()
    assert change.state == "resolved"
