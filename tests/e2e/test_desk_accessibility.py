"""axe-core on every screen of the desk that the admin's own URLs lead to, and its skip link."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import expect

from governance.models import Body
from initiatives.models import Initiative
from observatory.monitoring.models import Watch
from observatory.records.models import Milestone, Organisation, Record, Relation, Survey
from observatory.sources.models import Citation, Location, OfficialTerm, Source
from tests.e2e.login import log_in
from tests.e2e.test_accessibility import ALL, AXE, COLOURS
from tests.factories import InitiativeFactory, OtherNameFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ADDED = (Initiative, Organisation, Source, Location, Relation, Milestone, Survey, OfficialTerm)
# Of these also the pages to delete a row and its history; those of the other models are the same templates.
WHOLE = (Initiative, Source, Relation)


def screens(part: str) -> list[str]:
    """Return the addresses of one part of the desk, from the models that the admin site registers."""
    found = []
    for model in admin.site._registry:
        route = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        row = model.objects.order_by("pk").first()
        if part == "lists":
            found.append(reverse(f"{route}changelist"))
        elif part == "forms" and row is not None and model is not Record:  # a record leads to the form of its type
            found.append(reverse(f"{route}change", args=[row.pk]))
        elif part == "new":
            found += [reverse(f"{route}add")] if model in ADDED else []
            names = ("delete", "history") if model in WHOLE and row is not None else ()
            found += [reverse(f"{route}{name}", args=[row.pk]) for name in names]
    if part == "new":
        plan = Initiative.objects.order_by("pk").first()
        found += [
            reverse("admin:initiatives_initiative_decide", args=[plan.pk, name]) for name in ("submit", "publish")
        ]
        found += ["/admin/", "/admin/records/", "/admin/records/organisation/add/?_popup=1"]
        found += ["/admin/sources/source/add/?_popup=1", "/admin/evidence/", f"/admin/evidence/{plan.pk}/"]
    return found


@pytest.fixture
def page(live_server, catalogue, reader):
    get_user_model().objects.create_superuser("administrator")
    draft = InitiativeFactory(title_en="A draft")
    OtherNameFactory(record=draft)
    return log_in(reader, live_server.url, "administrator", viewport={"width": 1280, "height": 900})


@pytest.mark.walk
@pytest.mark.parametrize("part", ["lists", "forms", "new"])
def test_axe_finds_nothing_at_the_desk(live_server, page, part):
    assert {Body, Citation, Watch} <= set(admin.site._registry)
    found = {}
    for address in screens(part):
        answer = page.goto(live_server.url + address, wait_until="load")
        assert answer.status == 200, address
        page.evaluate("new Promise(requestAnimationFrame)")
        page.evaluate(AXE)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for violation in page.evaluate("rules => axe.run(rules).then(found => found.violations)", ALL):
            found.setdefault(address, []).append((violation["id"], violation["nodes"][0]["html"][:200]))
    assert found == {}


@pytest.mark.parametrize("language", ["", pytest.param("/zh-hans", marks=pytest.mark.walk)])
def test_the_form_of_a_record_is_without_fault_in_either_theme(live_server, page, catalogue, language):
    address = reverse("admin:initiatives_initiative_change", args=[catalogue.plan.pk])
    page.goto(f"{live_server.url}{language}{address}")
    page.evaluate(AXE)
    for scheme, rules in (("light", ALL), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")  # colours fade in
        found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules)
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


def test_the_skip_link_leads_to_the_content(live_server, page, catalogue):
    page.goto(f"{live_server.url}/admin/initiatives/initiative/{catalogue.plan.pk}/change/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#content') !== null")
