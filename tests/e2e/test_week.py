"""A week at the desk by a curator and a reviewer: from a ministry's page without a DOI to what readers, a mailbox and a
program get of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from initiatives.models import Initiative
from observatory.corrections.models import Report
from observatory.corrections.tasks import read_reported_addresses
from observatory.exchange.models import Import
from observatory.notifications import alarms, digests, outbox
from observatory.notifications.models import Preference, Webhook
from observatory.notifications.reader_follows import last_version
from observatory.notifications.webhooks import deliveries, events, signing
from observatory.publishing.models import Entry, ScheduledPublication
from observatory.publishing.roles import make_roles
from observatory.publishing.scheduled_publications import publish_due
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import MergedRecord, Record
from observatory.records.record_duplicates import find_duplicates_of
from observatory.sources.models import Source
from tests.e2e.following import follow
from tests.e2e.login import log_in
from tests.e2e.test_curator_publishes import PASSWORD
from tests.factories import OrganisationFactory, UserFactory
from tests.monitoring.conftest import loopback, site  # noqa: F401 - fixtures
from tests.monitoring.sites import Site
from tests.notifications.conftest import mail_server  # noqa: F401 - fixture
from tests.notifications.receiver import Receiver
from tests.notifications.smtp import Postbox, parts
from tests.sources.references.test_web_page import MINISTRY

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LOOKUP = "DOI, ISBN, arXiv number or URL, or a pasted reference (BibTeX, RIS, CSL-JSON)"
QUOTE = "2023年3月27日，科技部会同自然科学基金委启动“人工智能驱动的科学研究”专项部署工作"
ARTICLE = (
    f"<article><h1>科技部启动专项部署工作</h1><p>{QUOTE}。</p><p>专项部署工作紧密结合数学、物理、化学、天文等基础学科关键问题。</p>"
    "<p>围绕药物研发、基因研究、生物育种、新材料研发等重点领域科研需求展开，布局前沿科技研发体系。</p></article>"
)


@pytest.fixture
def people(transactional_db):
    make_roles()
    found = {}
    for name, role in (("li", "curator"), ("wang", "reviewer")):
        user = UserFactory(username=name, is_staff=True, first_name=name.title(), email=f"{name}@institute.example")
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=role))
        Preference.objects.create(
            user=user,
            digest="daily",
            digest_at=timezone.now(),
            since=timezone.now() - timedelta(days=1),
            immediate=True,
        )
        found[name] = user
    return found


@pytest.fixture
def receiver(settings):
    found = Receiver()
    yield found
    found.close()


def beside(work: Callable[[], Any]) -> Any:
    """Run work that starts an event loop in a thread of its own: one of Playwright runs in this one."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run).result()


@pytest.mark.walk
def test_a_week_at_the_desk(
    live_server,
    people,
    site: Site,  # noqa: F811
    mail_server,  # noqa: F811
    receiver,
    reader: Browser,
):
    complaints: list[str] = []
    site.pages["/notice.html"] = MINISTRY.replace("<p>…</p>", ARTICLE).encode()
    hook = Webhook.objects.create(
        name="Mirror",
        url=receiver.url,
        events=["record.published"],
        secret=signing.new_secret(),
        sequence=last_version(),
    )
    li = log_in(reader, live_server.url, "li", complaints)
    wang = log_in(reader, live_server.url, "wang", complaints)
    for page in (li, wang):
        page.set_viewport_size({"width": 1280, "height": 900})

    plan = monday_enter(li, live_server.url, site)
    tuesday_return_and_correct(li, wang, live_server.url, plan)
    wednesday_publish_at_a_time(wang, live_server.url, plan, reader)
    thursday_import_merge_restore(li, wang, live_server.url, plan)
    friday_report_digest_webhook(li, live_server.url, plan, reader, site, mail_server.box, hook, receiver)
    assert complaints == []


def monday_enter(li: Page, url: str, origin: Site) -> Record:
    """A plan with a source that is looked up from a page of the ministry, a new organisation, and a cited date."""
    li.goto(f"{url}/admin/initiatives/initiative/add/")
    li.get_by_label("English title").fill("AI for Science deployment")
    li.locator("#id_initiative_type").select_option("plan")
    li.locator("#id_launched").fill("27 March 2023")
    li.get_by_text("Add another Citation").click()
    row = li.locator("#citations-0")
    row.get_by_label("Statement").select_option(label="Launched")
    row.locator("[name$='-quote']").fill(QUOTE)
    row.locator("[name$='-verdict']").select_option("supports")
    with li.expect_popup() as opened:
        li.locator("#add_id_citations-0-source").click()
    window = opened.value
    window.wait_for_load_state()
    window.get_by_role("textbox", name=LOOKUP).fill(origin.url("/notice.html"))
    window.get_by_role("button", name="Look up").click()
    window.get_by_label("Key").fill("MOST 2023a")
    window.locator("#id_type").select_option("webpage")
    window.get_by_role("button", name="Save", exact=True).click()
    expect(li.locator("#citations-0 .field-source .select2-selection__rendered")).to_contain_text("MOST 2023a")

    li.get_by_text("Add another Relation").click()
    relation = li.locator("#relations-0")
    relation.get_by_label("Relation type").select_option(label="launched by")
    with li.expect_popup() as opened:
        relation.get_by_role("link", name="New organisation").click()
    short = opened.value
    short.wait_for_load_state()
    short.get_by_label("English title").fill("Ministry of Science and Technology")
    short.get_by_role("button", name="Save").click()
    expect(relation.locator(".field-other .select2-selection__rendered")).to_contain_text("Ministry of Science")
    li.get_by_role("button", name="Save and continue editing").click()
    expect(li.locator(".messagelist .success").first).to_be_visible()
    plan = Initiative.objects.get()
    assert plan.launched == "2023-03-27"

    li.get_by_label("English summary").fill("It brings AI to the basic sciences.")
    li.locator(".foot-bar").get_by_role("button", name="Save, then: Submit for review…").click()
    li.get_by_role("button", name="Submit for review", exact=True).click()
    expect(li.get_by_text("2 drafts are now waiting for review.")).to_be_visible()
    return Record.objects.get(pk=plan.pk)


def tuesday_return_and_correct(li: Page, wang: Page, url: str, plan: Record) -> None:
    """The reviewer returns it with a comment at a statement; the curator finds it on the home page and answers."""
    wang.goto(f"{url}/admin/")
    follow(wang.locator(".day").get_by_role("link", name="AI for Science deployment").first)
    wang.goto(f"{url}/admin/review/{plan.public_id}/")
    summary = wang.locator("#field-summary")
    summary.locator(".say summary").focus()
    wang.keyboard.press("Enter")
    wang.keyboard.press("Tab")
    wang.keyboard.type("@li, which sciences?")
    wang.get_by_label("Reason").fill("One question.")
    wang.get_by_role("button", name="Return with the comments").click()
    expect(wang.get_by_text("2 records were sent back and are drafts again")).to_be_visible()

    li.goto(f"{url}/admin/")
    expect(li.get_by_text("Returned to me")).to_be_visible()
    li.goto(f"{url}{admin_record_url(plan)}")
    expect(li.get_by_text("which sciences?").first).to_be_visible()
    li.get_by_label("English summary").fill("It brings AI to mathematics, physics, chemistry and astronomy.")
    li.locator(".foot-bar").get_by_role("button", name="Save, then: Submit for review…").click()
    li.get_by_role("button", name="Submit for review", exact=True).click()
    expect(li.get_by_text("2 drafts are now waiting for review.")).to_be_visible()


def wednesday_publish_at_a_time(wang: Page, url: str, plan: Record, reader: Browser) -> None:
    """The plan is published at a time, with the ministry that was made for it; readers see both from then on."""
    wang.goto(f"{url}/admin/review/{plan.public_id}/")
    wang.get_by_label("Reason").fill("After the embargo.")
    wang.get_by_label("Publish at").fill((timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    wang.get_by_role("button", name="Publish at this time").click()
    expect(wang.get_by_text("will be published on").first).to_be_visible()
    assert ScheduledPublication.objects.waiting().count() == 2
    public = reader.new_context(locale="en").new_page()
    assert public.goto(f"{url}/initiatives/{plan.slug}/").status == 404

    publish_due(now=timezone.now() + timedelta(days=2))
    public.goto(f"{url}/initiatives/{plan.slug}/")
    expect(public.get_by_text("mathematics, physics, chemistry and astronomy").first).to_be_visible()
    expect(public.get_by_text("Launched by", exact=True)).to_be_visible()


def thursday_import_merge_restore(li: Page, wang: Page, url: str, plan: Record) -> None:
    """Fifty rows with three bad ones are put right and imported; a duplicate is merged; an edit is taken back."""
    rows = ["key,publisher,issued,type,title_en"]
    rows += [f"Press {number},Press,2024,report,Report number {number}" for number in range(47)]
    rows += ["Bad 1,Press,someday,report,First", "Bad 2,Press,2024,reprot,Second", "Bad 3,Press,2024,report,"]
    li.goto(f"{url}/admin/exchange/import/add/")
    li.locator("[name=kind]").select_option("sources")
    li.locator("[name=file]").set_input_files(
        {"name": "sources.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    )
    li.get_by_role("button", name="Upload and review").click()
    expect(li.get_by_text("3 rows are refused.")).to_be_visible()
    refused = li.locator("tr.row-refused")
    for number, text in enumerate(("12 March 2026", "report", "Third")):
        refused.nth(number).locator("input[type=text]").first.fill(text)
    li.get_by_role("button", name="Review again with these cells").click()
    expect(li.get_by_text("Nothing is written yet.")).to_be_visible()
    li.locator(".import-bar button[value=import]").click()
    expect(li.get_by_text("50 rows were imported as one step").first).to_be_visible()
    assert Source.objects.filter(publisher="Press").count() == 50
    li.get_by_role("button", name="Undo this import").click()
    expect(li.locator(".messagelist")).to_be_visible()
    assert Import.objects.get().state == "undone"
    assert not Source.objects.filter(publisher="Press").exists()

    ministry = Record.objects.get(kind="organisation")
    twin = OrganisationFactory(title_en="The Ministry of Science & Technology", slug="most-again")
    find_duplicates_of([ministry.pk, twin.pk])
    wang.goto(f"{url}/admin/duplicates/")
    follow(wang.get_by_role("link", name="Compare and merge"))
    if f"/{twin.pk}/into/" not in wang.url:
        follow(wang.get_by_role("link", name="Swap: keep the other one"))
    wang.get_by_label("Reason").fill("Entered twice.")
    follow(wang.locator("form [type=submit]").last)
    expect(wang.locator(".messagelist")).to_be_visible()
    assert MergedRecord.objects.get().record_id == twin.pk

    li.goto(f"{url}{admin_record_url(plan)}")
    li.get_by_label("English summary").fill("A slip of the pen.")
    li.get_by_role("button", name="Save and continue editing").click()
    expect(li.locator(".messagelist .success")).to_be_visible()
    li.goto(f"{url}{admin_record_url(plan).replace('/change/', '/history/')}")
    expect(li.locator(".entries > li").first).to_contain_text("A slip of the pen.")
    li.locator(".entries > li").nth(1).get_by_role("link", name="Restore").click()
    li.get_by_label("Reason").fill("Back to what was published.")
    li.get_by_role("button", name="Restore").click()
    expect(li.locator(".messagelist")).to_be_visible()
    plan.refresh_from_db()
    assert plan.summary_en == "It brings AI to mathematics, physics, chemistry and astronomy."


def friday_report_digest_webhook(
    li: Page, url: str, plan: Record, reader: Browser, origin: Site, box: Postbox, hook: Webhook, receiver: Receiver
) -> None:
    """A reader reports a mistake and sees the outcome; the digest and the webhook arrive."""
    public = reader.new_context(locale="en", java_script_enabled=False).new_page()
    public.goto(f"{url}/initiatives/{plan.slug}/")
    public.locator("#launched details summary").first.click()
    public.locator("#launched").get_by_role("link", name="Report a mistake").first.click()
    public.get_by_label("What is wrong?").fill("It was launched on another day.")
    public.get_by_label("Web address of a page that shows it").fill(origin.url("/notice.html"))
    public.get_by_label("The words on that page").fill(QUOTE)
    public.get_by_role("button", name="Send the report").click()
    expect(public.get_by_role("heading", name="Your report was received")).to_be_visible()
    outcome = public.url
    assert beside(read_reported_addresses) == 1

    li.goto(f"{url}/admin/")
    follow(li.get_by_role("link", name="AI for Science deployment").last)
    li.goto(f"{url}/admin/corrections/report/{Report.objects.get().pk}/change/")
    expect(li.locator("mark")).to_contain_text(QUOTE)
    li.get_by_label("not accepted").check()
    li.get_by_label("Answer in English").fill("The ministry's page gives this day.")
    li.get_by_role("button", name="Decide").click()
    expect(li.get_by_text("Not accepted. The sender sees your answer.")).to_be_visible()
    public.goto(outcome)
    expect(public.get_by_text("The ministry's page gives this day.")).to_be_visible()

    Preference.objects.update(digest_at=timezone.now() - timedelta(seconds=1))
    alarms.write_alarms()
    assert digests.write_digests()
    outbox.send_due()
    mails = {str(message["To"]): parts(message)[0] for message in box.received}
    assert any("AI for Science deployment" in text for text in mails.values())
    events.collect_events()
    beside(deliveries.deliver_due)
    sent = receiver.verified(hook.secret)
    assert {message["type"] for message in sent} == {"record.published"}
    assert Entry.objects.get(record=plan).public_id in str(sent)
