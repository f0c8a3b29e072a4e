"""Webhooks, deliveries, mails and readers in the admin: for administrators alone."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.notifications import outbox
from observatory.notifications.mail_letters import Letter
from observatory.notifications.models import Delivery, Follower, Mail, Webhook
from observatory.notifications.webhooks import events
from tests.notifications.test_webhooks import published, receiver, run, webhook

pytestmark = pytest.mark.django_db
assert receiver, webhook  # fixtures
LISTS = [f"admin:notifications_{name}_changelist" for name in ("webhook", "delivery", "mail", "follower")]


@pytest.fixture
def administrator(person, client_of):
    return client_of(person("administrator"))


@pytest.mark.parametrize("role", ["", "curator", "reviewer"])
@pytest.mark.parametrize("name", LISTS)
def test_others_see_nothing_of_them(person, client_of, role, name):
    assert client_of(person(role)).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("role", ["", "curator", "reviewer"])
def test_others_make_no_secret_send_no_test_and_send_nothing_again(person, client_of, role, webhook, receiver):
    published()
    run()
    receiver.requests.clear()
    client, secret = client_of(person(role)), webhook.secret
    for path in (
        reverse("admin:notifications_webhook_secret", args=[webhook.pk]),
        reverse("admin:notifications_webhook_test", args=[webhook.pk]),
        reverse("admin:notifications_delivery_again", args=[Delivery.objects.get().pk]),
    ):
        assert client.post(path).status_code == 403
    webhook.refresh_from_db()
    assert webhook.secret == secret
    assert (receiver.requests, Delivery.objects.get().state) == ([], "delivered")


@pytest.mark.parametrize("name", LISTS)
def test_an_administrator_sees_the_lists(administrator, name, webhook):
    published()
    run()
    assert administrator.get(reverse(name)).status_code == 200


def test_a_webhook_is_made_and_its_secret_shown_once(administrator, receiver):
    data = {"name": "Mirror", "url": receiver.url, "events": ["record.published"], "enabled": "on"}
    published("Before it was made")
    response = administrator.post(reverse("admin:notifications_webhook_add"), data)
    row = Webhook.objects.get()
    assert response["Location"] == reverse("admin:notifications_webhook_secret", args=[row.pk])
    assert "whsec_" not in administrator.get(response["Location"]).content.decode()
    page = administrator.post(response["Location"])
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    assert "whsec_" not in administrator.get(response["Location"]).content.decode()
    form = administrator.get(reverse("admin:notifications_webhook_change", args=[row.pk])).content.decode()
    assert "whsec_" not in form
    published("After")
    run()
    assert [each["data"]["title"]["en"] for each in receiver.verified(secret)] == ["After"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"url": "http://10.0.0.1/hook"}, "private network"),
        ({"url": "ftp://example.org/hook"}, "http"),
        ({"url": "https://user:word@example.org/"}, "URL"),
        ({"url": "nonsense"}, "URL"),
        ({"events": []}, "required"),
        ({"events": ["everything"]}, "everything"),
        ({"name": ""}, "required"),
        ({"name": "x" * 101}, "100"),
    ],
)
def test_bad_input_is_refused_with_a_message(administrator, wrong, message):
    data = {"name": "Mirror", "url": "https://example.org/hook", "events": ["record.published"], "enabled": "on"}
    response = administrator.post(reverse("admin:notifications_webhook_add"), data | wrong)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert Webhook.objects.count() == 0


def test_a_test_is_sent_and_its_answer_shown(administrator, webhook, receiver):
    receiver.answers = [(503, {}, b"<b>closed</b>"), (200, {}, b"")]
    path = reverse("admin:notifications_webhook_test", args=[webhook.pk])
    page = administrator.post(path, follow=True).content.decode()
    assert "The test was not delivered: the receiver answered 503." in page
    assert "&lt;b&gt;closed&lt;/b&gt;" in page
    page = administrator.post(path, follow=True).content.decode()
    assert "The receiver took the test (200)." in page
    webhook.refresh_from_db()
    assert webhook.failing_since is None
    assert {each["type"] for each in receiver.verified(webhook.secret)} == {"test"}


def test_a_delivery_is_sent_again_by_a_button(administrator, webhook, receiver):
    published()
    run()
    row = Delivery.objects.get()
    page = administrator.post(reverse("admin:notifications_delivery_again", args=[row.pk]), follow=True)
    assert "It will be sent again within a minute." in page.content.decode()
    run()
    assert len(receiver.verified(webhook.secret)) == 2


def test_enabling_it_again_forgets_its_failures(administrator, webhook):
    Webhook.objects.update(enabled=False, failing_since=timezone.now(), disabled_because="Failed.")
    form = administrator.get(reverse("admin:notifications_webhook_change", args=[webhook.pk]))
    opened = re.search(r'name="([^"]*opened[^"]*)"[^>]*value="([^"]*)"', form.content.decode())
    data = {"name": "Mirror", "url": webhook.url, "events": webhook.events, "enabled": "on"}
    data |= {opened[1]: opened[2].replace("&quot;", '"')} if opened else {}
    response = administrator.post(reverse("admin:notifications_webhook_change", args=[webhook.pk]), data)
    assert response.status_code == 302
    webhook.refresh_from_db()
    assert (webhook.enabled, webhook.failing_since, webhook.disabled_because) == (True, None, "")


@pytest.mark.parametrize("pk", [0, 10**30])
def test_what_does_not_exist_is_not_found(administrator, pk):
    for name in ("webhook_secret", "webhook_test", "delivery_again"):
        assert administrator.post(reverse(f"admin:notifications_{name}", args=[pk])).status_code == 404


def test_a_mail_that_was_given_up_is_tried_again(administrator, person):
    user = person()
    letter = Letter("Subject", "Opening")
    mail = outbox.write_mail(key="x", purpose="digest", letter=letter, language="en", recipient=user.email, user=user)
    Mail.objects.filter(pk=mail.pk).update(state="failed", attempts=8, error="450 busy")
    assert "Mails that could not be sent" in administrator.get("/admin/").content.decode()
    data = {"action": "try_again", "_selected_action": [mail.pk]}
    page = administrator.post(reverse("admin:notifications_mail_changelist"), data, follow=True).content.decode()
    assert "1 mail will be tried again." in page
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert (
        "/unsubscribe/"
        not in administrator.get(reverse("admin:notifications_mail_change", args=[mail.pk])).content.decode()
    )


def test_a_reader_who_asks_is_deleted_with_all_mails(administrator):
    row = Follower.objects.create(recipient="reader@example.org")
    page = reverse("admin:notifications_follower_delete", args=[row.pk])
    assert administrator.post(page, {"post": "yes"}).status_code == 302
    assert Follower.objects.count() == 0


def test_the_log_of_deliveries_is_bounded_in_queries(administrator, webhook, django_assert_max_num_queries):
    for _ in range(60):
        events.write_test(webhook)
    with django_assert_max_num_queries(12):
        administrator.get(reverse("admin:notifications_delivery_changelist"))
