"""A change is worked through by keyboard alone, claim by claim, and a decision is taken back."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from observatory.monitoring.models import Change
from observatory.publishing.roles import make_roles
from observatory.publishing.workflow import CURATOR
from tests.desk.claims import changed, claim, gone, reworded
from tests.e2e.following import press_and_follow
from tests.e2e.login import log_in
from tests.e2e.test_curator_publishes import PASSWORD
from tests.factories import UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def curator():
    make_roles()
    user = UserFactory(username=CURATOR, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name=CURATOR))


def test_the_inbox_is_worked_through_by_keyboard(live_server, curator, reader):
    complaints: list[str] = []
    first = gone()
    light = reworded(first.change)
    figure = claim(changed())
    page = log_in(reader, live_server.url, CURATOR, complaints)
    page.goto(f"{live_server.url}/admin/monitoring/change/?state__exact=open")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#result_list tbody tr").first).to_be_focused()
    page.keyboard.press("j")
    press_and_follow(page, "Enter")
    expect(page.get_by_role("heading", name="What changed", exact=True)).to_be_visible()
    opened = figure if f"/{figure.change_id}/" in page.url else first

    page.goto(f"{live_server.url}/admin/monitoring/change/{first.change_id}/change/")
    assert opened.change.state == "open"
    page.keyboard.press("j")
    expect(page.locator(f"#claim-{first.citation_id}")).to_be_focused()
    press_and_follow(page, "4")
    expect(page.locator(f"#claim-{light.citation_id}")).to_be_focused()
    press_and_follow(page, "1")
    expect(page.locator(f"#claim-{figure.citation_id}")).to_be_focused()  # of the next change
    expect(page.get_by_text("so the change is closed")).to_be_visible()

    press_and_follow(page, "1")
    question = "The figure changed from 4.5 to 3.2. Does it still support “4.5 billion yuan”?"
    expect(page.get_by_text(question)).to_be_visible()
    page.get_by_label("still supports the statement").focus()
    page.keyboard.press("Space")
    press_and_follow(page, "Enter")
    expect(page.get_by_text("View or undo")).to_be_visible()
    assert not Change.objects.open().exists()

    press_and_follow(page, "u")
    expect(page.get_by_text("was undone")).to_be_visible()
    assert list(Change.objects.open()) == [figure.change]
    page.get_by_label("Keyboard shortcuts").uncheck()
    page.keyboard.press("j")
    page.keyboard.press("4")
    assert list(Change.objects.open()) == [figure.change]
    assert not complaints
