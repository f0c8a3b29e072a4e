"""The history of a record in a browser: compared and restored with the keyboard, without violations of WCAG."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from observatory.history.edit_events import edit_moments
from observatory.history.steps import step
from observatory.publishing.roles import make_roles
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import OtherName, Record
from tests.e2e.login import log_in
from tests.factories import InitiativeFactory, OtherNameFactory, UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def curator(transactional_db):
    make_roles()
    user = UserFactory(username="curator", is_staff=True)
    user.groups.add(Group.objects.get(name="curator"))
    return user


@pytest.fixture
def page(curator, live_server, reader) -> Page:
    return log_in(reader, live_server.url, "curator", viewport={"width": 1280, "height": 900})


@pytest.fixture
def record(curator):
    with step(by=curator, reason="First entry"):
        record = InitiativeFactory(title_en="Old plan")
        OtherNameFactory(record=record, name="Alias")
    with step(by=curator):
        Record.objects.update(title_en="New plan")
        OtherName.objects.all().delete()
    return record


def test_a_curator_compares_and_restores_by_keyboard(live_server, page, record):
    page.goto(live_server.url + admin_form_url(record))
    page.get_by_role("link", name="History").first.click()
    page.get_by_label("Compare from here").nth(1).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Compare").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".differences")).to_contain_text("Alias")
    page.get_by_role("link", name=re.compile("Restore the state of")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Reason").focus()
    page.keyboard.type("The old title was right")
    page.get_by_role("button", name="Restore this state").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("“Old plan” is as it was on")

    record.refresh_from_db()
    assert record.title_en == "Old plan"
    assert OtherName.objects.get().name == "Alias"


@pytest.mark.parametrize("language", ["", pytest.param("/zh-hans", marks=pytest.mark.walk)])
def test_axe_finds_nothing_and_a_phone_has_room(live_server, page, record, language):
    first = edit_moments(Record, record.pk)[-1].key
    base = live_server.url + language + admin_form_url(record).replace("change/", "history/")
    found = {}
    for address in ("", f"compare/?from={first}&to=now", f"restore/?to={first}"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(base + address)
        page.evaluate(Axe().axe_script)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")  # colours fade in
            for violation in page.evaluate("axe.run('#content').then(found => found.violations)"):
                found.setdefault(address, []).append((theme, violation["id"], violation["nodes"][0]["html"][:200]))
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert found == {}
