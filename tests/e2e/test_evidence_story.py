"""A cited page changes: from the monitor's visit to the inbox, the reviewer's decision and what readers see."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from html import escape

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from initiatives.models import Initiative
from observatory.monitoring.models import AffectedCitation, Change, Sighting
from observatory.publishing.record_publication import publish
from observatory.publishing.roles import make_roles
from observatory.publishing.workflow import CURATOR, REVIEWER
from observatory.records.models import Record
from observatory.site.templating.formats import format_day
from observatory.sources.models import Citation, Location
from tests.e2e.login import log_in
from tests.e2e.test_curator_publishes import PASSWORD
from tests.factories import CitationFactory, InitiativeFactory, SourceFactory, UserFactory
from tests.monitoring.conftest import loopback, site  # noqa: F401 - fixtures
from tests.monitoring.sites import Site, article, location, round_at

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

# Markup as words of the page: no screen may take it for markup of its own.
HOSTILE = "<img src=x onerror=alert(1)>"
BEFORE = [
    "Measures for the Test Programme",
    "Article 1. The central budget will provide 4.5 billion yuan for the programme over three years.",
    "Article 2. Project undertakers shall not publish personal data before it has been anonymised.",
    'Article 3. The programme starts in 2024 - its "open data centres" follow in every province.',
    f"Article 4. The office inspects certified centres every two years {escape(HOSTILE)} and publishes the results.",
    "Article 5. The office keeps the list of centres and corrects it within a month.",
]
AFTER = [
    BEFORE[0],
    BEFORE[1].replace("4.5", "3.2"),
    BEFORE[2].replace("shall not", "shall"),
    BEFORE[3].replace(" - ", " – ").replace('"open', "“open").replace('centres"', "centres”"),
    "The following was repealed:",
    *BEFORE[4:],
]
MIRROR = [
    "测试计划管理办法",
    "第一条 中央预算三年内为本计划安排资金四十五亿元。",
    "第二条 项目承担单位不得发布未经匿名化处理的个人数据。",
    "第三条 本计划自二〇二四年起实施，各省随后建设开放数据中心。",
]
FIGURE = "The central budget will provide 4.5 billion yuan for the programme"
NEGATION = "Project undertakers shall not publish personal data"
TYPOGRAPHY = 'The programme starts in 2024 - its "open data centres" follow in every province'
REPEALED = "The office inspects certified centres every two years"


@pytest.fixture
def people(transactional_db):
    make_roles()
    for role in (CURATOR, REVIEWER):
        user = UserFactory(username=role, is_staff=True)
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=role))


@pytest.fixture
def places(people, site: Site) -> list[Location]:  # noqa: F811
    """The cited page, and its mirror in Chinese: two addresses of one source."""
    site.pages |= {"/measures": article(*BEFORE), "/zh": article(*MIRROR, title="办法")}
    source = SourceFactory(key="TEST 2026", title_en="Measures for the Test Programme", standing="primary")
    page = location(site.url("/measures"), source)
    return [page, location(site.url("/zh"), source, role=Location.Role.MIRROR)]


@pytest.fixture
def plan(places) -> Initiative:
    plan = InitiativeFactory(
        slug="test-programme",
        title_en="Test Programme",
        objectives_en="To spend 4.5 billion yuan on research.",
        participation_en="Undertakers may not publish personal data.",
        launched="2024",
        period="2024/2027",
    )
    statements = {"objectives": FIGURE, "participation": NEGATION, "launched": TYPOGRAPHY, "period": REPEALED}
    for field, quote in statements.items():
        CitationFactory(
            record=plan,
            field=field,
            source=places[0].source,
            quote=quote,
            verdict="supports",
            checked_at=timezone.localdate(),
        )
    return plan


def cited(field: str) -> Citation:
    return Citation.objects.get(field=field)


def states(place: Location) -> dict[str, str]:
    """Where the quotes stand at a location now, by field."""
    rows = Sighting.objects.current().filter(location=place).select_related("citation")
    return {row.citation.field: row.state for row in rows}


def monitor_visits(places: list[Location], moment: datetime) -> None:
    """One round of the monitor, in a thread of its own: an event loop of Playwright runs in this one."""

    def visit() -> None:
        try:
            round_at(moment, these=places)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(visit).result()


def margin(page: Page, field: str):
    return page.locator(f"#{field} .margin")


def row_of(page: Page, statement: str):
    return page.locator("ul.changes > li").filter(has=page.locator(".change-of span", has_text=statement))


def test_a_page_that_changes_reaches_the_readers_by_way_of_inbox_and_review(live_server, site, places, plan, reader):  # noqa: F811
    complaints: list[str] = []
    page, mirror = places
    address = f"{live_server.url}/initiatives/test-programme/"
    start = timezone.now() - timedelta(days=2)

    # The first round finds the quotes; on the mirror they never stood, which is no loss.
    monitor_visits(places, start)
    assert states(page) == dict.fromkeys(("objectives", "participation", "launched", "period"), "present")
    assert set(states(mirror).values()) == {"never_found"}
    publish(record=plan, by=None, reason="First publication.")
    public = reader.new_context(locale="en").new_page()
    public.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    public.goto(address)
    expect(public.get_by_text("primary source read: 4 of 4 statements")).to_be_visible()
    for field in ("objectives", "participation", "launched", "period"):
        expect(margin(public, field)).to_contain_text("passage seen on the page")
        expect(margin(public, field)).not_to_contain_text("not found")
    public.goto(f"{live_server.url}/changes/")
    expect(public.get_by_text("None. No passage that we have seen has changed since.")).to_be_visible()

    # The page changes: one change, of three statements.
    site.pages["/measures"] = article(*AFTER)
    monitor_visits(places, timezone.now())
    assert states(page) == {
        "objectives": "altered",
        "participation": "altered",
        "launched": "present",
        "period": "moved",
    }
    assert set(states(mirror).values()) == {"never_found"}
    change = Change.objects.get()
    assert (change.location, change.state) == (page, "open")
    waiting = AffectedCitation.objects.undecided()
    assert {row.citation.field for row in waiting} == {"objectives", "participation", "period"}

    # Readers are told before anybody has decided.
    public.goto(address)
    for field, was, now in (("objectives", "4.5", "3.2"), ("participation", "not", None)):
        expect(margin(public, field)).to_contain_text("passage altered since")
        expect(margin(public, field)).to_contain_text("the meaning may have changed")
        expect(margin(public, field).locator("del").first).to_contain_text(f"was {was}")
        if now:
            expect(margin(public, field).locator("ins").first).to_contain_text(f"is now {now}")
    expect(margin(public, "period")).to_contain_text("passage in another context since")
    expect(margin(public, "period").locator(".now")).to_contain_text("The following was repealed")
    expect(margin(public, "period").locator(".now")).to_contain_text(HOSTILE)
    expect(margin(public, "launched")).to_contain_text("passage seen on the page")
    expect(public.get_by_text("primary source read: 1 of 4 statements")).to_be_visible()
    expect(public.get_by_text("primary source quoted, passage changed since: 3")).to_be_visible()
    public.goto(f"{live_server.url}/changes/")
    expect(public.locator("ul.changes > li")).to_have_count(3)
    for statement, before, after in (
        ("Objectives", FIGURE, "is now 3.2"),
        ("Participation", NEGATION, "was not"),
        ("Period", REPEALED, "The following was repealed"),
    ):
        expect(row_of(public, statement).locator("dd").first).to_have_text(before)
        expect(row_of(public, statement).locator("dd").last).to_contain_text(after)
        expect(row_of(public, statement).locator(".place")).to_contain_text("open")

    # The inbox: claim by claim.
    curator = log_in(reader, live_server.url, CURATOR, complaints)
    curator.goto(f"{live_server.url}/admin/monitoring/change/?state__exact=open")
    expect(curator.locator("#result_list tbody tr")).to_have_count(1)
    curator.locator("#result_list tbody tr").get_by_role("link").first.click()
    expect(curator.locator("#statements .count")).to_have_text("3 of 4 to decide")
    expect(curator.locator("article[data-claim]")).to_have_count(3)
    claims = {field: curator.locator(f"#claim-{cited(field).pk}") for field in states(page)}
    expect(claims["launched"]).to_have_count(1)
    expect(claims["launched"].get_by_role("button")).to_have_count(0)
    expect(claims["period"].locator("blockquote.now")).to_contain_text(HOSTILE)

    claims["participation"].get_by_role("button", name="No longer supported").click()
    expect(claims["participation"]).to_contain_text("no longer supported")
    claims["objectives"].get_by_role("link", name="Still supported").click()
    expect(curator.get_by_text("The figure changed from 4.5 billion to 3.2 billion.")).to_be_visible()
    curator.get_by_role("button", name="Still supported").click()
    expect(curator.get_by_text("Tick this box to confirm")).to_be_visible()
    curator.get_by_label("still supports the statement").check()
    curator.get_by_role("button", name="Still supported").click()
    expect(curator.get_by_text("View or undo")).to_be_visible()
    claims["period"].get_by_role("link", name="Dismiss").click()
    curator.get_by_label("Reason").fill("The heading is of another section.")
    curator.get_by_role("button", name="Dismiss").click()
    expect(curator.get_by_text("so the change is closed")).to_be_visible()
    change.refresh_from_db()
    assert change.state == "resolved"

    # A decision is undone, and taken again.
    curator.goto(f"{live_server.url}/admin/monitoring/change/{change.pk}/change/")
    claims["objectives"].get_by_role("button", name="Undo").click()
    expect(curator.get_by_text("was undone")).to_be_visible()
    change.refresh_from_db()
    assert (change.state, cited("objectives").quote) == ("open", FIGURE)
    claims["objectives"].get_by_role("link", name="Still supported").click()
    curator.get_by_label("still supports the statement").check()
    curator.get_by_role("button", name="Still supported").click()
    expect(curator.get_by_text("so the change is closed")).to_be_visible()
    assert cited("objectives").quote == FIGURE.replace("4.5", "3.2")
    assert cited("participation").verdict == "does_not_support"

    # The record is an edited one: what readers see goes on as it was, with what is known of the passages.
    assert Record.objects.get(pk=plan.pk).state != "published"
    public.goto(address)
    for field in ("objectives", "participation"):
        expect(margin(public, field).locator(".verdict")).to_contain_text("supports")
        expect(margin(public, field).locator(".verdict")).not_to_contain_text("does not")
        expect(margin(public, field)).to_contain_text("passage altered since")
    expect(margin(public, "objectives").locator("blockquote")).to_have_text(FIGURE)
    public.goto(f"{live_server.url}/changes/")
    for statement in ("Objectives", "Participation", "Period"):
        expect(row_of(public, statement).locator(".place")).to_contain_text("open")
    expect(public.get_by_text("The heading is of another section.")).to_have_count(0)

    # A reviewer publishes it.
    reviewer = log_in(reader, live_server.url, REVIEWER, complaints)
    reviewer.goto(f"{live_server.url}/admin/initiatives/initiative/{plan.pk}/change/")
    reviewer.get_by_role("link", name="Publish…").click()
    expect(reviewer.locator("#field-objectives")).to_contain_text("3.2 billion yuan")
    expect(reviewer.get_by_text("does not support").first).to_be_visible()
    expect(reviewer.locator(".decisions")).to_contain_text("The heading is of another section.")
    reviewer.get_by_label("Reason").fill("The page has changed.")
    reviewer.get_by_role("button", name="Publish now").click()
    expect(reviewer.get_by_text("is public as version 2")).to_be_visible()

    # Margin, changes, API and versions.
    public.goto(address)
    expect(margin(public, "objectives")).to_contain_text("passage seen on the page")
    expect(margin(public, "objectives").locator("blockquote")).to_have_text(FIGURE.replace("4.5", "3.2"))
    expect(margin(public, "participation").locator(".verdict")).to_contain_text("does not support")
    expect(margin(public, "participation")).to_contain_text("passage altered since")
    expect(margin(public, "period")).to_contain_text("passage in another context since")
    expect(margin(public, "period").locator(".judgement")).to_contain_text(
        "the editors found that this does not affect the statement; reason: The heading is of another section."
    )
    public.goto(f"{live_server.url}/changes/")
    for statement in ("Objectives", "Participation", "Period"):
        expect(row_of(public, statement).locator(".place").first).to_contain_text("settled on")
    expect(row_of(public, "Objectives").locator("dd").first).to_have_text(FIGURE)

    document = public.request.get(f"{live_server.url}/api/v1/initiatives/{plan.public_id}/").json()
    (figure,) = document["evidence"]["objectives"]
    (negation,) = document["evidence"]["participation"]
    assert (figure["verdict"], figure["quote"]) == ("supports", FIGURE.replace("4.5", "3.2"))
    assert (negation["verdict"], negation["quote"]) == ("does_not_support", NEGATION)
    statement = public.request.get(f"{live_server.url}/api/v1/statements/{negation['id']}/").json()
    assert (statement["verdict"], statement["first_version"]["number"], statement["last_version"]["number"]) == (
        "does_not_support",
        1,
        2,
    )
    assert statement["gone"] is None

    public.goto(f"{address}versions/1/")
    expect(public.get_by_text("primary source read: 4 of 4 statements")).to_be_visible()
    for field, quote in (("objectives", FIGURE), ("participation", NEGATION)):
        expect(margin(public, field).locator(".verdict")).not_to_contain_text("does not")
        expect(margin(public, field)).to_contain_text(f"passage seen on the page; last read {format_day(start)}")
        expect(margin(public, field)).not_to_contain_text("altered")
        expect(margin(public, field).locator("blockquote")).to_have_text(quote)
    assert complaints == []
