"""Two people at the inbox: one takes, the other sees; a comment with a mention; keyboard and axe on the screens."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from observatory.monitoring.models import Change
from observatory.publishing.roles import make_roles
from observatory.records.admin_urls import admin_record_url
from observatory.records.comments import add_comment
from observatory.records.models import Comment
from tests.desk.claims import changed, claim, gone
from tests.e2e.following import follow, press_and_follow
from tests.e2e.login import log_in
from tests.e2e.test_accessibility import ALL, COLOURS
from tests.e2e.test_curator_publishes import PASSWORD
from tests.factories import UserFactory
from tests.stored_rows import made_once

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
@made_once
def people():
    make_roles()
    found = []
    for name, role in (("li", "curator"), ("wang", "reviewer")):
        user = UserFactory(username=name, is_staff=True, first_name=name.title())
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=role))
        found.append(user)
    return found


def test_one_takes_a_change_the_other_sees_it_and_finds_a_mention(live_server, people, reader):
    complaints: list[str] = []
    row = gone()
    li = log_in(reader, live_server.url, "li", complaints)
    wang = log_in(reader, live_server.url, "wang", complaints)
    inbox = f"{live_server.url}/admin/monitoring/change/"
    wang.goto(inbox)
    li.goto(inbox)
    li.keyboard.press("j")
    press_and_follow(li, "t")
    expect(li.locator(".messagelist")).to_contain_text("Li has")
    wang.get_by_role("button", name="Take:").click()
    expect(wang.locator(".messagelist")).to_contain_text("Li has taken this.")
    expect(wang.locator("#result_list .field-who_cell")).to_have_text("Li")
    assert Change.objects.get().assigned_to.username == "li"

    follow(li.get_by_role("link", name="mine"))
    expect(li.locator(".inbox-quick .chosen")).to_be_visible()
    li.keyboard.press("j")
    press_and_follow(li, "Enter")
    expect(li.get_by_text("In the list: Mine")).to_be_visible()
    li.keyboard.press("j")
    li.keyboard.press("c")
    li.locator("#id_text").fill("@wang, does the law still say so?")
    li.get_by_role("button", name="Save").click()
    expect(li.locator(".statement-comment")).to_contain_text("does the law still say so?")
    assert Comment.objects.get().statement == "field:launched"

    wang.goto(f"{live_server.url}/admin/")
    wang.get_by_role("link", name=f"{row.citation.record} › Launched").last.click()
    comment = wang.locator(".comment")
    expect(comment).to_contain_text("does the law still say so?")
    comment.get_by_role("button", name="Settle").click()
    expect(wang.locator(".messagelist")).to_contain_text("The comment is settled.")
    wang.goto(f"{live_server.url}/admin/")
    expect(wang.get_by_text("Mentions of me")).to_have_count(0)
    assert not complaints


RUN = "([parts, rules]) => axe.run({ include: parts.map(each => [each]) }, rules).then(found => found.violations)"


def violations(page: Page, address: str, *parts: str) -> list:
    """Return what axe finds in these parts of a page, in both themes."""
    found = []
    page.goto(address)
    page.evaluate(Axe().axe_script)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    # The colours of links change by and by; axe is to see those of the theme.
    page.evaluate("for (const each of document.querySelectorAll('*')) { each.style.transition = 'none' }")
    for theme, rules in (("light", ALL), ("dark", COLOURS)):
        page.emulate_media(color_scheme=theme)
        for violation in page.evaluate(RUN, [list(parts), rules]):
            found.append((address, theme, violation["id"], violation["nodes"][0]["html"][:200]))
    return found


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.walk
def test_axe_finds_nothing_on_the_screens_of_the_morning(live_server, people, reader, prefix):
    li, wang = people
    row = claim()
    gone(changed())
    Change.objects.filter(pk=row.change_id).update(assigned_to=li, due_on="2020-01-01")
    record = row.citation.record
    comment = add_comment(record=record, statement="field:launched", text="@li look", by=wang)
    add_comment(record=record, text="Mine.", by=li)
    page = log_in(reader, live_server.url, "li", [])
    found = []
    for address in (
        "/admin/",
        "/admin/monitoring/change/?who=mine",
        f"/admin/monitoring/change/{row.change_id}/change/",
        "/admin/comments/",
        f"/admin/comments/add/?record={record.pk}&statement=field:launched",
        f"/admin/evidence/{record.pk}/",
    ):
        found += violations(page, f"{live_server.url}{prefix}{address}", "#content")
    found += violations(page, f"{live_server.url}{prefix}/admin/", "#nav-sidebar")
    form = f"{live_server.url}{prefix}{admin_record_url(record)}"
    found += violations(page, form, "#comments", ".assignment")
    assert found == [], "\n".join(str((each[0][-30:], *each[1:])) for each in found)
    assert comment.pk


@pytest.mark.parametrize("address", ["/admin/", "/admin/monitoring/change/", "/admin/comments/"])
def test_the_screens_of_the_morning_fit_a_phone(live_server, people, reader, address):
    claim()
    page = log_in(reader, live_server.url, "li", [])
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("address", ["/admin/monitoring/change/", "/admin/records/record/"])
def test_the_last_column_of_a_list_is_seen_at_1280_pixels(live_server, people, reader, address):
    row = claim()
    Change.objects.filter(pk=row.change_id).update(assigned_to=people[0], due_on="2020-01-01")
    page = log_in(reader, live_server.url, "li", [])
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server.url}{address}")
    table = page.locator(".results")
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
