"""A reader follows a record by email and ends it again, in a real browser and over a real mail server."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from initiatives.models import Initiative
from observatory.notifications import follow_news, outbox
from observatory.notifications.models import Follower, Webhook
from observatory.notifications.webhooks.events import write_test
from observatory.notifications.webhooks.signing import new_secret
from observatory.publishing.record_publication import publish
from tests.e2e.login import log_in
from tests.e2e.test_accessibility import ALL, AXE
from tests.e2e.test_curator_publishes import PASSWORD
from tests.factories import InitiativeFactory, UserFactory
from tests.notifications.conftest import mail_server  # noqa: F401
from tests.notifications.smtp import parts

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def link(message, words: str) -> str:
    return re.search(rf"http://\S*/{words}/\S+", parts(message)[0])[0]


def test_a_reader_follows_a_record_and_ends_it(live_server, settings, mail_server, reader):  # noqa: F811
    settings.SITE_URL = live_server.url
    record: Initiative = InitiativeFactory(title_en="National plan", slug="plan")
    publish(record=record, by=None, reason="First.")
    page = reader.new_context().new_page()
    page.goto(f"{live_server.url}/initiatives/plan/")
    page.get_by_role("link", name="Follow by email").click()
    page.get_by_label("Email address").fill("nobody")
    page.get_by_role("button", name="Send me the link to confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not an email address")
    page.get_by_label("Email address").fill("reader@example.org")
    page.get_by_role("button", name="Send me the link to confirm").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    outbox.send_due()
    page.goto(link(mail_server.box.received.pop(), "confirm"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="You follow this now")).to_be_visible()
    record.summary_en = "Another."
    record.save()
    publish(record=record, by=None, reason="Corrected.")
    Follower.objects.update(mail_at=timezone.now() - timedelta(seconds=1))
    follow_news.write_news()
    outbox.send_due()
    (message,) = mail_server.box.received
    page.goto(link(message, "follows"))
    page.get_by_role("button", name="Stop following “National plan”").click()
    expect(page.get_by_role("status")).to_contain_text("nothing of it is stored")
    assert Follower.objects.count() == 0


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.walk
def test_axe_finds_nothing_on_the_pages_of_the_admin(live_server, reader, prefix):
    user = UserFactory(username="ada", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    webhook = Webhook.objects.create(
        name="Mirror", url="https://example.org/", events=["change.found"], secret=new_secret()
    )
    delivery = write_test(webhook)
    complaints = []
    page = log_in(reader, live_server.url, "ada", complaints)
    found = {}
    for path in (
        *("notices/", f"notifications/webhook/{webhook.pk}/change/", f"notifications/webhook/{webhook.pk}/secret/"),
        *("notifications/delivery/", f"notifications/delivery/{delivery.pk}/change/", "notifications/mail/"),
    ):
        page.goto(f"{live_server.url}{prefix}/admin/{path}")
        assert complaints == [], path
        page.evaluate(AXE)
        violations = page.evaluate("rules => axe.run(rules).then(found => found.violations)", ALL)
        # Rules that Django's own templates break are not ours.
        ours = [(each["id"], each["nodes"][0]["html"][:200]) for each in violations]
        if ours:
            found[path] = ours
        complaints.clear()  # axe itself sets styles, which the policy refuses
    assert found == {}
